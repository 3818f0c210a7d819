import { assert, assertEquals, assertRejects } from "@std/assert";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { writeScan } from "../../../data/writing/write_scan.ts";
import type { Callback } from "../../../train/callbacks/callback.ts";
import { readCheckpoint } from "../../../train/checkpoints/checkpoint.ts";
import { fit } from "../../../train/trainer.ts";
import { CPU, tinyPayload, type Workspace, workspace } from "../tiny_run.ts";

/** A callback that aborts when the loss of a batch arrives. */
function abortAt(epoch: number, batch: number): { callbacks: Callback[]; signal: AbortSignal } {
  const controller = new AbortController();
  const abort: Callback = {
    name: "abort",
    onBatchEnd: (event) => {
      if (event.epoch === epoch && event.batch >= batch) controller.abort();
    },
  };
  return { callbacks: [abort], signal: controller.signal };
}

function payloadFor(
  space: Workspace,
  outputDir: string,
  more: Record<string, number> = {},
): ReturnType<typeof tinyPayload> {
  return tinyPayload(space, {
    training: { epochs: 2, batchSize: 1, limitTrainBatches: 4, valSplit: 0.25, ...more },
    execution: { outputDir: `${space.path}/${outputDir}` },
  });
}

/** Rows of metrics.csv without the times. */
async function rows(directory: string): Promise<string[]> {
  const text = await Deno.readTextFile(`${directory}/metrics.csv`);
  return text.trimEnd().split("\n").map((row) => row.split(",").slice(0, 5).join(","));
}

Deno.test("fit() aborted within an epoch and resumed ends with the same bits as a run without a break", async () => {
  await using space = await workspace();
  const straight = await fit(payloadFor(space, "straight"), { accelerator: CPU });

  const broken = payloadFor(space, "broken");
  const aborted = await fit(broken, { accelerator: CPU, ...abortAt(1, 0) });
  assertEquals(aborted.exitReason, "aborted");
  assert(aborted.steps > 4 && aborted.steps < 8, `it took ${aborted.steps} steps`);
  assertEquals(JSON.parse(await Deno.readTextFile(`${aborted.runDirectory}/run.json`)).exitReason, "aborted");
  const { state } = await readCheckpoint(aborted.lastCheckpoint ?? "");
  assertEquals([state.epoch, state.batchInEpoch], [1, aborted.steps - 4]);

  const resumed = await fit(broken, { accelerator: CPU, resume: aborted.runDirectory });
  assertEquals([resumed.exitReason, resumed.steps], ["finished", 8]);
  assertEquals(resumed.weights, straight.weights);
  const [a, b] = [
    await readCheckpoint(straight.lastCheckpoint ?? ""),
    await readCheckpoint(resumed.lastCheckpoint ?? ""),
  ];
  assertEquals(b.optimizer, a.optimizer);
  assertEquals([b.state.best, b.state.stepCounts], [a.state.best, a.state.stepCounts]);
  assertEquals(await rows(resumed.runDirectory), await rows(straight.runDirectory));
});

Deno.test("fit() goes on with a finished run for more epochs, in its own directory", async () => {
  await using space = await workspace();
  const first = await fit(payloadFor(space, "run", { epochs: 1, limitTrainBatches: 1, valSplit: 0 }), {
    accelerator: CPU,
  });
  const more = payloadFor(space, "elsewhere", { epochs: 2, limitTrainBatches: 1, valSplit: 0 });
  const second = await fit(more, { accelerator: CPU, resume: first.runDirectory });
  assertEquals([second.runDirectory, second.epochs, second.history.length], [first.runDirectory, 2, 1]);
  assertEquals((await rows(first.runDirectory)).map((row) => row.split(",")[0]), ["epoch", "0", "1"]);
  const { resumedFrom } = JSON.parse(await Deno.readTextFile(`${first.runDirectory}/run.json`));
  assertEquals(resumedFrom, { epoch: 1, batch: 0 });
});

Deno.test("fit() refuses to resume another training, another scan, or nothing", async () => {
  await using space = await workspace();
  const tiny = { epochs: 1, limitTrainBatches: 1, valSplit: 0 };
  const { runDirectory: resume } = await fit(payloadFor(space, "run", tiny), { accelerator: CPU });
  await assertRejects(
    () => fit(payloadFor(space, "run", { ...tiny, learningRate: 0.5 }), { accelerator: CPU, resume }),
    TypeError,
    `Cannot resume ${resume} as the payload must be that of the run: training.learningRate is 0.5 instead of 0.001`,
  );
  await assertRejects(
    () => fit(payloadFor(space, "run", tiny), { accelerator: CPU, resume: `${space.path}/none` }),
    Error,
    `Cannot resume ${space.path}/none as it holds no run: it has neither a checkpoint nor payload.json`,
  );
  await writeScan(`${space.path}/scan.npz`, simulateScan({ patchSize: 64, patterns: 8, seed: 4 }));
  await assertRejects(
    () => fit(payloadFor(space, "run", tiny), { accelerator: CPU, resume }),
    TypeError,
    "Cannot resume the run as data.scan must be the file it began with",
  );
  await assertRejects(
    () => fit(payloadFor(space, "run", tiny), { accelerator: CPU }),
    Error,
    "as it already holds one",
  );
  const replaced = await fit(payloadFor(space, "run", tiny), { accelerator: CPU, overwrite: true });
  assertEquals(replaced.exitReason, "finished");
});

Deno.test("fit() aborted before its first step saves a run that can be resumed", async () => {
  await using space = await workspace();
  const payload = payloadFor(space, "run", { epochs: 1, limitTrainBatches: 1, valSplit: 0 });
  const aborted = await fit(payload, { accelerator: CPU, signal: AbortSignal.abort() });
  assertEquals([aborted.exitReason, aborted.steps], ["aborted", 0]);
  const resumed = await fit(payload, { accelerator: CPU, resume: aborted.runDirectory });
  assertEquals([resumed.exitReason, resumed.steps], ["finished", 1]);
});

Deno.test("fit() hears an abort that comes from outside although the CPU never lets go of the thread", async () => {
  await using space = await workspace();
  // Far more steps than a timer takes to fire, however fast the machine is.
  const payload = payloadFor(space, "run", { epochs: 100, limitTrainBatches: 8, valSplit: 0 });
  const controller = new AbortController();
  const timer: Callback = { name: "timer", onFitStart: () => void setTimeout(() => controller.abort(), 0) };
  const { exitReason, steps } = await fit(payload, { accelerator: CPU, callbacks: [timer], signal: controller.signal });
  assertEquals([exitReason, steps < 400], ["aborted", true]);
});
