import { assertEquals } from "@std/assert";
import { createTrainingPayload } from "../../../config/training_payload.ts";
import { cutEventFiles } from "../../../run/tensorboard/cut_event_files.ts";
import { createTensorboardLogger } from "../../../train/callbacks/tensorboard_logger.ts";
import { NO_WINDOW } from "../../../train/checkpoints/training_state.ts";
import type { CheckpointLoadedEvent } from "../../../train/callbacks/events.ts";
import { withTempDir } from "../../data/temp_dir.ts";
import { END } from "../../train/fit_end.ts";
import { BATCH, PLAN, TIMES } from "../../train/plan.ts";
import { namesIn } from "../../train/tiny_run.ts";
import { decodeEvents, NO_PROTOC, recordsOf } from "./read_events.ts";

const payload = createTrainingPayload({});
const { loss } = payload.metrics;
const COUNTS = { epochs: 9, batches: 4, samples: 4, channels: 1, validationSamples: 0, warnings: [] };

interface Part {
  /** Where the run goes on; null begins it. */
  readonly from: Omit<CheckpointLoadedEvent, "path" | "best"> | null;
  /** Batches as `[batch, step, loss]`, all of the first epoch to log; the epoch ends where a string says so. */
  readonly log: readonly (readonly [number, number, number] | "epoch")[];
}

/** Logs a part of a run into a directory, as if it was killed at the end of it: nothing is closed. */
async function logPart(directory: string, { from, log }: Part, warnings: string[] = []): Promise<void> {
  const onWarning = (text: string): void => void warnings.push(text);
  const logger = createTensorboardLogger({ directory, payload, onWarning });
  const { epoch = 0, batch: firstBatch = 0 } = from ?? {};
  await logger.onFitStart?.({ ...COUNTS, runDirectory: directory, firstEpoch: epoch, firstBatch });
  if (from) await logger.onCheckpointLoaded?.({ path: "last", best: null, ...from });
  let steps = from?.steps ?? 0;
  for (const entry of log) {
    if (entry === "epoch") {
      await logger.onEpochEnd?.({ ...PLAN, epoch, steps, metrics: { [loss]: 9 }, ...TIMES, gradNorm: null });
      continue;
    }
    const [batch, step, value] = entry;
    steps = step + 1;
    await logger.onBatchEnd?.({ ...BATCH, epoch, batch, step, size: 2, metrics: { [loss]: value } });
  }
  await logger.onBeforeCheckpoint?.({ epoch, steps });
}

/** Losses in all files of a directory, as `step value`, those of epochs marked. */
async function lossesIn(directory: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of await namesIn(directory)) {
    const text = await decodeEvents(await Deno.readFile(`${directory}/${name}`));
    for (const event of text.split(/^event /m)) {
      const [, step = "0"] = event.match(/^\s*step: (\d+)/m) ?? [];
      const values = [...event.matchAll(/tag: "(batch|epoch)\/poisson_train_loss"\s*simple_value: (\S+)/g)];
      found.push(...values.map(([, kind, value]) => `${kind === "epoch" ? "epoch " : ""}${step} ${value}`));
    }
  }
  return found;
}

function protocTest(name: string, fn: (directory: string) => Promise<void>): void {
  Deno.test({ name: `${name}, as protoc reads it`, ignore: NO_PROTOC, fn: () => withTempDir(fn) });
}

protocTest("createTensorboardLogger() has one point a step where a run goes on, from before too", async (directory) => {
  await logPart(directory, { from: null, log: [[0, 0, 1], [1, 1, 2], [2, 2, 3]] });
  const from = { epoch: 0, batch: 1, steps: 1, epochSteps: 1, window: NO_WINDOW };
  await logPart(directory, { from, log: [[1, 1, 4], [2, 2, 5], [3, 3, 6], "epoch"] });
  await logPart(directory, {
    from: { ...from, batch: 2, steps: 2, epochSteps: 2 },
    log: [[2, 2, 7], [3, 3, 8], "epoch"],
  });
  assertEquals(await lossesIn(directory), ["0 1", "1 4", "2 7", "3 8", "epoch 3 9"]);
});

