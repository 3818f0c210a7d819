import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Callback } from "../../../train/callbacks/callback.ts";
import type { FitStartEvent } from "../../../train/callbacks/events.ts";
import { createCsvLogger } from "../../../train/callbacks/csv_logger.ts";
import { END } from "../fit_end.ts";
import { PLAN, TIMES } from "../plan.ts";
import { TempDir } from "../../data/temp_dir.ts";

const METRICS = { loss: "poisson_train_loss", valLoss: "poisson_val_loss" };
const FIRST = "epoch,step,learning_rate,poisson_train_loss,poisson_val_loss,seconds";
/** As older versions wrote it. */
const OLD = `${FIRST},stage,physics_weight`;
const HEADER = `${OLD},patterns_per_second,step_ms`;

function start(firstEpoch: number): FitStartEvent {
  const counts = { epochs: 9, firstBatch: 0, batches: 2, samples: 2, channels: 1, validationSamples: 0 };
  return { runDirectory: "", firstEpoch, ...counts, warnings: [] };
}

async function logEpochs(logger: Callback, epochs: readonly number[], loss: number): Promise<void> {
  await logger.onFitStart?.(start(epochs[0] ?? 0));
  for (const epoch of epochs) {
    const metrics = { poisson_train_loss: loss, ...(epoch > 0 && { poisson_val_loss: 0.5 }) };
    const gradNorm = { before: 10 + epoch, after: 1 };
    await logger.onEpochEnd?.({ ...PLAN, epoch, steps: 2 * epoch + 2, metrics, ...TIMES, seconds: 1.23456, gradNorm });
  }
  await logger.onFitEnd?.(END);
}

async function linesOf(path: string): Promise<string[]> {
  return (await Deno.readTextFile(path)).split("\n");
}

Deno.test("createCsvLogger() writes a row an epoch and keeps earlier rows once when resumed", async () => {
  using space = new TempDir();
  const path = `${space.path}/metrics.csv`;
  await logEpochs(createCsvLogger({ path, metrics: METRICS }), [0, 1, 2], 7);
  assertEquals(
    await Deno.readTextFile(path),
    `${HEADER}
0,2,0.001,7,,1.235,0,1,8,125.000
1,4,0.001,7,0.5,1.235,0,1,8,125.000
2,6,0.001,7,0.5,1.235,0,1,8,125.000
`,
  );
  await logEpochs(createCsvLogger({ path, metrics: METRICS }), [2, 3], 6);
  assertEquals((await linesOf(path)).slice(1), [
    "0,2,0.001,7,,1.235,0,1,8,125.000",
    "1,4,0.001,7,0.5,1.235,0,1,8,125.000",
    "2,6,0.001,6,0.5,1.235,0,1,8,125.000",
    "3,8,0.001,6,0.5,1.235,0,1,8,125.000",
    "",
  ]);
});

Deno.test("createCsvLogger() goes on with a file that a spreadsheet saved with line ends of its own", async () => {
  using space = new TempDir();
  const path = `${space.path}/metrics.csv`;
  await Deno.writeTextFile(path, `${OLD}\r\n0,2,0.001,7,,1.235,0,1\r\n`);
  await logEpochs(createCsvLogger({ path, metrics: METRICS }), [1], 6);
  assertEquals(await linesOf(path), [OLD, "0,2,0.001,7,,1.235,0,1", "1,4,0.001,6,0.5,1.235,0,1", ""]);
});

Deno.test("createCsvLogger() writes the stage and the physics weight of each epoch", async () => {
  using space = new TempDir();
  const path = `${space.path}/metrics.csv`;
  const logger = createCsvLogger({ path, metrics: METRICS });
  await logger.onFitStart?.(start(0));
  const end = { ...PLAN, steps: 1, metrics: {}, ...TIMES, gradNorm: null };
  await logger.onEpochEnd?.({ ...end, epoch: 0, stage: 2, physicsWeight: 0.25 });
  await logger.onEpochEnd?.({ ...end, epoch: 1, stage: "fine-tuning" });
  assertEquals((await linesOf(path)).slice(1), [
    "0,1,0.001,,,1.000,2,0.25,8,125.000",
    "1,1,0.001,,,1.000,fine-tuning,1,8,125.000",
    "",
  ]);
});

Deno.test("createCsvLogger() has columns of gradient norms where they are wanted, in a resumed file too", async () => {
  using space = new TempDir();
  const path = `${space.path}/metrics.csv`;
  await logEpochs(createCsvLogger({ path, metrics: METRICS }), [0], 7);
  await logEpochs(createCsvLogger({ path, metrics: METRICS, gradNorm: true }), [1], 6);
  assertEquals(await linesOf(path), [
    `${OLD},grad_norm,grad_norm_clipped,patterns_per_second,step_ms`,
    "0,2,0.001,7,,1.235,0,1,,,8,125.000",
    "1,4,0.001,6,0.5,1.235,0,1,11,1,8,125.000",
    "",
  ]);
  await logEpochs(createCsvLogger({ path, metrics: METRICS }), [2], 5);
  assertEquals(await linesOf(path), [
    HEADER,
    "0,2,0.001,7,,1.235,0,1,8,125.000",
    "1,4,0.001,6,0.5,1.235,0,1,8,125.000",
    "2,6,0.001,5,0.5,1.235,0,1,8,125.000",
    "",
  ]);
});

