import { assert, assertAlmostEquals, assertEquals, assertMatch, assertNotEquals, assertRejects } from "@std/assert";
import {
  createReconstructionPayload,
  createTrainingPayload,
  engine,
  evaluate,
  loadScan,
  openArrays,
  parseReconstruction,
  readReconstruction,
  reconstruct,
  type ReconstructOptions,
  type ReconstructResult,
  selectAccelerator,
  simulateScan,
  writeScan,
} from "@exitwave/exitwave";
import type { DataInput } from "../../../config/fields/data_input.ts";
import type { EngineInput } from "../../../config/fields/engine_input.ts";
import { complexArray, realArray, textScalar } from "../../../data/formats/npy_encode.ts";
import { writeNpz } from "../../../data/formats/write_npz.ts";
import * as tf from "../../../packages/tensorflow.ts";
import { withTempDir } from "../../data/temp_dir.ts";

const simulated = simulateScan({ patchSize: 32, patterns: 36, photons: 1e6, seed: 2 });

interface Wanted {
  readonly data?: DataInput;
  readonly engine?: EngineInput;
  readonly options?: ReconstructOptions;
}

async function run(
  directory: string,
  { data = {}, engine = {}, options = {} }: Wanted = {},
): Promise<ReconstructResult> {
  const scan = `${directory}/scan.npz`;
  if (!await Deno.stat(scan).then(() => true, () => false)) await writeScan(scan, simulated);
  const payload = createReconstructionPayload({
    data: { scan, ...data },
    engine: { iterations: 3, ...engine },
    execution: { accelerator: "cpu", outputDir: `${directory}/out` },
  });
  return await reconstruct(payload, options);
}

/** The simulated scan as many detectors would write it. */
async function writeCounts(path: string): Promise<void> {
  const { count, amplitude, x, y, probe } = simulated;
  await writeNpz(path, {
    diffraction: realArray(amplitude.map((value) => value ** 2), [count, 32, 32]),
    ...{ xcoords: realArray(x), ycoords: realArray(y), probeGuess: complexArray(probe, [32, 32]) },
    measurement: textScalar("intensity"),
  });
}

async function names(directory: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(directory))).map(({ name }) => name).sort();
}

async function json(path: string): Promise<Record<string, unknown>> {
  return JSON.parse(await Deno.readTextFile(path));
}

const FILES = [
  ...[
    "checkpoints",
    "diagnostics.npz",
    "metrics.csv",
    "payload.json",
    "reconstructed_amplitude.png",
    "reconstructed_phase.png",
  ],
  ...["reconstruction.npz", "results.png", "run.json"],
];

Deno.test("reconstruct() writes an image that is like the object, its probe, a record, and a row an iteration", async () => {
  await selectAccelerator("cpu", { threads: 1 });
  await withTempDir(async (directory) => {
    const before = tf.memory().numTensors;
    const seen: number[] = [];
    const { reconstruction, probe, iterations, exitReason, files, warnings, replaced } = await run(directory, {
      engine: { iterations: 12 },
      options: { onIteration: ({ iteration }) => seen.push(iteration), commandLine: "exitwave reconstruct scan.npz" },
    });
    assertEquals(tf.memory().numTensors, before);
    assertEquals(await names(`${directory}/out`), FILES);
    assertEquals([exitReason, warnings, replaced], ["finished", [], []]);
    const read = await readReconstruction(files.reconstruction);
    assertEquals(read, reconstruction);
    const truth = await readReconstruction(`${directory}/scan.npz`);
    assert((evaluate(read, truth).phase.correlation ?? 0) > 0.95);

    await using npz = await openArrays(files.reconstruction);
    const modes = await npz.read("probe");
    assert(modes.kind === "complex");
    assertEquals([modes.shape, Float32Array.from(modes.re)], [[1, 32, 32], probe[0]?.re ?? null]);
    const { amplitude, count } = await loadScan(`${directory}/scan.npz`);
    const energy = amplitude.reduce((sum, value) => sum + value ** 2, 0) / count;
    const power = probe[0]?.re.reduce((sum, re, p) => sum + re ** 2 + (probe[0]?.im[p] ?? 0) ** 2, 0) ?? NaN;
    assertAlmostEquals(power / energy, 1, 0.1);

    const table = (await Deno.readTextFile(`${directory}/out/metrics.csv`)).trimEnd().split("\n");
    assertEquals(table[0], "iteration,rFactor,poissonDeviance,seconds");
    assertEquals(seen, Array.from({ length: 12 }, (_, k) => k));
    assertEquals(
      table.slice(1).map((row) => row.split(",").slice(0, 3).map(Number)),
      iterations.map(({ iteration, rFactor, poissonDeviance }) => [iteration, rFactor, poissonDeviance]),
    );
    const payload = parseReconstruction(await json(`${directory}/out/payload.json`));
    assertEquals(payload.engine.iterations, 12);
    const record = await json(`${directory}/out/run.json`);
    assertEquals([record.kind, record.exitReason, record.iterations, record.error], [
      ...["reconstruction", "finished", 12, null],
    ]);
    assertEquals(record.fingerprints, payload.fingerprints);
    assertEquals((record.data as { patterns: number }).patterns, 36);
  });
});

