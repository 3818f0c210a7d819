import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { ORIENTATIONS } from "../../../../config/fields/import_section.ts";
import { Random } from "../../../../data/random/random.ts";
import { oriented } from "../../../../data/study/by_object/orientations.ts";
import { beamInCorner, beamPlace } from "../../../../data/study/patterns/beam_place.ts";
import { type DetectorImage, shifted } from "../../../../data/study/patterns/detector_image.ts";
import { patternWindow } from "../../../../data/study/patterns/pattern_window.ts";
import { shadowMotion } from "../../../../data/study/patterns/shadow.ts";

const OPEN = { bin: 1, centre: null, crop: null, pad: null };

/** A ring of light with speckles, as a lens with a stop makes it, on a background. */
function ring(
  { height, width }: { height: number; width: number },
  row: number,
  column: number,
  seed = 1,
): DetectorImage {
  const random = new Random(seed, "speckles");
  const data = Float64Array.from({ length: height * width }, (_, p) => {
    const radius = Math.hypot(Math.floor(p / width) - row, p % width - column);
    const light = radius > 4 && radius < 9 ? 50 : radius < 14 ? 3 : 0;
    return light * (0.5 + random.uniform()) + 1 + 0.01 * random.uniform();
  });
  return { height, width, data, valid: new Uint8Array(data.length).fill(1) };
}

Deno.test("beamPlace() finds the middle of a ring, though a speckle of it is brightest, in any place of any detector", () => {
  const side = fc.integer({ min: 40, max: 80 });
  fc.assert(
    fc.property(side, side, fc.nat(), fc.nat(), fc.nat(), (height, width, a, b, seed) => {
      const [row, column] = [15 + a % (height - 30), 15 + b % (width - 30)];
      const beam = beamPlace(ring({ height, width }, row, column, seed));
      assertAlmostEquals(beam?.row ?? NaN, row, 0.7);
      assertAlmostEquals(beam?.column ?? NaN, column, 0.7);
    }),
    { numRuns: 30 },
  );
});

Deno.test("beamInCorner() tells a ring in the corners of detectors of even and odd sides, and one in the middle", () => {
  for (const [height, width] of [[64, 64], [65, 64], [51, 77]] as const) {
    const middle = ring({ height, width }, Math.floor(height / 2), Math.floor(width / 2));
    // What numpy.fft.ifftshift does: of even sides the same as fftshift, of odd ones its inverse.
    const corner = ifftshifted(middle);
    assertEquals([beamInCorner(middle), beamInCorner(corner)], [false, true]);
    assertEquals(shifted(corner).data, middle.data);
  }
});

Deno.test("beamInCorner() says nothing where the middle is masked", () => {
  const image = ring({ height: 64, width: 64 }, 32, 32);
  image.valid.forEach((_, p) => image.valid[p] = Math.hypot(Math.floor(p / 64) - 32, p % 64 - 32) < 20 ? 0 : 1);
  assertEquals(beamInCorner(image), null);
});

Deno.test("beamPlace() is not misled by pixels that are not valid", () => {
  const image = ring({ height: 64, width: 64 }, 30, 36);
  for (const pixel of [100, 900, 4000]) {
    image.data[pixel] = 1e9;
    image.valid[pixel] = 0;
  }
  const beam = beamPlace(image);
  assertAlmostEquals(beam?.row ?? NaN, 30, 0.7);
  assertAlmostEquals(beam?.column ?? NaN, 36, 0.7);
});

Deno.test("patternWindow() takes the size that networks take and that keeps the light", () => {
  const windows =
    ([[100, 100, 50, 50], [96, 130, 48, 70], [128, 128, 64, 64], [128, 128, 40, 64], [300, 300, 150, 150]] as const)
      .map(([height, width, row, column]) => {
        const image = ring({ height, width }, row, column);
        const { centre, crop, pad } = patternWindow(image, { row, column }, OPEN);
        return [centre, crop, pad];
      });
  assertEquals(windows, [[null, 64, null], [[48, 70], 64, null], [null, 128, null], [[40, 64], 128, null], [
    null,
    256,
    null,
  ]]);
  const wide = { ...ring({ height: 100, width: 100 }, 50, 50) };
  wide.data.forEach((_, p) => wide.data[p] = 100 + p % 7);
  assertEquals(patternWindow(wide, { row: 50, column: 50 }, OPEN).pad, 128);
  assertEquals(patternWindow(ring({ height: 64, width: 64 }, 32, 32), null, { ...OPEN, bin: 2 }), {
    ...{ centre: null, crop: 64, pad: 64 },
    lost: 0,
  });
});

Deno.test("shadowMotion() finds how far a shadow moves with the scan, whichever way, and none where nothing moves", () => {
  const random = new Random(7, "texture");
  const texture = Float64Array.from({ length: 160 * 160 }, () => random.uniform());
  const smooth = texture.map((_, p) =>
    [0, 1, 2, 160, 161, 162, 320, 321, 322].reduce(
      (sum, step) => sum + (texture[(p + step) % texture.length] ?? 0),
      0,
    ) / 9
  );
  const beam = (p: number): number => Math.exp(-(((p % 48) - 24) ** 2 + (Math.floor(p / 48) - 24) ** 2) / 300);
  const seen = (x: number, y: number): DetectorImage => {
    const data = Float64Array.from(
      { length: 48 * 48 },
      (_, p) =>
        1000 * beam(p) * (smooth[(Math.floor(p / 48) + 60 - Math.round(y)) * 160 + p % 48 + 60 - Math.round(x)] ?? 0),
    );
    return { height: 48, width: 48, data, valid: new Uint8Array(data.length).fill(1) };
  };
  const mean = { ...seen(0, 0), data: Float64Array.from({ length: 48 * 48 }, (_, p) => 500 * beam(p)) };
  for (const orientation of ORIENTATIONS) {
    const pairs = Array.from({ length: 12 }, (_, k) => {
      const step = { x: 1 + random.uniform(), y: random.uniform() - 0.5 };
      const moved = oriented(orientation, { x: 3 * step.x, y: 3 * step.y });
      const start = { x: 20 * random.uniform() - 10, y: 2 * k - 10 };
      const from = { x: Math.round(start.x), y: Math.round(start.y) };
      return { before: seen(from.x, from.y), after: seen(from.x + moved.x, from.y + moved.y), step };
    });
    const motion = shadowMotion(pairs, mean);
    assertAlmostEquals(motion?.scale ?? NaN, 3, 0.3, orientation);
    assert((motion?.likeness ?? 0) > 0.4);
  }
  const still = Array.from({ length: 12 }, () => ({
    ...{
      before: seen(20 * random.uniform(), 20 * random.uniform()),
      after: seen(20 * random.uniform(), 20 * random.uniform()),
    },
    step: { x: 1 + random.uniform(), y: random.uniform() },
  }));
  assertEquals(shadowMotion(still, mean), null);
});

function ifftshifted({ height, width, data, valid }: DetectorImage): DetectorImage {
  const moved = data.map((_, p) => {
    const [row, column] = [
      (Math.floor(p / width) + Math.floor(height / 2)) % height,
      (p % width + Math.floor(width / 2)) % width,
    ];
    return data[row * width + column] ?? 0;
  });
  return { height, width, data: moved, valid };
}
