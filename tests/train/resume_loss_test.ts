import { assert, assertEquals, assertRejects } from "@std/assert";
import type { TrainingPayload } from "../../config/payload.ts";
import type { FitResult } from "../../train/fit_result.ts";
import { fit } from "../../train/trainer.ts";
import { CPU, namesIn, tinyPayload, type Workspace, workspace } from "./tiny_run.ts";

/** Three epochs in `<workspace>/run`, the first two of them by the first call. */
function payloads(
  space: Workspace,
  mode: "min" | "max" = "min",
): Record<"two" | "three" | "straight", TrainingPayload> {
  const payload = (epochs: number, name: string): TrainingPayload =>
    tinyPayload(space, {
      training: { epochs, valSplit: 0.25 },
      execution: { checkpointSaveTopK: 2, checkpointMode: mode, outputDir: `${space.path}/${name}` },
    });
  return { two: payload(2, "run"), three: payload(3, "run"), straight: payload(3, "straight") };
}

async function resume(payload: TrainingPayload): Promise<FitResult & { warnings: string[] }> {
  const warnings: string[] = [];
  const onWarning = (text: string): void => void warnings.push(text);
  const result = await fit(payload, { accelerator: CPU, resume: payload.execution.outputDir, onWarning });
  return { ...result, warnings };
}

Deno.test("fit() goes on from the newest ranked checkpoint, to the same bits, where the last one is gone", async () => {
  await using space = await workspace();
  const { two, three, ...others } = payloads(space);
  const straight = await fit(others.straight, { accelerator: CPU });
  const { lastCheckpoint, runDirectory } = await fit(two, { accelerator: CPU });
  await Deno.remove(lastCheckpoint ?? "");

  const resumed = await resume(three);
  assertEquals([resumed.epochs, resumed.history.length], [3, 1]);
  assertEquals(resumed.weights, straight.weights);
  const [name = ""] = (await namesIn(`${straight.runDirectory}/checkpoints`)).filter((name) =>
    name.startsWith("epoch=01")
  );
  assertEquals(resumed.warnings, [`${lastCheckpoint} is missing: the training goes on from ${name}`]);
  assertEquals(await namesIn(`${runDirectory}/checkpoints`), await namesIn(`${straight.runDirectory}/checkpoints`));
});

Deno.test("fit() refuses a last checkpoint that was cut off, names the remedy, and the remedy works", async () => {
  await using space = await workspace();
  const { two, three } = payloads(space);
  const { lastCheckpoint, runDirectory } = await fit(two, { accelerator: CPU });
  await Deno.truncate(lastCheckpoint ?? "", 1000);
  const before = await namesIn(`${runDirectory}/checkpoints`);
  const { message } = await assertRejects(() => resume(three), Error);
  const newest = before.find((name) => name.startsWith("epoch=01"));
  assert(message.startsWith(`Cannot read the checkpoint ${lastCheckpoint} as `), message);
  assert(message.endsWith(`; remove it to go on from ${newest}`), message);
  assertEquals(await namesIn(`${runDirectory}/checkpoints`), before);

  await Deno.remove(lastCheckpoint ?? "");
  assertEquals((await resume(three)).epochs, 3);
});

Deno.test("fit() says so where it begins anew as there is no checkpoint", async () => {
  await using space = await workspace();
  const { two } = payloads(space);
  const { runDirectory } = await fit(two, { accelerator: CPU });
  await Deno.remove(`${runDirectory}/checkpoints`, { recursive: true });
  const { history, warnings } = await resume(two);
  assertEquals([history.length, warnings], [2, [`${runDirectory} holds no checkpoint: the training begins anew`]]);
});

Deno.test("fit() no longer ranks a checkpoint that someone removed", async () => {
  await using space = await workspace();
  // The loss falls, so the first epoch is the best by this mode.
  const { two, three } = payloads(space, "max");
  const { bestCheckpoint, runDirectory } = await fit(two, { accelerator: CPU });
  await Deno.remove(bestCheckpoint ?? "");
  const resumed = await resume(three);
  const ranked = (await namesIn(`${runDirectory}/checkpoints`)).filter((name) => name !== "last.safetensors");
  assertEquals(ranked.map((name) => name.slice(0, 8)), ["epoch=01", "epoch=02"]);
  assertEquals(resumed.bestCheckpoint, `${runDirectory}/checkpoints/${ranked[0]}`);
  assertEquals(resumed.warnings.length, 1);
});