Deno.test("reconstruct() gives the same bits again, and takes what the scan says that its numbers are", async () => {
  await withTempDir(async (directory) => {
    const { reconstruction } = await run(directory);
    const again = await run(directory, { options: { overwrite: true } });
    assertEquals(again.reconstruction, reconstruction);
    assertEquals(again.replaced.length, 5);
    await Deno.remove(`${directory}/scan.npz`);
    await writeCounts(`${directory}/scan.npz`);
    const counts = await run(directory, { options: { overwrite: true } });
    assertAlmostEquals(counts.iterations[0]?.rFactor ?? NaN, again.iterations[0]?.rFactor ?? NaN, 1e-4);
    assertEquals((await json(`${directory}/out/payload.json`)).data, {
      ...(await json(`${directory}/out/payload.json`)).data as object,
      measurement: "intensity",
    });
  });
});

Deno.test("reconstruct() takes the patterns and modes that data asks for", async () => {
  await withTempDir(async (directory) => {
    const options = { overwrite: true };
    const all = await run(directory);
    const half = await run(directory, { data: { xBounds: [0, 0.5] }, options });
    assert(half.patterns < all.patterns && half.reconstruction.object.width < all.reconstruction.object.width);
    const some = await run(directory, { data: { subsample: 20 }, options });
    const others = await run(directory, { data: { subsample: 20 }, engine: { seed: 1 }, options });
    const fixed = await run(directory, { data: { subsample: 20, subsampleSeed: 42 }, engine: { seed: 1 }, options });
    assertEquals([some.patterns, others.patterns], [20, 20]);
    assertNotEquals(others.reconstruction, some.reconstruction);
    assertEquals(fixed.patterns, 20);
    await assertRejects(() => run(directory, { data: { subsample: 99 }, options }), RangeError, "fewer than wanted");
    await assertRejects(() => run(directory, { data: { probeModes: 2 }, options }), RangeError, "fewer modes");
  });
});

Deno.test("reconstruct() writes positions where it corrects them, and tells everything of them", async () => {
  await withTempDir(async (directory) => {
    const options = { overwrite: true };
    const engine = { iterations: 4, positionStart: 0 };
    const { positions, files } = await run(directory, { data: { subsample: 30 }, engine, options });
    await using npz = await openArrays(files.positions ?? "");
    await using image = await openArrays(files.reconstruction);
    const numbers = async (file: typeof npz, key: string): Promise<number[]> => {
      const array = await file.read(key);
      return array.kind === "real" ? [...array.data].map(Number) : [];
    };
    const chosen = await numbers(npz, "frame_indices"), x = await numbers(npz, "xcoords");
    assertEquals(await numbers(npz, "xcoords_start"), chosen.map((k) => simulated.x[k] ?? NaN));
    assertNotEquals(x, await numbers(npz, "xcoords_start"));
    assertEquals(await numbers(image, "xcoords"), x);
    assert(positions && positions.rms > 0 && positions.rmsOfOwn < positions.rms);
    assertEquals((await json(`${directory}/out/run.json`)).positions, positions);
    const left = await run(directory, { options });
    assertEquals([left.positions, left.files.positions], [null, undefined]);
    assertEquals((await json(`${directory}/out/run.json`)).positions, null);
    assertEquals(await names(`${directory}/out`), FILES);
  });
});

