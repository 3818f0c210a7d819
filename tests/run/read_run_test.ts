/**
 * Runs that were really trained, read back from disk, whole and damaged.
 *
 * @module
 */
import { assert, assertAlmostEquals, assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { readMetricsCsv, readMetricsJsonl } from "../../run/read_metrics.ts";
import { readRun, type StoredRun } from "../../run/read_run.ts";
import type { BatchEndEvent } from "../../train/callbacks/events.ts";
import type { FitResult } from "../../train/fit_result.ts";
import { fit } from "../../train/trainer.ts";
import { assertHidesDisplay, displayed } from "../displayed.ts";
import { CPU, tinyPayload, type Workspace, workspace } from "../train/tiny_run.ts";

async function trainedRun(space: Workspace, batches: BatchEndEvent[] = []): Promise<FitResult> {
  const payload = tinyPayload(space, {
    training: { epochs: 2, limitTrainBatches: 2, valSplit: 0.25, valEvery: 2, fineTuneEpochs: 1 },
    execution: { logger: ["csv", "jsonl"], logGradNorm: true, checkpointSaveTopK: 1 },
  });
  const witness = { name: "witness", onBatchEnd: (event: BatchEndEvent) => void batches.push(event) };
  return await fit(payload, { accelerator: CPU, callbacks: [witness] });
}

/** Both tell how it ended and how the losses went, and neither JSON nor equality knows. */
async function assertShown(result: FitResult, run: StoredRun): Promise<void> {
  const [ofResult, ofRun] = [await displayed(result), await displayed(run)];
  assertMatch(
    ofResult["text/plain"] ?? "",
    /^Training finished\n +run .*\n +epochs +3, 6 steps in all\n +poisson_train_loss /,
  );
  assertMatch(ofRun["text/plain"] ?? "", /^Run .*: finished\n +scan .*\n +accelerator +cpu/);
  for (const { "text/html": html = "" } of [ofResult, ofRun]) assertEquals(html.match(/<polyline/g)?.length, 2);
  [result, run].forEach(assertHidesDisplay);
}

Deno.test("readRun() gives back what a training left on disk, and both show themselves", async () => {
  await using space = await workspace();
  const batches: BatchEndEvent[] = [];
  const result = await trainedRun(space, batches);
  const run = await readRun(result.runDirectory);
  await assertShown(result, run);
  const { payload, record, epochs, log, checkpoints } = run;
  assertEquals(payload, JSON.parse(await Deno.readTextFile(`${result.runDirectory}/payload.json`)));
  assertEquals([record?.exitReason, record?.epochs, record?.steps, record?.seed], ["finished", 3, 6, 42]);
  assertEquals(record?.fingerprints, payload.fingerprints);
  const { experiment } = record?.data.scan ?? {};
  const { wavelength, distance, detectorPixel, objectPixel } = experiment ?? {};
  const near = (value: number | null | undefined): number => Number(value?.toPrecision(6));
  assertEquals([near(objectPixel?.height), near(objectPixel?.width)], [1e-8, 1e-8]);
  assertEquals(near((wavelength ?? 0) * (distance ?? 0) / 64 / (detectorPixel?.width ?? 0)), 1e-8);
  assertEquals([experiment?.measurement, experiment?.probeShares], ["amplitude", [1]]);
  assertMatch(experiment?.provenanceDigest ?? "", /^sha256:[0-9a-f]{64}$/);
  assertEquals(
    epochs.map(({ seconds: _seconds, patternsPerSecond: _patterns, stepMs: _ms, ...row }) => row),
    result.history.map((
      { steps: step, seconds: _seconds, patternsPerSecond: _patterns, stepMs: _ms, ...event },
    ) => {
      const { accumulate: _accumulate, physicsRates: _rates, ...told } = event;
      return { ...told, step, metrics: { poisson_val_loss: null, ...event.metrics } };
    }),
  );
  epochs.forEach(({ seconds, patternsPerSecond, stepMs }, epoch) => {
    const told = result.history[epoch];
    assertAlmostEquals(patternsPerSecond ?? NaN, told?.patternsPerSecond ?? NaN, 1e-3 * (patternsPerSecond ?? 0));
    assertAlmostEquals(stepMs ?? NaN, told?.stepMs ?? NaN, 1e-3);
    assert((stepMs ?? NaN) <= 1000 * (seconds ?? NaN), "two steps and a validation take longer than a step");
  });
  const ofType = (wanted: string): unknown[] => log.filter(({ type }) => type === wanted);
  assertEquals(ofType("batch"), batches.map((event) => ({ type: "batch", ...event })));
  assertEquals(
    ofType("epoch"),
    result.history.map(({ physicsRates: _rates, ...event }) => ({ type: "epoch", ...event })),
  );
  const [last, best, ...others] = checkpoints;
  assertEquals([last?.path, last?.ranked, best?.path], [result.lastCheckpoint, null, result.bestCheckpoint]);
  assertEquals([best?.ranked?.epoch, best?.ranked?.metric, others], [result.bestEpoch, "poisson_val", []]);
});

Deno.test("readRun() reads a run that another program is writing to, or that has not begun", async () => {
  await using space = await workspace();
  const { runDirectory } = await trainedRun(space);
  for (const name of ["metrics.csv", "metrics.jsonl"]) {
    const text = await Deno.readTextFile(`${runDirectory}/${name}`);
    await Deno.writeTextFile(`${runDirectory}/${name}`, text.slice(0, -30));
  }
  const { epochs, log } = await readRun(runDirectory);
  assertEquals([epochs.length, log.filter(({ type }) => type === "epoch").length], [2, 2]);
  for (const name of ["metrics.csv", "metrics.jsonl", "run.json"]) await Deno.remove(`${runDirectory}/${name}`);
  await Deno.remove(`${runDirectory}/checkpoints`, { recursive: true });
  const bare = await readRun(runDirectory);
  assertEquals([bare.record, bare.epochs, bare.log, bare.checkpoints], [null, [], [], []]);
});

Deno.test("readRun() reads logs of an older version, which know nothing of the speed", async () => {
  await using space = await workspace();
  const { runDirectory } = await trainedRun(space);
  const { epochs, log } = await readRun(runDirectory);
  const csv = await Deno.readTextFile(`${runDirectory}/metrics.csv`);
  const rows = csv.trimEnd().split("\n").map((row) => row.split(",").slice(0, -2).join(","));
  await Deno.writeTextFile(`${runDirectory}/metrics.csv`, `${rows.join("\n")}\n`);
  const jsonl = await Deno.readTextFile(`${runDirectory}/metrics.jsonl`);
  const old = jsonl.replaceAll(/"patternsPerSecond":[^,]+,"stepMs":[^,}]+(,?)/g, "").replaceAll(",}", "}");
  await Deno.writeTextFile(`${runDirectory}/metrics.jsonl`, old);
  const unknown = { patternsPerSecond: null, stepMs: null };
  const again = await readRun(runDirectory);
  assertEquals(again.epochs, epochs.map((row) => ({ ...row, ...unknown })));
  assertEquals(again.log, log.map((line) => line.type === "epoch" ? { ...line, ...unknown } : line));
});

