import { assertAlmostEquals } from "@std/assert";
import { gaussianProbe } from "../../../../data/simulation/probes/gaussian_probe.ts";
import { propagate } from "../../../../data/simulation/probes/fresnel.ts";
import { farField, intensity, sumOf, widthOf } from "./waves.ts";

Deno.test("gaussianProbe() has its full width at half maximum, and a far field that is Gaussian of the inverse width", () => {
  for (const fwhm of [6, 9.5, 14]) {
    const probe = gaussianProbe(64, { fwhm });
    const sigma = fwhm / Math.sqrt(8 * Math.LN2);
    assertAlmostEquals(intensity(gaussianProbe(64, { fwhm: 8 }))[32 * 64 + 36] ?? NaN, 0.5, 1e-6);
    assertAlmostEquals(widthOf(intensity(probe)), sigma, 1e-3 * sigma);
    // Of intensities σ_x·σ_k = 1/(4π), and a pixel of the far field is 1/N.
    const far = farField(probe);
    const wanted = 64 / (4 * Math.PI * sigma);
    const peak = far[32 * 64 + 32] ?? NaN;
    for (let k = 0; k < 12; k++) {
      assertAlmostEquals((far[32 * 64 + 32 + k] ?? NaN) / peak, Math.exp(-(k ** 2) / (2 * wanted ** 2)), 5e-4);
    }
  }
});

Deno.test("propagate() broadens a Gaussian beam as w₀·√(1 + (z/z_R)²), curves its front, and keeps its power", () => {
  const optics = { wavelength: 1.5e-10, pixel: 1e-8 };
  const probe = gaussianProbe(128, { fwhm: 4 });
  const waist = 2 * (4 / Math.sqrt(8 * Math.LN2)) * optics.pixel;
  const range = Math.PI * waist ** 2 / optics.wavelength;
  for (const share of [-1.5, 0.5, 1, 2]) {
    const moved = propagate(probe, share * range, optics);
    const [before, after] = [intensity(probe), intensity(moved)];
    assertAlmostEquals(widthOf(after) / widthOf(before), Math.sqrt(1 + share ** 2), 2e-3);
    assertAlmostEquals(sumOf(after) / sumOf(before), 1, 1e-5);
    // Phase at radius r less that on the axis: π·r²/(λR), R = z·(1 + (z_R/z)²), positive behind the focus.
    const phase = (i: number): number => Math.atan2(moved.im[i] ?? NaN, moved.re[i] ?? NaN);
    const radius = 4 * optics.pixel;
    const curvature = share * range * (1 + 1 / share ** 2);
    const wanted = Math.PI * radius ** 2 / (optics.wavelength * curvature);
    assertAlmostEquals(phase(64 * 128 + 68) - phase(64 * 128 + 64), wanted, 2e-3);
  }
});

Deno.test("propagate() there and back again is where it began", () => {
  const optics = { wavelength: 1.5e-10, pixel: 1e-8 };
  const probe = gaussianProbe(64, { fwhm: 9 });
  const back = propagate(propagate(probe, 2e-5, optics), -2e-5, optics);
  probe.re.forEach((value, i) => {
    assertAlmostEquals(back.re[i] ?? NaN, value, 1e-6);
    assertAlmostEquals(back.im[i] ?? NaN, 0, 1e-6);
  });
});
