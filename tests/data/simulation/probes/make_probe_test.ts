import { assert, assertAlmostEquals, assertEquals, assertLess, assertNotEquals, assertThrows } from "@std/assert";
import type { ComplexImage } from "../../../../data/complex_image.ts";
import { MADE_PROBES, makeProbe } from "../../../../data/simulation/probes/make_probe.ts";
import type { ProbeRecipe } from "../../../../data/simulation/probes/probe_recipe.ts";
import { beamDiameter } from "../../../../data/simulation/probes/beam_diameter.ts";
import { sharesOf } from "../../../../data/simulation/probes/mode_shares.ts";
import { farField, intensity, product, sumOf } from "./waves.ts";

const OPTICS = { wavelength: 1.5e-10, pixel: 1e-8 };

function made(recipe: ProbeRecipe, patchSize = 64, seed = 1): readonly ComplexImage[] {
  return makeProbe(recipe, { patchSize, seed, optics: () => OPTICS });
}

function first(recipe: ProbeRecipe, patchSize = 64, seed = 1): ComplexImage {
  const [mode] = made(recipe, patchSize, seed);
  assert(mode);
  return mode;
}

Deno.test("makeProbe() focuses a zone plate without a stop to an Airy disk: dark at 1.22 of the outermost zone", () => {
  for (const zonePixels of [3, 4, 5.5]) {
    const outermostZone = zonePixels * OPTICS.pixel;
    const size = 128;
    const probe = first({ kind: "zonePlate", outermostZone, centralStop: 0, defocus: 0 }, size);
    const along = intensity(probe).subarray(64 * size + 64, 65 * size);
    const peak = along[0] ?? NaN;
    const dark = along.findIndex((value, i) => i > 0 && value < (along[i + 1] ?? 0));
    assertLess(Math.abs(dark - 1.22 * zonePixels), 0.75);
    // Half maximum of (2·J₁(v)/v)² at v = 1.616, r = v·Δr/π.
    const half = along.findIndex((value) => value < peak / 2);
    const [a = NaN, b = NaN] = [along[half - 1], along[half]];
    assertAlmostEquals(half - 1 + (a - peak / 2) / (a - b), 1.616 / Math.PI * zonePixels, 0.06 * zonePixels);
  }
});

Deno.test("makeProbe() lights a ring on the detector by a zone plate, of the radii of its zones, in focus and out of it", () => {
  const outermostZone = 4 * OPTICS.pixel; // of radius N/8 on the detector
  for (const defocus of [0, 2e-5, -1e-5]) {
    const far = farField(first({ kind: "zonePlate", outermostZone, centralStop: 0.5, defocus }, 128));
    const bright = Math.max(...far);
    far.forEach((value, i) => {
      const radius = Math.hypot(i % 128 - 64, Math.floor(i / 128) - 64);
      if (radius < 7 || radius > 17) assertLess(value / bright, 1e-6);
      if (radius > 9 && radius < 15) assertAlmostEquals(value / bright, 1, 1e-3);
    });
  }
});

Deno.test("makeProbe() makes a lens of its numerical aperture, whose aberrations leave the far field as bright", () => {
  const numericalAperture = OPTICS.wavelength / (8 * OPTICS.pixel); // of radius N/8 on the detector
  const lens = (aberrations: Readonly<Record<number, number>>): ComplexImage =>
    first({ kind: "zernike", numericalAperture, aberrations, defocus: 0 }, 128);
  const [plain, aberrated] = [lens({}), lens({ 5: 0.6, 8: -0.4 })];
  const [a, b] = [farField(plain), farField(aberrated)];
  a.forEach((value, i) => assertAlmostEquals(b[i] ?? NaN, value, 1e-4 * (a[64 * 128 + 64] ?? NaN)));
  assertAlmostEquals(a.filter((value) => value > 0.5 * (a[64 * 128 + 64] ?? NaN)).length, Math.PI * 16 ** 2, 30);
  // Maréchal: the peak is weaker by the variance of the phase, exp(−σ²), where it is small.
  const peak = (image: ComplexImage): number => Math.max(...intensity(image));
  const small = lens({ 6: 0.15, 7: 0.2 });
  assertAlmostEquals(peak(small) / peak(plain), Math.exp(-(0.15 ** 2 + 0.2 ** 2)), 0.01);
});

Deno.test("makeProbe() defocuses a lens by Noll's fourth aberration as by free space", () => {
  const numericalAperture = OPTICS.wavelength / (8 * OPTICS.pixel);
  // −πλz·f² over a pupil of f = NA/λ is −πz·NA²/λ·ρ², of which Z₄ = √3·(2ρ² − 1) has a half √3rd.
  const defocus = 1.2e-5;
  const coefficient = -Math.PI * defocus * numericalAperture ** 2 / OPTICS.wavelength / (2 * Math.sqrt(3));
  const byPhase = first({ kind: "zernike", numericalAperture, aberrations: { 4: coefficient }, defocus: 0 });
  const bySpace = first({ kind: "zernike", numericalAperture, aberrations: {}, defocus });
  const [re, im] = product(byPhase, bySpace);
  const powers = Math.sqrt(product(byPhase, byPhase)[0] * product(bySpace, bySpace)[0]);
  assertAlmostEquals(Math.hypot(re, im) / powers, 1, 2e-3);
});

