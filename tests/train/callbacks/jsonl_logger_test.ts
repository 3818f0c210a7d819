import { assertEquals, assertRejects } from "@std/assert";
import type { Callback } from "../../../train/callbacks/callback.ts";
import type { BatchEndEvent, EpochEndEvent, FitStartEvent } from "../../../train/callbacks/events.ts";
import { createJsonlLogger } from "../../../train/callbacks/jsonl_logger.ts";
import { END } from "../fit_end.ts";
import { BATCH, PLAN, TIMES } from "../plan.ts";
import { TempDir } from "../../data/temp_dir.ts";

const BATCHES = 2;

function start(firstEpoch: number, firstBatch = 0): FitStartEvent {
  const counts = { epochs: 9, batches: BATCHES, samples: 2, channels: 1, validationSamples: 0 };
  return { runDirectory: "", firstEpoch, firstBatch, ...counts, warnings: [] };
}

function batchEnd(epoch: number, batch: number, loss: number): BatchEndEvent {
  const step = epoch * BATCHES + batch;
  return { ...BATCH, epoch, batch, step, microStep: step, size: 4, metrics: { loss } };
}

function epochEnd(epoch: number, loss: number): EpochEndEvent {
  return { ...PLAN, epoch, steps: (epoch + 1) * BATCHES, metrics: { loss }, ...TIMES, gradNorm: null };
}

/** Logs from one (epoch, batch) up to another, which is not logged. */
async function log(logger: Callback, from: readonly [number, number], to: readonly [number, number]): Promise<void> {
  await logger.onFitStart?.(start(...from));
  for (let [epoch, batch] = from; epoch < to[0] || batch < to[1];) {
    await logger.onBatchEnd?.(batchEnd(epoch, batch, 10 * epoch + batch));
    if (++batch < BATCHES) continue;
    await logger.onEpochEnd?.(epochEnd(epoch, 100 + epoch));
    [epoch, batch] = [epoch + 1, 0];
  }
}

async function losses(path: string): Promise<number[]> {
  const lines = (await Deno.readTextFile(path)).trimEnd().split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line).metrics.loss);
}

Deno.test("createJsonlLogger() writes all that the events of batches and epochs carry", async () => {
  using space = new TempDir();
  const path = `${space.path}/metrics.jsonl`;
  const logger = createJsonlLogger({ path });
  await logger.onFitStart?.(start(0));
  const batch = { ...batchEnd(0, 1, NaN), gradNorm: { before: 3, after: 1 } };
  const epoch: EpochEndEvent = { ...epochEnd(0, 0.5), stage: "fine-tuning", metrics: { loss: 0.5, val: Infinity } };
  await logger.onBatchEnd?.(batch);
  await logger.onEpochEnd?.(epoch);
  await logger.onFitEnd?.(END);
  const lines = (await Deno.readTextFile(path)).split("\n");
  assertEquals(lines.pop(), "");
  assertEquals(lines.map((line) => JSON.parse(line)), [
    { type: "batch", ...batch, metrics: { loss: null } },
    { type: "epoch", ...epoch, metrics: { loss: 0.5, val: null } },
  ]);
});

Deno.test("createJsonlLogger() keeps earlier lines once when resumed, within an epoch too", async () => {
  using space = new TempDir();
  const path = `${space.path}/metrics.jsonl`;
  const first = createJsonlLogger({ path });
  await log(first, [0, 0], [2, 1]);
  await first.onFitEnd?.(END);
  assertEquals(await losses(path), [0, 1, 100, 10, 11, 101, 20]);

  const again = createJsonlLogger({ path });
  await log(again, [1, 1], [2, 0]);
  await again.onFitEnd?.(END);
  assertEquals(await losses(path), [0, 1, 100, 10, 11, 101]);

  await Deno.writeTextFile(path, '{"type":"batch","ep', { append: true });
  const last = createJsonlLogger({ path });
  await log(last, [2, 0], [3, 0]);
  await last.onFitEnd?.(END);
  assertEquals(await losses(path), [0, 1, 100, 10, 11, 101, 20, 21, 102]);

  const anew = createJsonlLogger({ path });
  await log(anew, [0, 0], [0, 1]);
  await anew.onFitEnd?.(END);
  assertEquals(await losses(path), [0]);
});

