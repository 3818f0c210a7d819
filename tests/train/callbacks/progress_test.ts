import { assertEquals } from "@std/assert";
import { createProgress, type Progress } from "../../../train/callbacks/progress.ts";
import { BATCH, PLAN, TIMES } from "../plan.ts";

const METRICS = { loss: "mae_train_loss", valLoss: "mae_val_loss" };

Deno.test("createProgress() turns events into batches, mean loss, speed and expected time", () => {
  const reports: Progress[] = [];
  let time = 0;
  const callback = createProgress((progress) => reports.push(progress), { metrics: METRICS, now: () => time });
  const start = { runDirectory: "run", samples: 6, channels: 1, validationSamples: 1, warnings: [] };
  callback.onFitStart?.({ ...start, epochs: 2, batches: 2, firstEpoch: 0, firstBatch: 0 });
  callback.onEpochStart?.({ ...PLAN, epoch: 0, epochs: 2 });
  time = 1000;
  callback.onBatchEnd?.({ ...BATCH, epoch: 0, batch: 0, step: 0, size: 4, metrics: { mae_train_loss: 1 } });
  time = 2000;
  callback.onBatchEnd?.({ ...BATCH, epoch: 0, batch: 1, step: 1, size: 2, metrics: { mae_train_loss: 4 } });
  const common = { epoch: 0, epochs: 2, batches: 2, valLoss: null };
  assertEquals(reports, [
    { ...common, batch: 1, loss: 1, etaSeconds: 3, samplesPerSecond: 4 },
    { ...common, batch: 2, loss: 2, etaSeconds: 2, samplesPerSecond: 3 },
  ]);
  callback.onEpochEnd?.({
    epoch: 0,
    steps: 2,
    ...PLAN,
    gradNorm: null,
    ...TIMES,
    metrics: { mae_train_loss: 2, mae_val_loss: 5 },
  });
  assertEquals(reports.at(-1)?.valLoss, 5);
});

Deno.test("createProgress() counts only the work of this call in a resumed run", () => {
  const reports: Progress[] = [];
  let time = 0;
  const callback = createProgress((progress) => reports.push(progress), { metrics: METRICS, now: () => time });
  const start = { runDirectory: "run", samples: 6, channels: 1, validationSamples: 0, warnings: [] };
  callback.onFitStart?.({ ...start, epochs: 3, batches: 4, firstEpoch: 1, firstBatch: 2 });
  callback.onEpochStart?.({ ...PLAN, epoch: 1, epochs: 3 });
  time = 500;
  callback.onBatchEnd?.({ ...BATCH, epoch: 1, batch: 2, step: 6, size: 1, metrics: { mae_train_loss: 1 } });
  assertEquals([reports[0]?.batch, reports[0]?.etaSeconds, reports[0]?.samplesPerSecond], [3, 2.5, 2]);
});
