/**
 * A training whose GPU is lost, in a process of its own: it says so in a line, what was saved before is good, and another
 * process goes on from it.
 *
 * @module
 */
import { assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import { type Checkpoint, readCheckpoint } from "../../../train/checkpoints/checkpoint.ts";
import { hasWebgpu } from "../../available_accelerators.ts";
import { exitwave } from "../../cli/program.ts";
import { workspace } from "../tiny_run.ts";

const TRAINING = [
  ...["--n-filters-scale", "0.125", "--max-epochs", "2", "--batch-size", "2", "--limit-train-batches", "3"],
  ...["--checkpoint-every-steps", "2", "--accelerator", "webgpu", "--quiet", "--no-results", "--no-report"],
];

const SENTENCE =
  /^error: Cannot trust results of the GPU as its device was lost \(\w+\): current value is "[^\n]*"; what was saved before is good: resume from it, [^\n]+\n$/;

Deno.test({
  name:
    "train ends with 1 and a line where the GPU is lost, and is resumed from `last` by another process, bit for bit",
  ignore: !(await hasWebgpu()),
  fn: async () => {
    await using space = await workspace();
    const last = (run: string): string => `${space.path}/${run}/checkpoints/last.safetensors`;
    const args = (run: string): string[] => [
      ...["train", "--train-data-file", `${space.path}/scan.npz`, "--output-dir", `${space.path}/${run}`],
      ...TRAINING,
    ];
    const lost = await losingRun(args("lost"), last("lost"));
    assertMatch(lost.stderr, SENTENCE);
    assertEquals(lost.code, 1);
    assertEquals((await readCheckpoint(last("lost"))).state.optimizerStep, 2);
    const { exitReason } = JSON.parse(await Deno.readTextFile(`${space.path}/lost/run.json`));
    assertEquals(exitReason, "failed");

    const resumed = await exitwave(space.path, ["train", "--resume", `${space.path}/lost`, "--quiet"]);
    assertEquals([resumed.code, resumed.stderr], [0, ""]);
    assertEquals((await exitwave(space.path, args("straight"))).code, 0);
    const [mended, straight] = await Promise.all(["lost", "straight"].map((run) => readCheckpoint(last(run))));
    assertEquals(learned(mended), learned(straight));
  },
});

/** Runs a command line whose device is lost once a file is there. */
async function losingRun(args: readonly string[], file: string): Promise<{ code: number; stderr: string }> {
  const [preload, cli] = ["./lose_device.ts", "../../../cli.ts"].map((path) =>
    fileURLToPath(new URL(path, import.meta.url))
  ) as [string, string];
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-check", "--preload", preload, cli, ...args],
    env: { EXITWAVE_TEST_LOST_AFTER: file, NO_COLOR: "1" },
    stdin: "null",
  });
  const { code, stderr } = await command.output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

/** What the two must have alike. */
function learned(checkpoint: Checkpoint | undefined): unknown {
  return checkpoint && [checkpoint.weights, checkpoint.optimizer, checkpoint.state.optimizerStep];
}
