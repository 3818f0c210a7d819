import { assert, assertAlmostEquals, assertEquals, assertGreater, assertRejects } from "@std/assert";
import * as fc from "fast-check";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import { createTrainingPayload } from "../../../config/training_payload.ts";
import { readNpz } from "../../../data/formats/read_npz.ts";
import { realArray } from "../../../data/formats/npy_encode.ts";
import { writeNpz } from "../../../data/formats/write_npz.ts";
import { patternImage, patternMask } from "../../../data/patterns.ts";
import { prepareSamples, type Samples } from "../../../data/samples.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { createModel, type Model } from "../../../model/create_model.ts";
import { type PredictedPatches, predictPatches } from "../../../recon/patches/predict_patches.ts";
import { reconstructSamples } from "../../../recon/patches/reconstruct_samples.ts";
import { ImageCheck } from "../../../recon/reports/image_checks.ts";
import {
  type Diagnostics,
  PatternObserver,
  residualOf,
  shownPatterns,
  telling,
} from "../../../recon/results/diagnostics.ts";
import { readDiagnostics, writeDiagnostics } from "../../../recon/results/diagnostics_file.ts";
import { TempDir } from "../../data/temp_dir.ts";

const N = 64;
const COUNT = 7;
await selectAccelerator("cpu", { threads: 1 });

/** A scan whose first patterns have a masked stripe with values that mean nothing, and an untrained network. */
function prepared(gridSize: 1 | 2): { samples: Samples; model: Model } {
  const scan = simulateScan({ patchSize: N, patterns: COUNT, photons: 1e5, seed: 3 });
  const mask = new Uint8Array(COUNT * N * N).fill(1);
  for (let p = 0; p < 3 * N * N; p++) if (p % N > 30 && p % N < 34) [mask[p], scan.amplitude[p]] = [0, 1e4];
  const payload = createTrainingPayload({ model: { filterScale: 0.125 }, data: { gridSize, neighbors: 5 } });
  const samples = prepareSamples({ ...scan, mask }, payload, { seed: 1, everyPattern: true });
  return { samples, model: createModel(payload, { seed: 2 }) };
}

async function diagnosed(
  gridSize: 1 | 2,
): Promise<{ diagnostics: Diagnostics; all: PredictedPatches; samples: Samples }> {
  const { samples, model } = prepared(gridSize);
  const observer = new PatternObserver(samples);
  const check = new ImageCheck(samples, null);
  const plain = await reconstructSamples(model, samples, { batchSize: 2 });
  const seen = await reconstructSamples(model, samples, {
    batchSize: 2,
    observers: [observer, { onPatches: (patches) => check.add(patches) }],
  });
  assertEquals(seen, plain); // who looks on changes nothing
  const numbers = observer.numbers();
  const [all] = await Array.fromAsync(predictPatches(model, samples, { batchSize: COUNT, diffraction: true }));
  assert(all);
  const shown = await shownPatterns(model, samples, { numbers, batchSize: 2 });
  model.dispose();
  const patches = { heads: check.heads(), count: samples.members.length, agreement: null };
  const { probe } = samples;
  return {
    diagnostics: { ...{ patterns: numbers, shown, mean: observer.mean(), probe, patches }, photons: 1e5 },
    all,
    samples,
  };
}

for (const gridSize of [1, 2] as const) {
  Deno.test(`PatternObserver compares each pattern where it was measured, gridSize ${gridSize}`, async () => {
    const { diagnostics: { patterns, shown, mean }, all, samples } = await diagnosed(gridSize);
    assertEquals(samples.members.length, COUNT * gridSize ** 2);
    const each: number[][] = Array.from({ length: COUNT }, () => []);
    samples.members.forEach((pattern, slot) => {
      let [apart, light] = [0, 0];
      for (let p = 0; p < N * N; p++) {
        if (pattern < 3 && p % N > 30 && p % N < 34) continue;
        const measured = patternImage(samples.patterns, pattern)[p] ?? NaN;
        apart += Math.abs(measured - (all.diffraction[slot * N * N + p] ?? NaN));
        light += measured;
      }
      each[pattern]?.push(apart / light);
    });
    each.forEach((residuals, pattern) => {
      const expected = residuals.reduce((sum, residual) => sum + residual, 0) / residuals.length;
      assertAlmostEquals(patterns.residuals[pattern] ?? NaN, expected, 1e-9);
    });
    const order = [...patterns.residuals].sort((a, b) => a - b);
    assertEquals(shown.map(({ name }) => name), ["best", "median", "worst"]);
    assertEquals(shown.map(({ residual }) => residual), [order[0], order[3], order[6]]);
    for (const { number, predicted, measured } of shown) {
      const pattern = samples.patterns.numbers.indexOf(number);
      const slot = samples.members.indexOf(pattern);
      const mask = patternMask(samples.patterns, pattern);
      const wanted = (values: Float32Array): Float32Array => values.map((value, p) => mask?.[p] === 0 ? NaN : value);
      assertEquals(predicted.data, wanted(all.diffraction.slice(slot * N * N, (slot + 1) * N * N)));
      assertEquals(measured.data, wanted(patternImage(samples.patterns, pattern)));
    }
    assertEquals(mean.mask, null); // the stripe is measured in the other patterns
    const stripe = 20 * N + 32;
    const others = [3, 4, 5, 6].map((pattern) => (patternImage(samples.patterns, pattern)[stripe] ?? NaN) ** 2);
    assertAlmostEquals(mean.mean.data[stripe] ?? NaN, others.reduce((sum, value) => sum + value, 0) / 4, 1e-6);
  });
}

