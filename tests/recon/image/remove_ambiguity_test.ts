import { assertAlmostEquals, assertEquals, assertLess, assertThrows } from "@std/assert";
import type { ComplexImage } from "../../../data/complex_image.ts";
import { fitRamp } from "../../../recon/image/fit_ramp.ts";
import { levelPhase, removeAmbiguity } from "../../../recon/image/remove_ambiguity.ts";
import { noise, sampled, tilted } from "./known_object.ts";

const truth = sampled(40, 53);

function distance(a: ComplexImage, b: ComplexImage): number {
  return Math.max(...a.re.map((re, p) => Math.hypot(re - (b.re[p] ?? 0), (a.im[p] ?? 0) - (b.im[p] ?? 0))));
}

Deno.test("removeAmbiguity() undoes any phase, scale and ramp, however many turns it makes", () => {
  for (const change of [{ c: 2 }, { scale: 0.2 }, { a: 0.031, b: -0.017 }, { a: -2.3, b: 1.1, c: -3, scale: 7 }]) {
    const { object, ramp, scale } = removeAmbiguity(tilted(truth, change), truth);
    assertLess(distance(object, truth), 2e-5);
    assertAlmostEquals(ramp.x, change.a ?? 0, 1e-6);
    assertAlmostEquals(ramp.y, change.b ?? 0, 1e-6);
    assertAlmostEquals(scale, 1 / (change.scale ?? 1), 1e-6);
  }
});

Deno.test("removeAmbiguity() keeps a ramp that it is not to remove", () => {
  const bent = tilted(truth, { a: 0.01, c: 1 });
  const { ramp } = removeAmbiguity(bent, truth, { ramp: false });
  assertEquals([ramp.x, ramp.y], [0, 0]);
  assertAlmostEquals(ramp.offset, 1 + 0.01 * 26, 0.02); // the mean of the ramp
});

Deno.test("removeAmbiguity() measures inside the mask alone", () => {
  const bent = tilted(truth, { a: 0.2, b: -0.1, c: 1, scale: 3 });
  const mask = new Uint8Array(40 * 53);
  for (let p = 0; p < mask.length; p++) {
    if (p % 53 < 30) mask[p] = 1;
    else [bent.re[p], bent.im[p]] = [100 * noise(p), 100];
  }
  const { ramp, scale } = removeAmbiguity(bent, truth, { mask });
  assertAlmostEquals(ramp.x, 0.2, 1e-6);
  assertAlmostEquals(ramp.y, -0.1, 1e-6);
  assertAlmostEquals(scale, 1 / 3, 1e-6);
});

Deno.test("removeAmbiguity() finds the ramp in noise as strong as the image", () => {
  const bent = tilted(truth, { a: 0.3, b: -0.2 });
  for (let p = 0; p < bent.re.length; p++) {
    bent.re[p] = (bent.re[p] ?? 0) + noise(p);
    bent.im[p] = (bent.im[p] ?? 0) + noise(p + 0.5);
  }
  const { ramp } = removeAmbiguity(bent, truth);
  // Cramér-Rao: a standard deviation of 8e-4 rad a pixel or less.
  assertAlmostEquals(ramp.x, 0.3, 4e-3);
  assertAlmostEquals(ramp.y, -0.2, 4e-3);
});

Deno.test("fitRamp() climbs to a maximum that no small step improves", () => {
  const image = tilted(truth, { a: 0.1234, b: 0.4321 });
  const size = (a: number, b: number): number => {
    const { re, im } = tilted(image, { a: -a, b: -b });
    return Math.hypot(re.reduce((s, v) => s + v, 0), im.reduce((s, v) => s + v, 0));
  };
  const { x, y } = fitRamp(image);
  const top = size(x, y);
  for (const [dx, dy] of [[1e-3, 0], [-1e-3, 0], [0, 1e-3], [0, -1e-3]] as const) assertLess(size(x + dx, y + dy), top);
});

Deno.test("fitRamp() fits large images, narrow ones and parts of them, however steep the ramp", () => {
  for (const [height, width] of [[1500, 1100], [3, 5000], [2600, 2]] as const) {
    const image = tilted(sampled(height, width), { a: -1.37, b: 2.41, c: 0.6 });
    const mask = new Uint8Array(height * width);
    for (let p = 0; p < mask.length; p++) {
      // The part that does not count has another ramp, and more power.
      if (Math.floor(p / width) < 0.6 * height) mask[p] = 1;
      else [image.re[p], image.im[p]] = [3 * Math.cos(0.5 * p), 3 * Math.sin(0.5 * p)];
    }
    const level = fitRamp(sampled(height, width), { mask });
    const { x, y, offset } = fitRamp(image, { mask });
    assertAlmostEquals(Math.sin(x - level.x + 1.37), 0, 1e-4);
    assertAlmostEquals(Math.sin(y - level.y - 2.41), 0, 1e-4);
    assertAlmostEquals(Math.sin(offset - level.offset - 0.6), 0, 5e-3);
  }
});

Deno.test("fitRamp() gives zeros for zeros and fits a single row", () => {
  const zeros = { height: 2, width: 3, re: new Float32Array(6), im: new Float32Array(6) };
  assertEquals(fitRamp(zeros), { x: 0, y: 0, offset: 0 });
  const row = { ...sampled(1, 32), re: new Float32Array(32).fill(1), im: new Float32Array(32) };
  const { x, y, offset } = fitRamp(tilted(row, { a: 0.7, c: 0.4 }));
  assertAlmostEquals(x, 0.7, 1e-6);
  assertEquals(y, 0);
  assertAlmostEquals(offset, 0.4, 1e-5);
});

Deno.test("levelPhase() gives the same image whatever ramp and phase it started from", () => {
  const level = levelPhase(truth).object;
  assertLess(distance(levelPhase(tilted(truth, { a: 1.2, b: -0.4, c: 2 })).object, level), 2e-5);
  assertAlmostEquals(level.im.reduce((sum, value) => sum + value, 0) / level.im.length, 0, 1e-6);
});

Deno.test("removeAmbiguity() refuses images of different size", () => {
  assertThrows(() => removeAmbiguity(sampled(3, 4), truth), TypeError, "current value is 3 x 4 and 40 x 53");
});