Deno.test("reconstruct() ends where it is stopped, and writes what there is", async () => {
  await withTempDir(async (directory) => {
    const stop = new AbortController();
    const { iterations, exitReason } = await run(directory, {
      engine: { iterations: 50 },
      options: {
        signal: stop.signal,
        onIteration: ({ iteration }) => {
          if (iteration === 1) stop.abort();
        },
      },
    });
    assertEquals([iterations.length, exitReason], [2, "aborted"]);
    assertEquals(await names(`${directory}/out`), FILES);
    assertEquals((await json(`${directory}/out/run.json`)).exitReason, "aborted");
    // Before the first batch there is an object of 1, and no residual.
    const early = await run(directory, { options: { overwrite: true, signal: AbortSignal.abort() } });
    assertEquals([early.iterations, early.exitReason], [[], "aborted"]);
    assertEquals(Math.max(...early.reconstruction.object.re), 1);
    assertEquals(
      await Deno.readTextFile(`${directory}/out/metrics.csv`),
      "iteration,rFactor,poissonDeviance,seconds\n",
    );
  });
});

Deno.test("reconstruct() leaves what others wrote, and replaces its own where it may", async () => {
  await withTempDir(async (directory) => {
    const out = `${directory}/out`;
    await run(directory, { engine: { product: true } });
    await assertRejects(() => run(directory), Error, `Cannot reconstruct into ${out} as it already holds`);
    await Deno.writeTextFile(`${out}/notes.txt`, "mine");
    await run(directory, { options: { overwrite: true } });
    assertEquals(await names(out), [...FILES, "notes.txt"].sort());
    for (
      const [file, text] of [["payload.json", JSON.stringify(createTrainingPayload({}))], ["run.json", "{}"]] as const
    ) {
      await Deno.remove(out, { recursive: true });
      await Deno.mkdir(out);
      await Deno.writeTextFile(`${out}/${file}`, text);
      for (const overwrite of [true, false]) {
        const message = `Cannot reconstruct into ${out} as it holds a training: choose another execution.outputDir`;
        await assertRejects(() => run(directory, { options: { overwrite } }), Error, message);
      }
      assertEquals(await Deno.readTextFile(`${out}/${file}`), text);
    }
  });
});

Deno.test("reconstruct() writes nothing where it cannot begin, and down why it failed where it had begun", async () => {
  await withTempDir(async (directory) => {
    const out = `${directory}/out`;
    const gone = (): Promise<boolean> => Deno.stat(out).then(() => false, () => true);
    const payload = (scan: string | string[] | null): ReturnType<typeof createReconstructionPayload> =>
      createReconstructionPayload({ data: { scan }, execution: { accelerator: "cpu", outputDir: out } });
    await assertRejects(
      () => reconstruct(payload(null)),
      RangeError,
      "data.scan must name one scan: current value is null",
    );
    await assertRejects(() => reconstruct(payload(`${directory}/no.npz`)), Error, "there is no such file");
    await Deno.writeTextFile(`${directory}/text.npz`, "no scan");
    await assertRejects(() => reconstruct(payload(`${directory}/text.npz`)), Error, `${directory}/text.npz`);
    const bare = { ...simulated, experiment: { ...simulated.experiment, objectPixel: null, wavelength: null } };
    await writeScan(`${directory}/scan.npz`, bare as typeof simulated);
    await assertRejects(
      () => run(directory, { engine: { product: true } }),
      RangeError,
      "leave out engine.product (--product)",
    );
    assert(await gone());
    await assertRejects(
      () => run(directory, { options: { onIteration: () => assert(false, "as wanted") } }),
      Error,
      "as wanted",
    );
    const record = await json(`${out}/run.json`);
    assertEquals(record.exitReason, "failed");
    assertMatch(String(record.error), /as wanted/);
    assertEquals(await names(out), ["checkpoints", "metrics.csv", "payload.json", "run.json"]);
  });
});

Deno.test("engine() and createReconstructionPayload() say what reconstruct() does", async () => {
  await withTempDir(async (directory) => {
    await writeScan(`${directory}/scan.npz`, simulated);
    const { iterations } = await reconstruct(createReconstructionPayload({
      data: { scan: `${directory}/*.npz` },
      engine: engine().epie().iterations(2).batchSize(1, "random").probeStart(0),
      execution: { accelerator: "cpu", outputDir: `${directory}/out` },
    }));
    assertEquals(iterations.length, 2);
  });
});