Deno.test("readRun() reads a record of an older version, which knows nothing of the experiment", async () => {
  await using space = await workspace();
  const { runDirectory } = await trainedRun(space);
  const path = `${runDirectory}/run.json`;
  const { data, ...record } = JSON.parse(await Deno.readTextFile(path));
  const { experiment: _, ...scan } = data.scan;
  await Deno.writeTextFile(path, JSON.stringify({ ...record, data: { ...data, scan } }));
  assertEquals((await readRun(runDirectory)).record?.data.scan, { ...scan, experiment: null });
});

Deno.test("readRun() names the file that is damaged, and how", async (t) => {
  await using space = await workspace();
  const { runDirectory } = await trainedRun(space);
  const damages: readonly [name: string, damage: (text: string) => string, message: string][] = [
    ["run.json", (text) => text.slice(0, -20), "run.json as it is no JSON"],
    ["run.json", (text) => text.replace('"steps": 6', '"steps": "6"'), "run.json as it is no record of a run: steps"],
    ["run.json", (text) => text.replace('"finished"', '"over"'), "run.json as it is no record of a run: exitReason"],
    ["run.json", () => "[".repeat(100_000), "run.json as it nests deeper"],
    ["payload.json", (text) => text.slice(1), "payload.json as it is no JSON"],
    ["payload.json", (text) => text.replace('"epochs": 2', '"epochs": 3'), "payload.json as it is no payload"],
    ["metrics.csv", (text) => text.replace("\n1,", "\none,"), "metrics.csv as line 3 is damaged"],
    ["metrics.csv", (text) => text.replace("\n1,", "\n1,1,"), "metrics.csv as line 3 is damaged"],
    ["metrics.csv", (text) => `x${text}`, "metrics.csv as its columns must begin with epoch,step,learning_rate"],
    ["metrics.jsonl", (text) => text.replace('"size":1', '"size":-1'), "metrics.jsonl as line 1 is damaged"],
    [
      "metrics.jsonl",
      (text) => text.replace('{"type":"batch"', '{"type":"match"'),
      "metrics.jsonl as line 1 is damaged",
    ],
  ];
  for (const [name, damage, message] of damages) {
    await t.step(message, async () => {
      const path = `${runDirectory}/${name}`;
      const text = await Deno.readTextFile(path);
      await Deno.writeTextFile(path, damage(text));
      await assertRejects(() => readRun(runDirectory), Error, `Cannot read ${runDirectory}/${message}`);
      await Deno.writeTextFile(path, text);
    });
  }
  await Deno.remove(`${runDirectory}/payload.json`);
  await assertRejects(() => readRun(runDirectory), Error, "as it holds none: there is no");
});

Deno.test("readMetricsCsv() and readMetricsJsonl() say why a file cannot be read", async () => {
  await using space = await workspace();
  for (const read of [readMetricsCsv, readMetricsJsonl]) {
    assertEquals(read(`${space.path}/nowhere`), []);
    assertThrows(() => read(space.path), Error, `Cannot read ${space.path} as`);
  }
});
