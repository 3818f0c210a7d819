import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { SectionsInput } from "../../../config/fields/sections.ts";
import { createTrainingPayload } from "../../../config/training_payload.ts";
import { createProgress, type Progress } from "../../../train/callbacks/progress.ts";
import { BATCH, PLAN, TIMES } from "../plan.ts";

/** A training that is told of, and the time that it takes, in milliseconds. */
interface Told {
  readonly training?: SectionsInput["training"];
  readonly execution?: SectionsInput["execution"];
  readonly epochs: number;
  readonly batches: number;
  readonly channels?: number;
  readonly firstEpoch?: number;
  readonly firstBatch?: number;
  readonly validationSamples?: number;
  readonly batchMs: (epoch: number) => number;
  readonly validationMs: number;
  readonly savingMs: number;
}

interface Report extends Progress {
  /** When it came, in seconds since the beginning. */
  readonly at: number;
}

/** All reports of a training with two samples a batch, and when it was over. */
function reportsOf(told: Told): { readonly reports: Report[]; readonly end: number } {
  const { training, execution = {}, epochs, batches, firstEpoch = 0, firstBatch = 0, validationSamples = 1 } = told;
  const payload = createTrainingPayload({ training: { batchSize: 2, ...training }, execution });
  const { metrics: { loss, valLoss }, training: { valEvery, accumulate: windows, maxSteps } } = payload;
  const accumulate = typeof windows === "number" ? windows : 1;
  const reports: Report[] = [];
  let time = 5e6;
  const callback = createProgress((progress) => reports.push({ ...progress, at: (time - 5e6) / 1000 }), payload, {
    now: () => time,
  });
  const start = {
    runDirectory: "run",
    samples: 2 * batches,
    channels: told.channels ?? 1,
    validationSamples,
    warnings: [],
  };
  callback.onFitStart?.({ ...start, epochs, batches, firstEpoch, firstBatch });
  let step = firstEpoch * Math.ceil(batches / accumulate);
  for (let epoch = firstEpoch; epoch < epochs && step < (maxSteps ?? Infinity); epoch++) {
    callback.onEpochStart?.({ ...PLAN, accumulate, epoch, epochs });
    for (let batch = epoch === firstEpoch ? firstBatch : 0; batch < batches && step < (maxSteps ?? Infinity); batch++) {
      time += told.batchMs(epoch);
      callback.onBatchEnd?.({ ...BATCH, epoch, batch, step, size: 2, metrics: { [loss]: 10 * epoch + batch } });
      if ((batch + 1) % accumulate === 0 || batch + 1 === batches) step++;
    }
    const metrics: Record<string, number> = { [loss]: 100 - epoch };
    if (validationSamples > 0 && ((epoch + 1) % valEvery === 0 || epoch + 1 === epochs || step === maxSteps)) {
      callback.onValidationStart?.({ epoch });
      time += told.validationMs;
      metrics[valLoss] = Math.abs(epoch - 2);
    }
    callback.onEpochEnd?.({ ...PLAN, ...TIMES, epoch, steps: step, gradNorm: null, metrics });
    time += told.savingMs;
  }
  return { reports, end: (time - 5e6) / 1000 };
}

Deno.test("createProgress() turns events into phase, batches, mean loss, speed in patterns, and expected time", () => {
  const times = { batchMs: () => 500, validationMs: 300, savingMs: 200 };
  const { reports } = reportsOf({ ...times, epochs: 2, batches: 2, channels: 4, validationSamples: 3 });
  const common = { epochs: 2, batches: 2, patternsPerSecond: 16 };
  const told = reports.map(({ etaSeconds, ...report }) => ({ ...report, etaSeconds: Number(etaSeconds.toFixed(6)) }));
  // A validation of two batches is expected to take a third of two steps, until one is measured.
  const validation = 2 * 0.5 / 3;
  const rest = Number((1 + 2 * validation).toFixed(6));
  assertEquals(told.slice(0, 4), [
    {
      ...common,
      phase: "training",
      epoch: 0,
      batch: 1,
      loss: 0,
      valLoss: null,
      best: null,
      at: 0.5,
      etaSeconds: 0.5 + rest,
    },
    { ...common, phase: "training", epoch: 0, batch: 2, loss: 0.5, valLoss: null, best: null, at: 1, etaSeconds: rest },
    {
      ...common,
      phase: "validating",
      epoch: 0,
      batch: 2,
      loss: 0.5,
      valLoss: null,
      best: null,
      at: 1,
      etaSeconds: rest,
    },
    {
      ...common,
      ...{ phase: "saving", epoch: 0, batch: 2, loss: 100, valLoss: 2, best: { epoch: 0, value: 2 } },
      ...{ at: 1.3, etaSeconds: Number((rest - 0.3).toFixed(6)) },
    },
  ]);
  const [fifth] = told.slice(4);
  assertEquals([fifth?.epoch, fifth?.batch, fifth?.etaSeconds], [1, 1, 1]);
});