protocTest(
  "createTensorboardLogger() begins anew where a run does, and leaves files of others alone",
  async (directory) => {
    await logPart(directory, { from: null, log: [[0, 0, 1]] });
    const own = (await namesIn(directory))[0] ?? "";
    await Deno.copyFile(`${directory}/${own}`, `${directory}/not ours ${own}`);
    const foreign = new Uint8Array(await Deno.readFile(`${directory}/${own}`));
    await Deno.writeFile(`${directory}/events.out.tfevents.0000000000.other`, foreign.subarray(30));
    await logPart(directory, { from: null, log: [[0, 0, 2]] });
    assertEquals((await Deno.readFile(`${directory}/not ours ${own}`)).length, foreign.length);
    assertEquals(
      (await Deno.readFile(`${directory}/events.out.tfevents.0000000000.other`)).length,
      foreign.length - 30,
    );
    assertEquals((await lossesIn(directory)).filter((line) => line === "0 2"), ["0 2"]);
  },
);

protocTest("createTensorboardLogger() goes on with the mean of a step that was begun", async (directory) => {
  await logPart(directory, { from: null, log: [[0, 0, 1], [1, 0, 3], [2, 1, 5]] });
  const window = { samples: 2, lossSum: 10 };
  await logPart(directory, {
    from: { epoch: 0, batch: 3, steps: 1, epochSteps: 1, window },
    log: [[3, 1, 8], "epoch"],
  });
  assertEquals(await lossesIn(directory), ["0 2", "1 6.5", "epoch 1 9"]);
});

protocTest("createTensorboardLogger() drops the end of an epoch that was not over", async (directory) => {
  await logPart(directory, { from: null, log: [[0, 0, 1], [1, 1, 2], "epoch"] });
  const from = { epoch: 0, batch: 2, steps: 2, epochSteps: 2, window: NO_WINDOW };
  await logPart(directory, { from, log: [[2, 2, 3], [3, 3, 4], "epoch"] });
  assertEquals(await lossesIn(directory), ["0 1", "1 2", "2 3", "3 4", "epoch 3 9"]);
  await logPart(directory, { from: { ...from, epoch: 1, batch: 0, steps: 4, epochSteps: 0 }, log: [[0, 4, 5]] });
  assertEquals(await lossesIn(directory), ["0 1", "1 2", "2 3", "3 4", "epoch 3 9", "4 5"]);
});

Deno.test("cutEventFiles() leaves a damaged file as it is, says where, and cuts off what was broken off", async () => {
  await withTempDir(async (directory) => {
    await logPart(directory, { from: null, log: [[0, 0, 1], [1, 1, 2], [2, 2, 3], [3, 3, 4]] });
    const [name = ""] = await namesIn(directory);
    const path = `${directory}/${name}`;
    const file = await Deno.readFile(path);
    const ends = recordsOf(file).map(({ byteOffset, length }) => byteOffset + length + 4);
    const beforeLast = ends.at(-2) ?? 0;
    const at = { step: 9, epochStep: 9 };
    for (const place of [0, 8, 12, 14, 30]) {
      const damaged = file.slice();
      damaged[beforeLast + place] = (damaged[beforeLast + place] ?? 0) ^ 0x40;
      await Deno.writeFile(path, damaged);
      const [warning] = cutEventFiles(directory, at);
      const where = `${path} is damaged at byte ${beforeLast} of ${file.length}`;
      assertEquals(warning?.startsWith(where), true, `${place}: ${warning}`);
      assertEquals(await Deno.readFile(path), damaged);
    }
    for (const cut of [1, 4, 20]) {
      await Deno.writeFile(path, file.subarray(0, -cut));
      assertEquals(cutEventFiles(directory, at), []);
      assertEquals((await Deno.stat(path)).size, beforeLast);
    }
    await Deno.writeFile(path, Uint8Array.from({ length: 100 }, (_, place) => place));
    assertEquals(cutEventFiles(directory, at)[0]?.startsWith(`${path} is damaged at byte 0 of 100`), true);
    await Deno.writeFile(path, file);
    assertEquals(cutEventFiles(directory, { step: 3, epochStep: 0 }), []);
    assertEquals((await Deno.stat(path)).size, beforeLast);
  });
});

Deno.test("createTensorboardLogger() leaves files alone in a directory that is not the run's", async () => {
  await withTempDir(async (directory) => {
    const size = async (): Promise<number> => (await Deno.stat(`${directory}/${(await namesIn(directory))[0]}`)).size;
    await logPart(directory, { from: null, log: [[0, 0, 1]] });
    const before = await size();
    const logger = createTensorboardLogger({ directory, payload });
    await logger.onFitStart?.({ ...COUNTS, runDirectory: "elsewhere", firstEpoch: 0, firstBatch: 0 });
    await logger.onFitEnd?.(END);
    assertEquals(await size(), before);
  });
});
