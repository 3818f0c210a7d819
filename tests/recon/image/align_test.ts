import { assertAlmostEquals, assertEquals, assertGreater, assertLess } from "@std/assert";
import type { ComplexImage } from "../../../data/complex_image.ts";
import { gaussianFilter } from "../../../data/gaussian_filter.ts";
import { Random } from "../../../data/random/random.ts";
import { align } from "../../../recon/image/align.ts";
import { correlation } from "../../../recon/image/correlation.ts";
import { findDisplacement } from "../../../recon/image/find_displacement.ts";
import { phaseOf } from "../../../recon/image/real_image.ts";
import type { Reconstruction } from "../../../recon/image/reconstruction.ts";
import { noise, tilted } from "./known_object.ts";

/** Waves of lengths from 4 to 30 pixels in all directions: detail of which every shift shows. */
const WAVES = Array.from({ length: 24 }, (_, k) => {
  const [length, angle] = [4 + 26 * (k / 23) ** 2, 2.4 * k];
  return { y: 2 * Math.PI * Math.sin(angle) / length, x: 2 * Math.PI * Math.cos(angle) / length, phase: 1.7 * k * k };
});

/** Amplitude about 0.8 and phase within about ±1 rad at a scan coordinate, between pixels too. */
function detailed(height: number, width: number, y: number, x: number): ComplexImage {
  const image = { height, width, re: new Float32Array(height * width), im: new Float32Array(height * width) };
  for (let p = 0; p < height * width; p++) {
    const [row, column] = [y + Math.floor(p / width), x + p % width];
    let [a, b] = [0, 0];
    WAVES.forEach((wave, k) => {
      const value = Math.sin(wave.y * row + wave.x * column + wave.phase);
      if (k % 3 === 0) a += value;
      else b += value;
    });
    const [amplitude, phase] = [0.8 + 0.04 * a, 0.15 * b];
    image.re[p] = amplitude * Math.cos(phase);
    image.im[p] = amplitude * Math.sin(phase);
  }
  return image;
}

function all(object: ComplexImage, y = 0, x = 0): Reconstruction {
  return { object, mask: new Uint8Array(object.height * object.width).fill(1), origin: { y, x } };
}

/** Cut out at (21, 16) of the scan's frame, but it says that it lies `shift` further down and to the right. */
function shifted(y: number, x: number, change: Parameters<typeof tilted>[1] = {}): Reconstruction {
  return all(tilted(detailed(88, 100, 21, 16), change), 21 + y, 16 + x);
}

const truth = all(detailed(140, 150, 0, 0));

Deno.test("align() finds whole and broken shifts, near and far, whatever the ramp", () => {
  const shifts = [[0, 0], [2, -1], [0.5, 0.5], [-0.37, 0.82], [4.25, -5.75], [-13.4, 11.9], [0, 17]] as const;
  for (const [y, x] of shifts) {
    for (const change of [{}, { a: 0.31, b: -0.24, c: 1, scale: 3 }, { a: -1.9, b: 2.6 }]) {
      const { reconstruction, truth: level, shift } = align(shifted(y, x, change), truth);
      assertAlmostEquals(shift.y, -y, 0.01);
      assertAlmostEquals(shift.x, -x, 0.01);
      assertGreater(correlation(phaseOf(reconstruction), phaseOf(level)), 0.9995);
    }
  }
});

Deno.test("align() lays an image between pixels as exactly as its coordinates say where it may not search", () => {
  // The object is known between the pixels: it was sampled at half of them, and the origin says so.
  const half = all(detailed(88, 100, 21.5, 16.25), 21.5, 16.25);
  const { reconstruction, truth: level, shift } = align(half, truth, { maxShift: 0 });
  assertEquals(shift, { y: 0, x: 0 });
  const [a, b] = [phaseOf(reconstruction).data, phaseOf(level).data];
  assertLess(Math.max(...a.map((phase, p) => Math.abs(phase - (b[p] ?? NaN)))), 0.02);
});

