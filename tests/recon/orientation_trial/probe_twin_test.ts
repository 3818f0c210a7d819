import { assertAlmostEquals, assertLess } from "@std/assert";
import type { ComplexImage } from "../../../data/complex_image.ts";
import { likenessOfTwin } from "../../../recon/orientation_trial/probe_twin.ts";

/** A Gaussian beam with a curved phase of so many rad where it has fallen to 1/e, and its centre. */
function beam(curvature: number, [row, column]: readonly [number, number] = [16, 16]): ComplexImage {
  const part = (of: (phase: number) => number): Float32Array =>
    Float32Array.from({ length: 32 * 32 }, (_, p) => {
      const square = ((Math.floor(p / 32) - row) ** 2 + (p % 32 - column) ** 2) / 20;
      return Math.exp(-square) * of(curvature * square);
    });
  return { height: 32, width: 32, re: part(Math.cos), im: part(Math.sin) };
}

Deno.test("likenessOfTwin() is 1 for a probe without a curved phase, wherever it lies, and falls with the curvature", () => {
  assertAlmostEquals(likenessOfTwin([beam(0)]), 1, 1e-6);
  assertAlmostEquals(likenessOfTwin([beam(0, [13, 19])]), 1, 1e-6);
  assertAlmostEquals(likenessOfTwin([beam(0, [13.5, 18.5])]), 1, 1e-6);
  // ∫ exp(−2(1 − iκ)r²/20) over ∫ exp(−2r²/20).
  for (const curvature of [0.5, 1, 3]) {
    assertAlmostEquals(likenessOfTwin([beam(curvature)]), 1 / Math.hypot(1, curvature), 1e-3);
  }
});

Deno.test("likenessOfTwin() of several modes is that of all of them", () => {
  const second = { ...beam(0), re: beam(0).re.map((value, p) => value * (p % 32 - 16) / 4) };
  assertAlmostEquals(likenessOfTwin([beam(0), second]), 1, 1e-6);
  assertLess(likenessOfTwin([beam(4), second]), 0.6);
});
