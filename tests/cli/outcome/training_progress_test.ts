/** What a person reads of a training while it works, in so many columns, and what a log says. */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { trainingLine } from "../../../cli/outcome/training_progress.ts";
import { trainingSummary } from "../../../cli/outcome/training_summary.ts";
import { fittedLine } from "../../../cli/terminal/fitted_line.ts";
import { textWidth } from "../../../cli/terminal/text_width.ts";
import type { Progress } from "../../../train/callbacks/progress.ts";
import { PLAN, TIMES } from "../../train/plan.ts";

const METRICS = { loss: "poisson_train_loss", valLoss: "poisson_val_loss", monitor: "poisson_val_loss" } as const;
const HALF: Progress = {
  ...{ phase: "training", epoch: 12, epochs: 100, batch: 120, batches: 480, loss: 1234.5678, valLoss: 1201.1 },
  ...{ best: { epoch: 10, value: 1193.25 }, etaSeconds: 4185, patternsPerSecond: 843.2 },
};

Deno.test("trainingLine() says how long still and whether it gets better, in any width", () => {
  const lines = [200, 104, 80, 70, 60, 50, 40, 30, 20].map((columns) =>
    fittedLine(trainingLine(HALF, METRICS), columns)
  );
  assertEquals(lines, [
    "epoch 13/100  ██████░░░░░░░░░░░░░░░░░░  120/480  loss 1234.6  val 1201.1, best 1193.3 (epoch 11)  843 patterns/s  " +
    "1 h 10 min left",
    "epoch 13/100  120/480  loss 1234.6  val 1201.1, best 1193.3 (epoch 11)  843 patterns/s  1 h 10 min left",
    "epoch 13/100  loss 1234.6  val 1201.1, best 1193.3 (epoch 11)  1 h 10 min left",
    "epoch 13/100  ███░░░░░░░░░  loss 1234.6  best 1193.3  1 h 10 min left",
    "epoch 13/100  loss 1234.6  best 1193.3  1 h 10 min left",
    "epoch 13/100  best 1193.3  1 h 10 min left",
    "13/100  best 1193.3  1 h 10 min left",
    "13/100  1 h 10 min left",
    "13/100  1 h 10 min left",
  ]);
});

Deno.test("trainingLine() leaves out what is not known yet, and says what else goes on", () => {
  const line = (change: Partial<Progress>, metrics: Parameters<typeof trainingLine>[1] = METRICS): string =>
    fittedLine(trainingLine({ ...HALF, ...change }, metrics), Infinity);
  const first = { epoch: 0, batch: 0, loss: NaN, valLoss: null, best: null, etaSeconds: NaN, patternsPerSecond: NaN };
  assertEquals(line(first), "epoch 1/100  0/480");
  const rest = "843 patterns/s  1 h 10 min left";
  assertEquals(line({ valLoss: null, best: null }), `epoch 13/100  120/480  loss 1234.6  ${rest}`);
  assertEquals(line({ valLoss: 1193.25 }), `epoch 13/100  120/480  loss 1234.6  val 1193.3 (best)  ${rest}`);
  assertEquals(
    line({ phase: "validating", valLoss: null }, { loss: "mae_train_loss", monitor: "mae_train_loss" }),
    `epoch 13/100  validating  loss 1234.6  best 1193.3 (epoch 11)  ${rest}`,
  );
});

Deno.test("trainingLine() fits every terminal of 20 columns and more, whatever the numbers", () => {
  const numbers = fc.record({
    epoch: fc.integer({ min: 0, max: 9999 }),
    batch: fc.integer({ min: 0, max: 999_999 }),
    loss: fc.double({ noNaN: true }),
    valLoss: fc.option(fc.double()),
    best: fc.option(fc.record({ epoch: fc.integer({ min: 0, max: 9999 }), value: fc.double() })),
    etaSeconds: fc.double({ min: 0, max: 1e8 }),
    patternsPerSecond: fc.double({ min: 0, max: 1e7 }),
  });
  fc.assert(fc.property(numbers, fc.integer({ min: 40, max: 250 }), (change, columns) => {
    const line = fittedLine(trainingLine({ ...HALF, epochs: 10_000, batches: 1_000_000, ...change }, METRICS), columns);
    assert(textWidth(line) < columns, line);
  }));
});

Deno.test("trainingSummary() says what was done, how fast, and when it was best", () => {
  const epoch = (number: number, val: number, patternsPerSecond: number) => ({
    ...{ ...PLAN, ...TIMES, epoch: number, steps: 2 * number + 2, gradNorm: null, patternsPerSecond },
    metrics: { poisson_train_loss: 5, poisson_val_loss: val },
  });
  const result = {
    ...{ exitReason: "finished", exitDetail: null, runDirectory: "run", epochs: 2, steps: 4, seconds: 185 } as const,
    ...{ history: [epoch(0, 1.5, 300), epoch(1, 2.5, 100)], bestEpoch: 0, bestValue: 1.5 },
    ...{ bestCheckpoint: null, lastCheckpoint: null },
  };
  assertEquals(trainingSummary(result, { metrics: METRICS }), [
    // As many patterns at 300 as at 100 a second.
    "finished after 2 epochs and 4 steps in 3 min 05 s, 150 patterns/s",
    "best poisson_val_loss 1.5 in epoch 1; 2.5 at the end",
  ]);
  const one = {
    ...result,
    history: [epoch(0, 1.5, 0.1)],
    epochs: 1,
    steps: 1,
    exitDetail: "training.maxSteps = 1 is reached",
  };
  assertEquals(trainingSummary({ ...one, exitReason: "max_steps" }, { metrics: METRICS }), [
    "max_steps (training.maxSteps = 1 is reached) after 1 epoch and 1 step in 3 min 05 s, 10 s/pattern",
    "best poisson_val_loss 1.5 in epoch 1",
  ]);
  const none = { ...result, history: [], bestEpoch: null, bestValue: null };
  assertEquals(trainingSummary(none, { metrics: METRICS }), ["finished after 2 epochs and 4 steps in 3 min 05 s"]);
  assertEquals(
    trainingSummary({ ...none, history: result.history }, { metrics: { ...METRICS, monitor: null } })[1],
    [
      "poisson_train_loss 5",
    ][0],
  );
});
