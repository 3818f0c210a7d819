import { assert, assertAlmostEquals, assertEquals, assertLess, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { CentredFft2 } from "../../../data/arrays/fft.ts";
import { hermitianEigen } from "../../../data/arrays/hermitian_eigen.ts";
import { type Mode, modePower, orthogonalModes, powerShares } from "../../../data/arrays/orthogonal_modes.ts";
import { Random } from "../../../data/random/random.ts";

const SIDE = 8;
const PIXELS = SIDE * SIDE;

/** Modes of any power and likeness: noise, sums of others, copies, and nothing. */
const anyModes = fc.record({
  seed: fc.integer({ min: 0, max: 1e6 }),
  kinds: fc.array(fc.constantFrom("noise", "mixture", "copy", "nothing"), { minLength: 0, maxLength: 5 }),
  exponents: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 6, maxLength: 6 }),
}).map(({ seed, kinds, exponents }) => {
  const random = new Random(seed, "modes");
  const modes: Mode[] = [];
  ["noise", ...kinds].forEach((kind, k) => {
    const scale = 10 ** (exponents[k] ?? 0);
    const noise = (): number => scale * random.normal();
    const [a, b] = [modes[0], modes.at(-1)];
    if (kind === "nothing") modes.push({ re: new Float32Array(PIXELS), im: new Float32Array(PIXELS) });
    else if (kind === "copy" && b) modes.push({ re: b.im.map((value) => -value), im: b.re.slice() });
    else if (kind === "mixture" && a && b) {
      modes.push({ re: a.re.map((v, i) => v + (b.im[i] ?? 0)), im: a.im.map((v, i) => v - 2 * (b.re[i] ?? 0)) });
    } else modes.push({ re: new Float32Array(PIXELS).map(noise), im: new Float32Array(PIXELS).map(noise) });
  });
  return modes;
});

/** Σ over modes |F{object · mode}|². */
function pattern(modes: readonly Mode[]): Float64Array {
  const random = new Random(7, "object");
  const object = Float64Array.from({ length: 2 * PIXELS }, () => random.normal());
  const intensity = new Float64Array(PIXELS);
  for (const { re, im } of modes) {
    const field = { re: new Float64Array(PIXELS), im: new Float64Array(PIXELS) };
    for (let i = 0; i < PIXELS; i++) {
      const [a, b, c, d] = [re[i] ?? 0, im[i] ?? 0, object[2 * i] ?? 0, object[2 * i + 1] ?? 0];
      [field.re[i], field.im[i]] = [a * c - b * d, a * d + b * c];
    }
    new CentredFft2(SIDE).transform(field);
    intensity.forEach((sum, k) => intensity[k] = sum + (field.re[k] ?? 0) ** 2 + (field.im[k] ?? 0) ** 2);
  }
  return intensity;
}

/** |Σ conj(a) · b| beside the mean power of both. */
function likeness(a: Mode, b: Mode): number {
  let [re, im] = [0, 0];
  a.re.forEach((x, i) => {
    const [y, u, v] = [a.im[i] ?? 0, b.re[i] ?? 0, b.im[i] ?? 0];
    re += x * u + y * v;
    im += x * v - y * u;
  });
  return Math.hypot(re, im) / Math.sqrt(modePower(a) * modePower(b));
}

Deno.test("orthogonalModes() leaves every pattern as it was, and makes modes orthogonal, the strongest first", () => {
  fc.assert(fc.property(anyModes, (modes) => {
    const made = orthogonalModes(modes);
    const [before, after] = [pattern(modes), pattern(made)];
    const brightest = before.reduce((most, value) => Math.max(most, value), 0);
    before.forEach((value, k) => assertAlmostEquals((after[k] ?? NaN) / brightest, value / brightest, 1e-5));
    const powers = made.map(modePower);
    assertEquals(powers, powers.toSorted((a, b) => b - a));
    for (const [k, one] of made.entries()) {
      // Weak modes beside strong ones carry the rounding of these.
      for (const other of made.slice(0, k)) {
        assertLess(likeness(one, other), 1e-6 * Math.sqrt(1 + (powers[0] ?? 0) / modePower(one)));
      }
    }
  }));
});

Deno.test("orthogonalModes() returns what is orthogonal, and drops what is a mixture of others", () => {
  const unit = (at: number, value: number): Mode => ({
    re: new Float32Array(PIXELS).fill(value, at, at + 1),
    im: new Float32Array(PIXELS),
  });
  const modes = [unit(3, 4), unit(0, 2), unit(9, 1)];
  assertEquals(orthogonalModes(modes), modes);
  assertEquals(orthogonalModes(modes.toReversed()), modes);
  assertEquals(powerShares(modes), [16 / 21, 4 / 21, 1 / 21]);
  const [single, ...others] = orthogonalModes([unit(3, 3), unit(3, 4), unit(5, 0)]);
  assertEquals(others, []);
  assertAlmostEquals(single?.re[3] ?? NaN, 5, 1e-6);
  assertStrictEquals(orthogonalModes(modes.slice(0, 1))[0], modes[0]);
});

Deno.test("hermitianEigen() solves A v = λ v with orthonormal vectors, whatever the matrix", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 0, max: 1e6 }), (size, seed) => {
    const random = new Random(seed, "matrix");
    const [re, im] = [new Float64Array(size * size), new Float64Array(size * size)];
    for (let p = 0; p < size; p++) {
      for (let q = p; q < size; q++) {
        re[p * size + q] = re[q * size + p] = random.normal();
        im[p * size + q] = p === q ? 0 : random.normal();
        im[q * size + p] = -(im[p * size + q] ?? 0);
      }
    }
    const { values, vectors: v } = hermitianEigen({ size, re, im });
    assert([...values].every((value, k) => k === 0 || value <= (values[k - 1] ?? NaN)));
    for (let k = 0; k < size; k++) {
      for (let row = 0; row < size; row++) {
        let [a, b] = [0, 0];
        for (let at = 0; at < size; at++) {
          const [x, y] = [re[row * size + at] ?? 0, im[row * size + at] ?? 0];
          const [c, s] = [v.re[at * size + k] ?? 0, v.im[at * size + k] ?? 0];
          a += x * c - y * s;
          b += x * s + y * c;
        }
        assertAlmostEquals(a, (values[k] ?? NaN) * (v.re[row * size + k] ?? NaN), 1e-12);
        assertAlmostEquals(b, (values[k] ?? NaN) * (v.im[row * size + k] ?? NaN), 1e-12);
      }
      const norm = Array.from(
        { length: size },
        (_, row) => (v.re[row * size + k] ?? 0) ** 2 + (v.im[row * size + k] ?? 0) ** 2,
      ).reduce((sum, part) => sum + part, 0);
      assertAlmostEquals(norm, 1, 1e-12);
    }
  }));
});