Deno.test("createCsvLogger() keeps the columns of a file that knows no speed, be it of a run with gradient norms", async () => {
  using space = new TempDir();
  const path = `${space.path}/metrics.csv`;
  const header = `${OLD},grad_norm,grad_norm_clipped`;
  await Deno.writeTextFile(path, `${header}\n0,2,0.001,7,,1.235,0,1,11,1\n`);
  for (const epoch of [1, 2]) await logEpochs(createCsvLogger({ path, metrics: METRICS, gradNorm: true }), [epoch], 6);
  assertEquals(await linesOf(path), [
    header,
    "0,2,0.001,7,,1.235,0,1,11,1",
    "1,4,0.001,6,0.5,1.235,0,1,11,1",
    "2,6,0.001,6,0.5,1.235,0,1,12,1",
    "",
  ]);
});

Deno.test("createCsvLogger() does not append to a file with other columns", async () => {
  using space = new TempDir();
  const path = `${space.path}/metrics.csv`;
  await Deno.writeTextFile(path, "time,loss\n0,1\n");
  const logger = createCsvLogger({ path, metrics: METRICS });
  await assertRejects(
    async () => await logger.onFitStart?.(start(1)),
    Error,
    `Cannot append to ${path} as its columns must begin with ${FIRST}: current value is time,loss; mend its first line or move the file away`,
  );
});

Deno.test("createCsvLogger() takes out rows that cannot be read, and says which", async () => {
  using space = new TempDir();
  const path = `${space.path}/metrics.csv`;
  const [zero, one, two] = ["0,2,0.001,7,,1.235,0,1", "1,4,0.001,7,0.5,1.235,0,1", "2,6,0.001,6,0.5,1.235,0,1"];
  const texts = [
    [`${OLD}\n${zero}\n1,4,0.001,7,0.5,1.2\u0000,0,1\n${two}\n`, [zero, two], "1 line", 3],
    [`${OLD}\n${zero}\n1,4,0.001\n,,,,,,,\n\n${two}\n`, [zero, two], "2 lines", 3],
    // An epoch that comes later than the one behind it: a digit has changed.
    [`${OLD}\n${zero}\n91,4,0.001,7,0.5,1.235,0,1\n${two}\n`, [zero, two], "1 line", 3],
    [`\ufeff${OLD}\n${two}\n${one}\n${zero}`, [zero, one, two], null, 0],
    // What a program broke off that was killed within a row.
    [`${OLD}\n${zero}\n${one}\n2,6,0.00`, [zero, one], null, 0],
  ] as const;
  for (const [text, rows, count, first] of texts) {
    await Deno.writeTextFile(path, text);
    const warnings: string[] = [];
    const logger = createCsvLogger({ path, metrics: METRICS, onWarning: (warning) => warnings.push(warning) });
    await logger.onFitStart?.(start(3));
    await logger.onFitEnd?.(END);
    assertEquals(await linesOf(path), [OLD, ...rows, ""]);
    const were = count === "1 line" ? "it was" : "they were";
    const warning = `${path} had ${count} that cannot be read: ${were} taken out (the first is line ${first})`;
    assertEquals(warnings, count === null ? [] : [warning]);
  }
});

Deno.test("createCsvLogger() quotes no more of a strange file than fits a line", async () => {
  using space = new TempDir();
  const path = `${space.path}/metrics.csv`;
  await Deno.writeTextFile(path, `\u001b[2J${"x".repeat(5000)}\n`);
  const logger = createCsvLogger({ path, metrics: METRICS });
  const error = await assertRejects(async () => await logger.onFitStart?.(start(1)), Error, "current value is ?[2Jxxx");
  assert(error.message.length < 600 && !error.message.includes("\u001b"), error.message);
});

Deno.test("createCsvLogger() refuses a file that another logger is writing to, which is as it was", async () => {
  using space = new TempDir();
  const path = `${space.path}/metrics.csv`;
  const first = createCsvLogger({ path, metrics: METRICS });
  await first.onFitStart?.(start(0));
  const second = createCsvLogger({ path, metrics: METRICS });
  const message = `Cannot append to ${path} as another logger is writing to it: give each a file of its own`;
  await assertRejects(async () => await second.onFitStart?.(start(0)), Error, message);
  await first.onEpochEnd?.({ ...PLAN, epoch: 0, steps: 1, metrics: {}, ...TIMES, gradNorm: null });
  await first.onFitEnd?.(END);
  assertEquals(await linesOf(path), [HEADER, "0,1,0.001,,,1.000,0,1,8,125.000", ""]);
});
