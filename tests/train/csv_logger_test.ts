import { assertEquals, assertRejects } from "@std/assert";
import type { Callback } from "../../train/callback.ts";
import type { FitStartEvent } from "../../train/events.ts";
import { createCsvLogger } from "../../train/csv_logger.ts";
import { PLAN } from "./plan.ts";

const METRICS = { loss: "poisson_train_loss", valLoss: "poisson_val_loss" };
const HEADER = "epoch,step,learning_rate,poisson_train_loss,poisson_val_loss,seconds";

function start(firstEpoch: number): FitStartEvent {
  const counts = { epochs: 9, firstBatch: 0, batches: 2, samples: 2, validationSamples: 0 };
  return { runDirectory: "", firstEpoch, ...counts, warnings: [] };
}

async function logEpochs(logger: Callback, epochs: readonly number[], loss: number): Promise<void> {
  await logger.onFitStart?.(start(epochs[0] ?? 0));
  for (const epoch of epochs) {
    const metrics = { poisson_train_loss: loss, ...(epoch > 0 && { poisson_val_loss: 0.5 }) };
    await logger.onEpochEnd?.({ ...PLAN, epoch, steps: 2 * epoch + 2, metrics, seconds: 1.23456, gradNorm: null });
  }
}

Deno.test("createCsvLogger() writes a row an epoch and keeps earlier rows once when resumed", async () => {
  const path = await Deno.makeTempFile({ suffix: ".csv" });
  await logEpochs(createCsvLogger({ path, metrics: METRICS }), [0, 1, 2], 7);
  assertEquals(
    await Deno.readTextFile(path),
    `${HEADER}
0,2,0.001,7,,1.235
1,4,0.001,7,0.5,1.235
2,6,0.001,7,0.5,1.235
`,
  );
  await logEpochs(createCsvLogger({ path, metrics: METRICS }), [2, 3], 6);
  assertEquals((await Deno.readTextFile(path)).split("\n").slice(1), [
    "0,2,0.001,7,,1.235",
    "1,4,0.001,7,0.5,1.235",
    "2,6,0.001,6,0.5,1.235",
    "3,8,0.001,6,0.5,1.235",
    "",
  ]);
  await Deno.remove(path);
});

Deno.test("createCsvLogger() does not append to a file with other columns", async () => {
  const path = await Deno.makeTempFile({ suffix: ".csv" });
  await Deno.writeTextFile(path, "time,loss\n0,1\n");
  const logger = createCsvLogger({ path, metrics: METRICS });
  await assertRejects(
    async () => await logger.onFitStart?.(start(1)),
    Error,
    `Cannot append to ${path} as its columns must be ${HEADER}: current value is time,loss`,
  );
  await Deno.remove(path);
});