Deno.test("createJsonlLogger() begins anew where the file of a resumed run is gone", async () => {
  using space = new TempDir();
  const path = `${space.path}/metrics.jsonl`;
  const logger = createJsonlLogger({ path });
  await log(logger, [1, 0], [2, 0]);
  await logger.onFitEnd?.(END);
  assertEquals(await losses(path), [10, 11, 101]);
});

Deno.test("createJsonlLogger() writes batches once its interval is over", async () => {
  using space = new TempDir();
  const path = `${space.path}/metrics.jsonl`;
  const logger = createJsonlLogger({ path, intervalMs: 20 });
  await logger.onFitStart?.(start(0));
  await logger.onBatchEnd?.(batchEnd(0, 0, 1));
  await new Promise((resolve) => setTimeout(resolve, 25));
  await logger.onBatchEnd?.(batchEnd(0, 1, 2));
  assertEquals(await losses(path), [1, 2]);
  await logger.onFitEnd?.(END);
});

Deno.test("createJsonlLogger() writes nothing before its interval is over, but all before the validation", async () => {
  using space = new TempDir();
  const path = `${space.path}/metrics.jsonl`;
  const logger = createJsonlLogger({ path, intervalMs: 1e9 });
  await logger.onFitStart?.(start(0));
  await logger.onBatchEnd?.(batchEnd(0, 0, 1));
  await logger.onBatchEnd?.(batchEnd(0, 1, 2));
  assertEquals(await losses(path), []);
  await logger.onValidationStart?.({ epoch: 0 });
  assertEquals(await losses(path), [1, 2]);
  await logger.onFitEnd?.(END);
});

Deno.test("createJsonlLogger() takes out lines that cannot be read and those to be repeated, wherever they lie", async () => {
  using space = new TempDir();
  const path = `${space.path}/metrics.jsonl`;
  const first = createJsonlLogger({ path });
  await log(first, [0, 0], [3, 0]);
  await first.onFitEnd?.(END);
  const lines = (await Deno.readTextFile(path)).trimEnd().split("\n");
  const damaged = lines.toSpliced(1, 1, '{"type":"batch","epoch":0,"ba')
    .toSpliced(
      3,
      0,
      "",
      "null",
      '{"note":1}',
      lines[3]?.replace('"epoch":1', '"epoch":91') ?? "",
      "x".repeat(2 ** 20 + 1),
    );
  await Deno.writeTextFile(path, damaged.join("\n"));
  const warnings: string[] = [];
  const again = createJsonlLogger({ path, onWarning: (warning) => warnings.push(warning) });
  await log(again, [2, 1], [3, 0]);
  await again.onFitEnd?.(END);
  assertEquals(await losses(path), [0, 100, 10, 11, 101, 20, 21, 102]);
  const text = `${path} had 5 lines that cannot be read: they were taken out (the first is line 2)`;
  assertEquals(warnings, [text]);
});

Deno.test("createJsonlLogger() keeps a last line that an editor left without an end", async () => {
  using space = new TempDir();
  const path = `${space.path}/metrics.jsonl`;
  const first = createJsonlLogger({ path });
  await log(first, [0, 0], [1, 0]);
  await first.onFitEnd?.(END);
  await Deno.writeTextFile(path, (await Deno.readTextFile(path)).trimEnd());
  const again = createJsonlLogger({ path });
  await log(again, [1, 0], [2, 0]);
  await again.onFitEnd?.(END);
  assertEquals(await losses(path), [0, 1, 100, 10, 11, 101]);
});

Deno.test("createJsonlLogger() refuses a file that another logger is writing to, which is as it was", async () => {
  using space = new TempDir();
  const path = `${space.path}/metrics.jsonl`;
  const first = createJsonlLogger({ path });
  await log(first, [0, 0], [1, 0]);
  await assertRejects(async () => await createJsonlLogger({ path }).onFitStart?.(start(0)), Error, "another logger");
  await first.onFitEnd?.(END);
  assertEquals(await losses(path), [0, 1, 100]);
});

Deno.test("createJsonlLogger() has every line in the file before a checkpoint is written", async () => {
  using space = new TempDir();
  const path = `${space.path}/metrics.jsonl`;
  const logger = createJsonlLogger({ path, intervalMs: 1e9 });
  await logger.onFitStart?.(start(0));
  await logger.onBatchEnd?.(batchEnd(0, 0, 1));
  assertEquals(await losses(path), []);
  await logger.onBeforeCheckpoint?.({ epoch: 0, steps: 1 });
  assertEquals(await losses(path), [1]);
  await logger.onFitEnd?.(END);
});