Deno.test("residualOf() is 0 for the same, 1 for nothing, whatever the unit, and looks at no masked pixel", () => {
  const amplitudes = fc.array(fc.double({ min: 0.1, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 20 });
  fc.assert(fc.property(amplitudes, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (measured, unit) => {
    const zeros = measured.map(() => 0);
    assertEquals(residualOf({ measured, predicted: measured, mask: null }), 0);
    assertAlmostEquals(residualOf({ measured, predicted: zeros, mask: null }), 1, 1e-12);
    const predicted = measured.map((value) => 1.25 * unit * value);
    assertAlmostEquals(
      residualOf({ measured: measured.map((value) => unit * value), predicted, mask: null }),
      0.25,
      1e-9,
    );
    const [more, beside] = [[...measured, NaN], [...zeros, NaN]];
    const mask = Uint8Array.from(more, (value) => Number.isNaN(value) ? 0 : 1);
    assertAlmostEquals(residualOf({ measured: more, predicted: beside, mask }), 1, 1e-12);
  }));
  assertEquals(residualOf({ measured: [0, 0], predicted: [1, 1], mask: null }), NaN);
});

Deno.test("telling() takes least, median and greatest of what is known", () => {
  assertEquals(telling([0.5, NaN, 0.1, 0.9, 0.2]), [2, 4, 3]);
  assertEquals([telling([NaN]), telling([0.3]), telling([0.3, 0.2])], [[], [0], [1, 0]]);
  assertEquals(telling([0.3, 0.3, 0.3]), [0, 1, 2]);
});

Deno.test("readDiagnostics() reads what writeDiagnostics() wrote", async () => {
  using space = new TempDir();
  const path = `${space.path}/diagnostics.npz`;
  const { diagnostics } = await diagnosed(1);
  await writeDiagnostics(path, diagnostics);
  assertEquals(await readDiagnostics(path), diagnostics);
  const hidden = new Uint8Array(N * N).fill(1);
  hidden[5] = 0;
  const other = {
    ...diagnostics,
    shown: diagnostics.shown.slice(0, 1),
    mean: { ...diagnostics.mean, mask: hidden },
    patches: diagnostics.patches && { ...diagnostics.patches, agreement: 0.75 },
    photons: null,
    pixelSize: { height: 8e-9, width: 9e-9 },
  };
  await writeDiagnostics(path, other);
  assertEquals(await readDiagnostics(path), other);
  const ofEngine = { ...other, patches: null };
  await writeDiagnostics(path, ofEngine);
  assertEquals(await readDiagnostics(path), ofEngine);
});

Deno.test("readDiagnostics() says in one line what is wrong with a file", async () => {
  using space = new TempDir();
  const path = `${space.path}/diagnostics.npz`;
  const { diagnostics } = await diagnosed(1);
  await writeDiagnostics(path, diagnostics);
  const read = [...await readNpz(path)];
  const arrays = Object.fromEntries(
    read.flatMap(([key, array]) => array.kind === "object" ? [] : [[key, array] as const]),
  );
  for (const name of Object.keys(arrays).filter((key) => key !== "photons")) {
    const { [name]: _, ...others } = arrays;
    await writeNpz(path, others);
    assertOneLine((await assertRejects(() => readDiagnostics(path), Error, path)).message);
    await writeNpz(path, { ...arrays, [name]: realArray(new Float64Array(12), [2, 2, 3]) });
    assertOneLine((await assertRejects(() => readDiagnostics(path), Error, path)).message);
  }
  await writeNpz(path, arrays);
  const bytes = await Deno.readFile(path);
  for (const length of [0, 1, 100, bytes.length - 10]) {
    await Deno.writeFile(path, bytes.subarray(0, length));
    assertOneLine((await assertRejects(() => readDiagnostics(path), Error, path)).message);
  }
  await assertRejects(() => readDiagnostics(`${path}x`), Error, "diagnostics.npzx");
});

function assertOneLine(message: string): void {
  assert(message.startsWith("Cannot ") && !message.includes("\n"), message);
  // Whatever the folder of temporary files is called.
  assertGreater(300, message.replaceAll(/\S*exitwave-test-/g, "").length, message);
}
