/**
 * The seed of tests that kill at random: another one each time, or that of `EXITWAVE_KILL_SEED`, to have a failure again.
 *
 * @module
 */

/** Prints the seed and returns it. */
export function killSeed(): number {
  const given = Deno.env.get("EXITWAVE_KILL_SEED");
  const seed = given === undefined ? Date.now() : Number(given);
  if (!Number.isSafeInteger(seed)) throw new RangeError(`EXITWAVE_KILL_SEED must be a whole number: it is ${given}`);
  Deno.stderr.writeSync(new TextEncoder().encode(`EXITWAVE_KILL_SEED=${seed}\n`));
  return seed;
}
