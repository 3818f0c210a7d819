import { assert, assertAlmostEquals, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { modePower, powerShares } from "../../../../data/arrays/orthogonal_modes.ts";
import type { ComplexImage } from "../../../../data/complex_image.ts";
import { simulateScan } from "../../../../data/simulation/simulate.ts";
import { withWeakModes } from "../../../../recon/engines/state/weak_modes.ts";

function simulated(modeShares: readonly number[]): readonly ComplexImage[] {
  return simulateScan({ patchSize: 32, patterns: 1, probe: { kind: "disk", modeShares } }).probeModes;
}

function power(modes: readonly ComplexImage[]): number {
  return modes.reduce((sum, mode) => sum + modePower(mode), 0);
}

/** |⟨A, B⟩|² over the powers of both. */
function likeness(one: ComplexImage | undefined, other: ComplexImage | undefined): number {
  assert(one && other);
  let [re, im] = [0, 0];
  one.re.forEach((a, p) => {
    const [b, c, d] = [one.im[p] ?? 0, other.re[p] ?? 0, other.im[p] ?? 0];
    re += a * c + b * d;
    im += a * d - b * c;
  });
  return (re ** 2 + im ** 2) / modePower(one) / modePower(other);
}

Deno.test("withWeakModes() adds orthogonal modes of 5 % each, and keeps the power of all and the strongest mode", () => {
  const probe = simulated([1]);
  const modes = withWeakModes(probe, 3);
  assertEquals(modes.length, 3);
  assertAlmostEquals(power(modes) / power(probe), 1, 1e-6);
  const [first, ...weak] = powerShares(modes);
  assertAlmostEquals(first ?? NaN, 1 / 1.1, 1e-6);
  weak.forEach((share) => assertAlmostEquals(share, 0.05 / 1.1, 1e-6));
  assertAlmostEquals(likeness(modes[0], probe[0]), 1, 1e-6);
  for (const [one, other] of [[0, 1], [0, 2], [1, 2]] as const) assert(likeness(modes[one], modes[other]) < 1e-9);
});

Deno.test("withWeakModes() adds other modes to those that there are", () => {
  const probe = simulated([0.8, 0.2]);
  const modes = withWeakModes(probe, 3);
  assertEquals(modes.length, 3);
  assertAlmostEquals(likeness(modes[1], probe[1]), 1, 1e-6);
  const [first = NaN, second] = powerShares(modes);
  assertAlmostEquals(second ?? NaN, first / 4, 1e-6);
});

Deno.test("withWeakModes() leaves a probe of as many modes as it is, and refuses to take fewer", () => {
  const probe = simulated([0.8, 0.2]);
  assertStrictEquals(withWeakModes(probe, null), probe);
  assertStrictEquals(withWeakModes(probe, 2), probe);
  assertThrows(
    () => withWeakModes(probe, 1),
    RangeError,
    "Cannot run an engine with fewer modes than its probe has, 2, as those that are there would be lost: current value " +
      "of engine.probeModes is 1 (data.probeModes takes fewer)",
  );
});
