/**
 * The knobs of what a run writes and promises, by what is on disk.
 *
 * @module
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { selectAccelerator } from "../../backend/accelerator.ts";
import type { SectionsInput } from "../../config/fields/sections.ts";
import type { LoggedImage } from "../../run/images/logged_image.ts";
import type { Profile } from "../../train/profile/profile.ts";
import { hasWebgpu } from "../available_accelerators.ts";
import { knob } from "../knob.ts";
import { CPU, namesIn, type Workspace, workspace } from "./tiny_run.ts";
import { trained } from "./trained.ts";

/** Files of a run besides those that every run has. */
async function logs(space: Workspace, execution: SectionsInput["execution"] = {}): Promise<string[]> {
  const { runDirectory } = await trained(space, { execution: { ...execution } });
  const always = ["checkpoints", "payload.json", "run.json"];
  return (await namesIn(runDirectory)).filter((name) => !always.includes(name));
}

knob("execution.logger", "is every place where metrics are written, at once", async () => {
  await using space = await workspace();
  assertEquals(await logs(space), ["metrics.csv"]);
  assertEquals(await logs(space, { logger: ["none"] }), []);
  assertEquals(await logs(space, { logger: ["jsonl"] }), ["metrics.jsonl"]);
  const [events, ...others] = await logs(space, { logger: ["csv", "jsonl", "tensorboard"] });
  assert(events?.startsWith("events.out.tfevents."), events);
  assertEquals(others, ["metrics.csv", "metrics.jsonl"]);
});

knob("execution.reconLogEvery", "makes images of patches every so many epochs", async () => {
  await using space = await workspace();
  const seen: [number, number][] = [];
  const run = await trained(space, {
    training: { epochs: 4, limitTrainBatches: 1, emaDecay: 0.5 },
    execution: { reconLogEvery: 2, reconLogPatches: 1 },
  }, {
    callbacks: [{
      name: "witness",
      onImages: ({ epoch, images }: { epoch: number; images: readonly LoggedImage[] }) =>
        void seen.push([epoch, images.length]),
    }],
  });
  assertEquals(seen, [[1, 5], [3, 5]]);
  assertEquals(await namesIn(`${run.runDirectory}/images`), ["epoch=01", "epoch=03"]);
  await assertRejects(
    () => trained(space, { execution: { reconLogEvery: 1, reconLogIndices: [99] } }),
    RangeError,
    "Cannot log images as execution.reconLogIndices must be below the number of samples, 8: current value is 99",
  );
});

knob("execution.deterministic", "is recorded with what the accelerator promises, in run.json", async () => {
  await using space = await workspace();
  const { record } = await trained(space);
  assertEquals(record["determinism"], {
    asked: true,
    guaranteed: true,
    reason: "every sum has a fixed order, whatever the number of threads",
  });
});

knob("execution.deterministic", "refuses, or warns of, an accelerator that cannot promise the same bits", async () => {
  await using space = await workspace();
  const accelerator = await selectAccelerator("webgpu", { deterministic: false });
  try {
    assertEquals(accelerator.determinism.guaranteed, false);
    await assertRejects(
      () => trained(space, {}, { accelerator }),
      RangeError,
      "Cannot compute deterministically as webgpu does not promise the same bits from run to run: matrix products of",
    );
    const warnings: string[] = [];
    const witness = {
      name: "witness",
      onFitStart: (start: { warnings: readonly string[] }) => void warnings.push(...start.warnings),
    };
    const training = { limitTrainBatches: 1, limitValBatches: 1 };
    const loose = await trained(space, { training, execution: { deterministic: "warn" } }, {
      accelerator,
      callbacks: [witness],
    });
    assertEquals(warnings.length, 1);
    assertEquals((loose.record["determinism"] as { guaranteed: boolean }).guaranteed, false);
  } finally {
    await selectAccelerator("webgpu");
    await selectAccelerator(CPU.name);
  }
}, { ignore: !await hasWebgpu() });

knob("execution.profile", "writes where the time went, by phase and kernel", async () => {
  await using space = await workspace();
  const training = { epochs: 2, limitTrainBatches: 4, accumulate: 2, clipGradients: 1 };
  const run = await trained(space, { training, execution: { profile: true } });
  const profile = JSON.parse(await Deno.readTextFile(`${run.runDirectory}/profile.json`)) as Profile;
  assertEquals(profile, run.profile);
  assertEquals([profile.steps, profile.samples], [4, 8]);
  const phases = new Map(profile.phases.map(({ phase, ...time }) => [phase, time]));
  assertEquals(phases.get("forward+backward")?.calls, 8);
  assertEquals([phases.get("clip")?.calls, phases.get("optimizer")?.calls, phases.get("checkpoint")?.calls], [4, 4, 2]);
  const total = profile.phases.reduce((sum, { seconds }) => sum + seconds, 0);
  assert(Math.abs(total - profile.seconds) < 1e-6 * profile.seconds, `${total} of ${profile.seconds}`);
  assert(profile.kernels.some(({ kernel }) => kernel === "FusedConv2D"));
  const plain = await trained(space, { training });
  assertEquals([plain.profile, plain.weights], [null, run.weights]);
  assert(!(await namesIn(plain.runDirectory)).includes("profile.json"));
});
