import { assert, assertEquals, assertMatch } from "@std/assert";
import { createTrainingPayload } from "../../../config/training_payload.ts";
import { memberPositions, prepareSamples, type Samples } from "../../../data/samples.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { samplePatch } from "../../../data/object_patch.ts";
import { type ComplexImage, zeroImage } from "../../../data/complex_image.ts";
import type { Scan } from "../../../data/scan.ts";
import { gaussianFilter } from "../../../data/gaussian_filter.ts";
import { noise } from "../image/known_object.ts";
import { stitch } from "../../../recon/patches/stitch.ts";
import { ImageCheck, type ImageChecks } from "../../../recon/reports/image_checks.ts";

const N = 64;
const scan = simulateScan({ patchSize: N, patterns: 100, photons: 1e4, seed: 5, object: grains(144) });

/** Grains of some pixels, as a resolution test has. */
function grains(side: number): ComplexImage {
  const data = Float32Array.from({ length: side * side }, (_, p) => noise(p));
  const { data: blurred } = gaussianFilter({ height: side, width: side, data }, { sigma: 2 });
  const grey = blurred.map((value) => 0.7 + 2 * (value - 0.5));
  return { height: side, width: side, re: grey.map((g) => g * Math.cos(g)), im: grey.map((g) => g * Math.sin(g)) };
}

/** What a network that knows the object would paint at the places where the patterns were taken. */
function truePatches({ count, x, y, object }: Scan): { amp: Float32Array; phase: Float32Array } {
  const [amp, phase] = [new Float32Array(count * N * N), new Float32Array(count * N * N)];
  const patch = zeroImage(N, N);
  for (let k = 0; k < count; k++) {
    assert(object && samplePatch(object, { x: x[k] ?? NaN, y: y[k] ?? NaN, size: N }, patch));
    for (let p = 0; p < N * N; p++) {
      amp[k * N * N + p] = Math.hypot(patch.re[p] ?? NaN, patch.im[p] ?? NaN);
      phase[k * N * N + p] = Math.atan2(patch.im[p] ?? NaN, patch.re[p] ?? NaN);
    }
  }
  return { amp, phase };
}

function checksOf(
  painted: { amp: Float32Array; phase: Float32Array },
  read: Scan = scan,
  crop: number | null = null,
): ImageChecks {
  const samples: Samples = prepareSamples(read, createTrainingPayload({ data: { scan: "scan.npz" } }), { seed: 1 });
  const check = new ImageCheck(samples, crop);
  const half = (values: Float32Array, from: number, to: number): Float32Array =>
    values.subarray(from * N * N, to * N * N);
  for (const [from, to] of [[0, 33], [33, 100]] as const) {
    const [amp, phase] = [half(painted.amp, from, to), half(painted.phase, from, to)];
    check.add({ first: from, size: to - from, amp, phase, diffraction: new Float32Array() });
  }
  const { amp, phase } = painted;
  const re = amp.map((value, p) => value * Math.cos(phase[p] ?? NaN));
  const im = amp.map((value, p) => value * Math.sin(phase[p] ?? NaN));
  return check.report(
    stitch({ re, im }, memberPositions(samples), { patchSize: N, ...(crop === null ? {} : { crop }) }),
  );
}

Deno.test("ImageCheck has no doubts about patches of the object in their places", () => {
  const { agreement, variety, doubts } = checksOf(truePatches(scan));
  assertEquals(doubts, []);
  assert(agreement !== null && agreement > 0.95 && agreement < 1.01, String(agreement));
  assert(variety.phase > 0.5, String(variety.phase));
});

for (const crop of [2, 8, 64]) {
  Deno.test(`ImageCheck has no doubts where squares of ${crop} px of true patches are placed`, () => {
    // One place: an image no larger than the square.
    const alone = { ...scan, x: scan.x.map(() => scan.x[0] ?? NaN), y: scan.y.map(() => scan.y[0] ?? NaN) };
    for (const read of [scan, alone]) {
      const { agreement, doubts } = checksOf(truePatches(read), read, crop);
      assert(agreement !== null && agreement > 0.6 && agreement < 1.2, String(agreement));
      assertEquals(doubts.filter((doubt) => doubt.startsWith("overlapping")), []);
    }
  });
}

for (
  const [mistake, read] of [
    ["x and y are exchanged", { ...scan, x: scan.y, y: scan.x }],
    ["x has the wrong sign", { ...scan, x: scan.x.map((value) => -value) }],
    ["positions are in metres", { ...scan, x: scan.x.map((v) => v * 1e-8), y: scan.y.map((v) => v * 1e-8) }],
  ] as const
) {
  Deno.test(`ImageCheck says that patches contradict each other where ${mistake}`, () => {
    const { agreement, doubts } = checksOf(truePatches(scan), read);
    assertMatch(doubts.join(), /^overlapping patches contradict each other: the image has \d+ % of the contrast/);
    assert(agreement !== null && agreement < 0.5, String(agreement));
  });
}

Deno.test("ImageCheck says that a network learned nothing where all its patches are nearly alike", () => {
  const { amp, phase } = truePatches(scan);
  const collapsed = (values: Float32Array): Float32Array =>
    values.map((value, i) => (values[i % (N * N)] ?? NaN) + 0.03 * (value - (values[i % (N * N)] ?? NaN)));
  const { doubts, variety } = checksOf({ amp: collapsed(amp), phase: collapsed(phase) });
  assertMatch(doubts.join(), /^the network learned nothing: it predicts the same patch for every pattern/);
  assert(variety.phase < 0.05, String(variety.phase));
});

Deno.test("ImageCheck has no doubts about an object of phase alone, whose amplitude is the same everywhere", () => {
  const { phase, amp } = truePatches(scan);
  assertEquals(checksOf({ amp: amp.map(() => 1), phase }).doubts, []);
});

Deno.test("ImageCheck has no doubts about an object of amplitude alone, and no agreement of its phase", () => {
  const { phase, amp } = truePatches(scan);
  const { agreement, doubts } = checksOf({ amp, phase: phase.map(() => 0) });
  assertEquals([agreement, doubts], [null, []]);
});