Deno.test("createProgress() expects the time that a training takes which goes as it went, with all validations and saves", () => {
  fc.assert(fc.property(
    fc.record({
      epochs: fc.integer({ min: 2, max: 30 }),
      batches: fc.integer({ min: 1, max: 40 }),
      valEvery: fc.integer({ min: 1, max: 7 }),
      validationSamples: fc.integer({ min: 0, max: 9 }),
      batchMs: fc.integer({ min: 1, max: 5000 }),
      validationMs: fc.integer({ min: 0, max: 20_000 }),
      savingMs: fc.integer({ min: 0, max: 2000 }),
      firstEpoch: fc.integer({ min: 0, max: 1 }),
    }),
    ({ valEvery, batchMs, ...told }) => {
      const { reports, end } = reportsOf({ ...told, training: { valEvery }, batchMs: () => batchMs });
      // Once every kind of epoch has been seen, but for the last, which ends without another behind it.
      const known = reports.filter(({ epoch }) => epoch >= told.firstEpoch + valEvery + 1 && epoch < told.epochs - 1);
      for (const { at, etaSeconds } of known) assertAlmostEquals(etaSeconds, end - at, 1e-6 * end);
      assert(reports.every(({ etaSeconds }) => etaSeconds >= 0));
    },
  ));
});

Deno.test("createProgress() is steady where batches take now less, now more time, and follows a machine that has slowed", () => {
  const wild = { epochs: 10, batches: 50, validationMs: 100, savingMs: 50 };
  let seed = 1;
  const noise = (): number => (seed = seed * 16807 % 2147483647) / 2147483647;
  const { reports, end } = reportsOf({ ...wild, batchMs: () => 200 * noise() });
  const late = reports.filter(({ epoch, phase }) => epoch >= 1 && epoch < 9 && phase === "training");
  for (const { at, etaSeconds } of late) assertAlmostEquals(etaSeconds, end - at, 0.1 * (end - at) + 1);
  late.slice(1).forEach(({ etaSeconds, at }, i) => {
    const { etaSeconds: before = NaN, at: then = NaN } = late[i] ?? {};
    assert(Math.abs(etaSeconds - before) <= (at - then) + 0.02 * before, `from ${before} to ${etaSeconds}`);
  });
  const slowed = reportsOf({ ...wild, epochs: 40, batchMs: (epoch) => epoch < 10 ? 10 : 100 });
  const known = slowed.reports.filter(({ epoch }) => epoch === 30);
  for (const { at, etaSeconds } of known) assertAlmostEquals(etaSeconds, slowed.end - at, 0.15 * (slowed.end - at));
});

Deno.test("createProgress() counts only the work of this call in a resumed run, and knows its best epoch", () => {
  const reports: Progress[] = [];
  let time = 0;
  const payload = createTrainingPayload({ training: { batchSize: 1 } });
  const callback = createProgress((progress) => reports.push(progress), payload, { now: () => time });
  const start = { runDirectory: "run", samples: 4, channels: 1, validationSamples: 0, warnings: [] };
  callback.onFitStart?.({ ...start, epochs: 3, batches: 4, firstEpoch: 1, firstBatch: 2 });
  const best = { epoch: 0, value: 7 };
  const window = { samples: 0, lossSum: 0 };
  callback.onCheckpointLoaded?.({ path: "last", epoch: 1, batch: 2, steps: 6, epochSteps: 2, window, best });
  callback.onEpochStart?.({ ...PLAN, epoch: 1, epochs: 3 });
  time = 500;
  callback.onBatchEnd?.({ ...BATCH, epoch: 1, batch: 2, step: 6, size: 1, metrics: { [payload.metrics.loss]: 1 } });
  const [report] = reports;
  assertEquals([report?.batch, report?.etaSeconds, report?.patternsPerSecond, report?.best], [3, 2.5, 2, best]);
});

Deno.test("createProgress() expects no more steps than training.maxSteps and no more time than execution.maxTime", () => {
  fc.assert(fc.property(
    fc.record({
      maxSteps: fc.integer({ min: 1, max: 60 }),
      accumulate: fc.integer({ min: 1, max: 4 }),
      batches: fc.integer({ min: 1, max: 12 }),
    }),
    ({ maxSteps, accumulate, batches }) => {
      const training = { maxSteps, accumulate: batches % accumulate === 0 ? accumulate : 1 };
      const told = { epochs: 10, batches, batchMs: () => 100, validationMs: 0, savingMs: 0, validationSamples: 0 };
      const { reports, end } = reportsOf({ ...told, training });
      for (const { at, etaSeconds } of reports) assertAlmostEquals(etaSeconds, end - at, 1e-6);
    },
  ));
  const told = { epochs: 100, batches: 10, batchMs: () => 1000, validationMs: 0, savingMs: 0 };
  const { reports } = reportsOf({ ...told, execution: { maxTime: 2 } });
  assertEquals([reports[0]?.etaSeconds, reports[9]?.etaSeconds, reports.at(-1)?.etaSeconds], [119, 110, 0]);
});

Deno.test("createProgress() keeps the best value of the monitor, the smallest or the greatest", () => {
  const times = { batchMs: () => 1, validationMs: 1, savingMs: 1, epochs: 5, batches: 1 };
  const bests = (execution: SectionsInput["execution"]): unknown[] =>
    reportsOf({ ...times, execution }).reports.filter(({ phase }) => phase === "saving").map(({ best }) => best?.epoch);
  assertEquals(bests({}), [0, 1, 2, 2, 2]);
  assertEquals(bests({ checkpointMode: "max" }), [0, 0, 0, 0, 0]);
  assertEquals(reportsOf({ ...times, validationSamples: 0 }).reports.at(-1)?.best, null);
});
