import { assertEquals } from "@std/assert";
import type { TrainingPayload } from "../../../config/payload.ts";
import { askedOfRun, askRun, type RunRequest } from "../../../run/run_requests.ts";
import { readRunRecord } from "../../../run/run_record.ts";
import type { Callback } from "../../../train/callbacks/callback.ts";
import type { FitResult } from "../../../train/fit_result.ts";
import { fit } from "../../../train/trainer.ts";
import { CPU, tinyPayload, workspace } from "../tiny_run.ts";

/** Asks in the first of its epochs, and gives the training the time until it looks again. */
function asking(run: string, request: RunRequest): Callback {
  return {
    name: "asking",
    async onEpochStart({ epoch }): Promise<void> {
      if (epoch !== 1) return;
      await askRun(run, request);
      await new Promise((done) => setTimeout(done, 1050));
    },
  };
}

Deno.test("fit() stops where its directory has a request, and goes on to the same bits", async () => {
  await using space = await workspace();
  const payload = tinyPayload(space, { training: { epochs: 3, limitTrainBatches: 3 } });
  const run = payload.execution.outputDir;
  const direct = await fit(outputTo(payload, `${space.path}/whole`), { accelerator: CPU });

  // What was asked of another training is not asked of this one.
  await askRun(run, "stop");
  const stopped = await fit(payload, { accelerator: CPU, callbacks: [asking(run, "stop")] });
  assertEquals([stopped.exitReason, stopped.exitDetail], ["stopped", "a request in its directory asked it to stop"]);
  assertEquals([stopped.epochs, stopped.steps], [1, 4]);
  assertEquals((await readRunRecord(run))?.exitReason, "stopped");
  assertEquals(await askedOfRun(run), []);

  await askRun(run, "stop");
  const resumed = await fit(payload, { accelerator: CPU, resume: run });
  assertEquals(resumed.exitReason, "finished");
  assertEquals(bits(resumed), bits(direct));
});

Deno.test("fit() writes a checkpoint where its directory has a request, and changes no bit by it", async () => {
  await using space = await workspace();
  const payload = tinyPayload(space, { training: { epochs: 2, limitTrainBatches: 3 } });
  const run = payload.execution.outputDir;
  const direct = await fit(outputTo(payload, `${space.path}/whole`), { accelerator: CPU });
  const written: (readonly [number, number])[] = [];
  const looking: Callback = {
    name: "looking",
    onBeforeCheckpoint: ({ epoch, steps }) => {
      written.push([epoch, steps]);
    },
  };
  const asked = await fit(payload, { accelerator: CPU, callbacks: [asking(run, "checkpoint"), looking] });
  assertEquals(written, [[0, 3], [1, 4], [1, 6]]);
  assertEquals(bits(asked), bits(direct));
});

function outputTo(payload: TrainingPayload, outputDir: string): TrainingPayload {
  return { ...payload, execution: { ...payload.execution, outputDir } };
}

/** All that was learned. */
function bits({ weights }: FitResult): [string, number[]][] {
  return [...weights].map(([name, { data }]) => [name, [...data]]);
}