Deno.test("makeProbe() makes speckle that is fully developed, as fine as is said, within its aperture", () => {
  const size = 256;
  const probe = first({ kind: "speckle", diameter: 200, grain: 8 }, size);
  const light = intensity(probe);
  const inside = light.filter((_, i) => Math.hypot(i % size - 128, Math.floor(i / size) - 128) < 95);
  const mean = sumOf(inside) / inside.length;
  assertAlmostEquals(Math.sqrt(sumOf(inside.map((value) => (value / mean - 1) ** 2)) / inside.length), 1, 0.12);
  const outside = light.filter((_, i) => Math.hypot(i % size - 128, Math.floor(i / size) - 128) > 104);
  assertLess(sumOf(outside), 1e-6 * sumOf(light));
  const correlation = (shift: number): number => {
    let [sum, count] = [0, 0];
    light.forEach((value, i) => {
      const [x, y] = [i % size - 128, Math.floor(i / size) - 128];
      if (Math.hypot(x, y) > 80 || Math.hypot(x + shift, y) > 95) return;
      sum += (value / mean - 1) * ((light[i + shift] ?? NaN) / mean - 1);
      count++;
    });
    return sum / count;
  };
  assertAlmostEquals(correlation(4) / correlation(0), 0.5, 0.1);
});

Deno.test("makeProbe() shares the power of every probe as is said, among modes that are orthogonal", () => {
  const shares = [0.6, 0.25, 0.1, 0.05];
  for (const kind of MADE_PROBES) {
    const modes = made({ kind, modeShares: shares.map((share) => 7 * share) });
    sharesOf(modes).forEach((share, i) => assertAlmostEquals(share, shares[i] ?? NaN, 1e-6));
    for (const [i, a] of modes.entries()) {
      for (const b of modes.slice(0, i)) {
        const powers = Math.sqrt(product(a, a)[0] * product(b, b)[0]);
        assertLess(Math.hypot(...product(a, b)) / powers, 1e-6, kind);
      }
    }
    assertEquals(modes[0], first({ kind }));
  }
});

Deno.test("makeProbe() gives modes that are there another power, and moves all of them", () => {
  const modes = made({ kind: "gaussian", fwhm: 4, modeShares: [0.9, 0.1] });
  const shared = made({ kind: "given", modes, modeShares: [0.5, 0.5] });
  sharesOf(shared).forEach((share) => assertAlmostEquals(share, 0.5, 1e-6));
  const moved = made({ kind: "given", modes, defocus: 3e-5 });
  sharesOf(moved).forEach((share, i) => assertAlmostEquals(share, [0.9, 0.1][i] ?? NaN, 1e-5));
  assert(beamDiameter(moved) > 1.3 * beamDiameter(modes));
  assertThrows(
    () => made({ kind: "given", modes, modeShares: [0.5, 0.3, 0.2] }),
    RangeError,
    "Cannot share the power of a probe as it has 2 modes: there are 3 mode shares",
  );
});

Deno.test("beamDiameter() is that of a disk, and 1.7 times the full width of a Gaussian", () => {
  assertAlmostEquals(beamDiameter(made({ kind: "disk", diameter: 30 })), 30, 1);
  assertAlmostEquals(beamDiameter(made({ kind: "gaussian", fwhm: 10 })), 4 * 10 / Math.sqrt(8 * Math.LN2), 1e-2);
});

Deno.test("makeProbe() repeats itself for equal seeds, and chance is in speckle and random aberrations alone", () => {
  for (const kind of MADE_PROBES) {
    const [a, b, c] = [first({ kind }), first({ kind }), first({ kind }, 64, 2)];
    assertEquals(a, b);
    if (kind === "speckle" || kind === "zernike") assertNotEquals(a, c);
    else assertEquals(a, c);
  }
});

Deno.test("makeProbe() refuses what is no probe, in one sentence", () => {
  const cases: readonly (readonly [ProbeRecipe, string])[] = [
    [{ kind: "disk", diameter: 0 }, "as its diameter must be above 0 and at most 64 pixels: current value is 0"],
    [{ kind: "gaussian", fwhm: 100 }, "as its full width at half maximum must be above 0 and at most 64"],
    [{ kind: "speckle", grain: NaN }, "as its grain must be above 0 and at most 64 pixels: current value is NaN"],
    [{ kind: "zonePlate", outermostZone: 5e-9 }, "of an outermost zone of 5e-9 m"],
    [{ kind: "zonePlate", outermostZone: 1 }, "its numerical aperture must be from"],
    [
      { kind: "zonePlate", centralStop: 1 },
      "its central stop must be from 0 to 0.95 of the zone plate: current value is 1",
    ],
    [{ kind: "zernike", aberrations: { 0: 1 } }, "by Noll's numbers 1 to 36: current value is 0: 1"],
    [{ kind: "zernike", aberrations: { 5: NaN } }, "current value is 5: NaN"],
    [{ kind: "disk", defocus: 1 }, "Cannot defocus a probe as 64 pixels of 1e-8 m show at most 0.0000427 m"],
    [{ kind: "disk", modeShares: [] }, "mode shares must be above 0, the greatest first: current value is none"],
    [{ kind: "disk", modeShares: [0.1, 0.9] }, "the greatest first: current value is 0.1, 0.9"],
    [{ kind: "gaussian", fwhm: 0.1, modeShares: [0.5, 0.5] }, "Cannot make mode 2 of a probe as it is no other"],
  ];
  for (const [recipe, message] of cases) assertThrows(() => made(recipe), RangeError, message);
});