Deno.test("align() compares a rectangle without holes, of images of any sizes and origins", () => {
  const holed = shifted(3.3, -2.6, { a: 0.2 });
  for (let p = 0; p < holed.mask.length; p++) {
    const [row, column] = [Math.floor(p / 100), p % 100];
    if (Math.hypot(row - 20, column - 70) < 9 || (row > 60 && column < 15)) {
      holed.mask[p] = 0;
      holed.object.re[p] = 500;
    }
  }
  const { reconstruction, truth: level, shift, region } = align(holed, truth);
  assertAlmostEquals(shift.y, -3.3, 0.01);
  assertAlmostEquals(shift.x, 2.6, 0.01);
  assertGreater(region.height * region.width, 2500);
  assertGreater(correlation(phaseOf(reconstruction), phaseOf(level)), 0.9995);
});

Deno.test("align() finds a shift in noise as exactly as noise allows", () => {
  const noisy = shifted(5.5, -1.25);
  for (let p = 0; p < noisy.mask.length; p++) {
    noisy.object.re[p] = (noisy.object.re[p] ?? 0) + 0.3 * noise(p);
    noisy.object.im[p] = (noisy.object.im[p] ?? 0) + 0.3 * noise(p + 0.5);
  }
  const { shift } = align(noisy, truth);
  assertAlmostEquals(shift.y, -5.5, 0.05);
  assertAlmostEquals(shift.x, 1.25, 0.05);
});

Deno.test("align() trusts the coordinates where nothing stands out, and takes the nearest of like places", () => {
  const flat = all(tilted(detailed(80, 80, 0, 0), { scale: 0 }), 2);
  flat.object.re.fill(1);
  assertEquals(align(flat, truth).shift, { y: 0, x: 0 });

  const lattice = (y: number, x: number): Reconstruction => {
    const object = detailed(120, 120, 0, 0);
    object.re.forEach((_, p) => {
      const [row, column] = [y + Math.floor(p / 120), x + p % 120];
      object.re[p] = 1 + 0.2 * Math.sin(2 * Math.PI * row / 8) + 0.3 * Math.cos(2 * Math.PI * column / 12);
      object.im[p] = 0.2 * Math.sin(2 * Math.PI * column / 12);
    });
    return all(object);
  };
  const { shift } = align(lattice(1, -2), lattice(0, 0));
  assertAlmostEquals(shift.y, 1, 0.01);
  assertAlmostEquals(shift.x, -2, 0.01);
});

Deno.test("align() leaves out what is not finite", () => {
  const unknown = all(detailed(140, 150, 0, 0));
  for (let p = 0; p < 60 * 150; p++) unknown.object.re[p] = NaN;
  const { region, coveredFraction, reconstruction, truth: level } = align(shifted(0, 0), unknown, { border: 0 });
  assertEquals(region, { y: 60, x: 16, height: 49, width: 100 });
  assertAlmostEquals(coveredFraction, 49 * 100 / (80 * 150), 1e-12);
  assertGreater(correlation(phaseOf(reconstruction), phaseOf(level)), 0.9999);
});

Deno.test("findDisplacement() says that noise has no significant place", () => {
  const white = (name: string): ComplexImage => {
    const random = new Random(1, name);
    const values = (): Float32Array => Float32Array.from({ length: 6400 }, () => random.normal());
    return { height: 80, width: 80, re: values(), im: values() };
  };
  for (let k = 0; k < 12; k++) {
    assertEquals(findDisplacement(white(`image ${k}`), white(`truth ${k}`), null)?.significant ?? false, false);
  }
});

Deno.test("findDisplacement() says so of textures too, which agree somewhere by chance", () => {
  const texture = (name: string, sigma: number): ComplexImage => {
    const random = new Random(2, name);
    const values = (): Float32Array => {
      const data = Float32Array.from({ length: 200 * 200 }, () => random.normal());
      return gaussianFilter({ height: 200, width: 200, data }, { sigma, inside: true }).data;
    };
    const side = 200 - 2 * Math.ceil(4 * sigma);
    return { height: side, width: side, re: values(), im: values() };
  };
  let credited = 0;
  for (let k = 0; k < 10; k++) {
    const found = findDisplacement(texture(`image ${k}`, 1 + k / 2), texture(`truth ${k}`, 1 + k / 2), null);
    credited += Number(found?.significant ?? false);
  }
  assertLess(credited, 2);
});
