/**
 * Seed of every property test in `deno task test`, which preloads this file: what passes once passes again, and a
 * failure is one of the change, not of the draw. As the draws are the same each time, more of them find little more, so
 * where a test does not say how many, there are 40. Alone, as by `deno test -P=test tests/data`, each run draws anew, and
 * a hundred times.
 *
 * @module
 */
import fc from "fast-check";

const seed = Number(Deno.env.get("EXITWAVE_PROPERTY_SEED") ?? 1);
if (!Number.isInteger(seed)) throw new RangeError("EXITWAVE_PROPERTY_SEED must be a whole number");
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed, numRuns: 40 });
