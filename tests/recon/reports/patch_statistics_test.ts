import { assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { ampSaturation, phaseSaturation } from "../../../model/cnn/head_saturation.ts";
import { type PatchReport, PatchStatistics } from "../../../recon/reports/patch_statistics.ts";
import { noise } from "../image/known_object.ts";

const N = 8;
const COUNT = 6;

type Paint = (sample: number, pixel: number) => number;

interface Painted {
  readonly amp?: Paint;
  readonly phase?: Paint;
  readonly batchSize?: number;
  readonly limit?: number | null;
  readonly ampActivation?: "sigmoid" | "silu";
}

const textured: Paint = (sample, pixel) => 0.6 + 0.3 * noise(sample * N * N + pixel);

/** Statistics of patches whose ring is of no interest. */
function reportOf({ amp = textured, phase = textured, ...options }: Painted): PatchReport {
  const { batchSize = 2, limit = null, ampActivation = "sigmoid" } = options;
  const positions = {
    x: Float64Array.from({ length: COUNT }, (_, k) => 10 + k),
    y: Float64Array.from({ length: COUNT }, (_, k) => 50 - k),
  };
  const saturation = { amp: ampSaturation(ampActivation), phase: phaseSaturation };
  const statistics = new PatchStatistics(positions, { patchSize: N, channels: 1, limit, ampActivation, saturation });
  for (let first = 0; first < COUNT; first += batchSize) {
    const size = Math.min(batchSize, COUNT - first);
    const values = (paint: Paint): Float32Array =>
      Float32Array.from({ length: size * N * N }, (_, i) => {
        const pixel = i % (N * N);
        return isCentral(pixel) ? paint(first + Math.floor(i / (N * N)), pixel) : 99;
      });
    statistics.add({ first, size, amp: values(amp), phase: values(phase), diffraction: new Float32Array() });
  }
  return statistics.report();
}

function isCentral(pixel: number): boolean {
  return [Math.floor(pixel / N), pixel % N].every((at) => at >= N / 4 && at < 3 * N / 4);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviationOf(values: readonly number[]): number {
  return Math.sqrt(meanOf(values.map((value) => (value - meanOf(values)) ** 2)));
}

function rootMeanSquare(values: readonly number[]): number {
  return Math.sqrt(meanOf(values.map((value) => value * value)));
}

Deno.test("PatchStatistics are those of the central squares, whatever the batches", () => {
  const pixels = Array.from({ length: N * N }, (_, pixel) => pixel).filter(isCentral);
  const patches = Array.from({ length: COUNT }, (_, k) => pixels.map((pixel) => Math.fround(textured(k, pixel))));
  const across = pixels.map((_, p) => patches.map((patch) => patch[p] ?? NaN));
  const all = patches.flat();
  for (const batchSize of [1, 4, 6]) {
    const { amplitude, phase, patches: count, side } = reportOf({ batchSize });
    assertEquals([count, side], [COUNT, N / 2]);
    assertEquals({ ...phase, saturatedHigh: 0, saturatedLow: 0 }, { ...amplitude, saturatedHigh: 0, saturatedLow: 0 });
    assertAlmostEquals(amplitude.mean, meanOf(all), 1e-12);
    assertAlmostEquals(amplitude.std, deviationOf(all), 1e-12);
    assertEquals([amplitude.min, amplitude.max], [Math.min(...all), Math.max(...all)]);
    assertAlmostEquals(amplitude.stdWithinPatches, rootMeanSquare(patches.map(deviationOf)), 1e-12);
    assertAlmostEquals(amplitude.stdBetweenPatches, rootMeanSquare(across.map(deviationOf)), 1e-12);
  }
});

Deno.test("PatchStatistics have a row for each patch, with its number and place", () => {
  const { columns, rows, amplitude } = reportOf({ batchSize: 4 });
  const column = (name: string): (number | null)[] => rows.map((row) => row[columns.indexOf(name)] ?? null);
  assertEquals(column("sample"), [0, 1, 2, 3, 4, 5]);
  assertEquals([column("x")[5], column("y")[5]], [15, 45]);
  assertEquals(Math.max(...column("amplitudeMax").map(Number)), amplitude.max);
  assertAlmostEquals(meanOf(column("amplitudeMean").map(Number)), amplitude.mean, 1e-12);
  assertEquals(rows.map((row) => row.length), new Array(COUNT).fill(columns.length));
});

Deno.test("PatchStatistics stop at the limit", () => {
  const { patches, batches, rows } = reportOf({ batchSize: 2, limit: 2 });
  assertEquals([patches, batches, rows.length], [4, 2, 4]);
  assertEquals(reportOf({ limit: 100 }).patches, COUNT);
});

Deno.test("PatchStatistics find nothing amiss where patches have structure", () => {
  assertEquals(reportOf({}).findings, []);
});

Deno.test("PatchStatistics find a flat head, though its level differs from patch to patch", () => {
  const { findings, amplitude } = reportOf({ amp: (sample) => 0.5 + sample / 100 });
  assertEquals(amplitude.stdWithinPatches, 0);
  assertMatch(findings.join(), /^the amplitude is flat: its deviation within patches is 0.00$/);
});

Deno.test("PatchStatistics find a head that paints the same patch always, though it has structure", () => {
  const { findings, phase } = reportOf({ phase: (_, pixel) => textured(0, pixel) });
  assertEquals(phase.stdBetweenPatches, 0);
  assertMatch(
    findings.join(),
    /^the phase is the same in all patches: its deviation from patch to patch is 0.00, and 0.\d+ within patches$/,
  );
});

Deno.test("PatchStatistics find a saturated head, at either bound, where the activation has one", () => {
  const amp: Paint = (sample, pixel) => sample < 3 ? 0.995 : textured(sample, pixel);
  const { amplitude, findings } = reportOf({ amp });
  assertEquals([amplitude.saturatedLow, amplitude.saturatedHigh], [0, 0.5]);
  assertEquals(findings, ["the amplitude is saturated in 50.0 % of pixels"]);
  const unbounded = reportOf({ amp, ampActivation: "silu" });
  assertEquals([unbounded.amplitude.saturatedHigh, unbounded.findings, unbounded.ampActivation], [null, [], "silu"]);
  const phase: Paint = (sample, pixel) => sample === 0 ? -3.13 : sample === 1 ? 3.13 : textured(sample, pixel);
  const both = reportOf({ phase });
  assertAlmostEquals(both.phase.saturatedLow ?? NaN, 1 / 6, 1e-12);
  assertAlmostEquals(both.phase.saturatedHigh ?? NaN, 1 / 6, 1e-12);
  assertEquals(both.findings, ["the phase is saturated in 33.3 % of pixels"]);
});
