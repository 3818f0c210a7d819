/**
 * What the execution fields do that say where a training runs and what it leaves behind: by the command line, on disk.
 *
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { readCheckpoint } from "@exitwave/exitwave";
import { knob } from "../knob.ts";
import { exitwave, exitwaveEach, type FinishedLine, TINY, tinyWith } from "./program.ts";
import { sharedTempDir } from "../data/temp_dir.ts";

/** Trainings by the directory of their run. */
const RUNS: Readonly<Record<string, readonly string[]>> = {
  plain: ["--threads", "1"],
  threads: ["--threads", "3"],
  mixed: ["--precision", "mixed"],
  other: ["--no-progress", "--experiment", "stars", "--notes", "first light", "--no-checkpointing"],
};

const REFUSED = [["--devices", "2"], ["--strategy", "ddp"], ["--precision", "16-mixed"]];

const space = sharedTempDir();
let refused: readonly FinishedLine[] = [];
const trained = new Map<string, FinishedLine>();

Deno.test.beforeAll(async () => {
  const train = (run: string): string[] => ["train", "--train-data-file", "scan.npz", "--output-dir", run, ...TINY];
  const results = await exitwaveEach(space.path, [
    ["simulate", "--output", "scan.npz", "--patterns", "4"],
    ...Object.entries(RUNS).map(([run, flags]) => [...train(run), ...flags]),
    ...REFUSED.map((flags) => [...train("refused"), ...flags]),
  ]);
  Object.keys(RUNS).forEach((run, i) => trained.set(run, results[i + 1] as FinishedLine));
  refused = results.slice(-REFUSED.length);
});

function stderrOf(run: string): string {
  const { code, stderr } = trained.get(run) ?? {};
  assertEquals(code, 0, stderr);
  return stderr ?? "";
}

async function weightsOf(run: string): Promise<ReadonlyMap<string, unknown>> {
  return (await readCheckpoint(`${space.path}/${run}/checkpoints/last.safetensors`)).weights;
}

async function recordOf(run: string): Promise<Record<string, unknown>> {
  return JSON.parse(await Deno.readTextFile(`${space.path}/${run}/run.json`));
}

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(`${space.path}/${folder}`)].map(({ name }) => name).sort();
}

// The variables that hide adapters are those of Vulkan.
const hidden = { DENO_WEBGPU_BACKEND: "vulkan", VK_ICD_FILENAMES: "/nonexistent", VK_DRIVER_FILES: "/nonexistent" };

knob("execution.accelerator", "chooses where the work runs", async () => {
  assertMatch(stderrOf("plain"), /^training on cpu \(/m);
  assertMatch(JSON.stringify((await recordOf("plain")).accelerator), /"name":"cpu"/);
});

knob("execution.accelerator", "refuses what there is not", async () => {
  const train = ["train", "--train-data-file", "scan.npz", "--output-dir", "gpu"];
  const { code, stderr } = await exitwave(space.path, [...train, ...tinyWith("--accelerator", "webgpu")], hidden);
  assertEquals(code, 4);
  assertMatch(stderr, /^error: Cannot use accelerator webgpu as there is no WebGPU adapter: /m);
}, { ignore: Deno.build.os !== "linux" });

knob("execution.threads", "is how many threads of the CPU work, and no bit of the weights depends on it", async () => {
  assertMatch(stderrOf("plain"), /\(1 thread, /);
  assertMatch(stderrOf("threads"), /\(3 threads, /);
  assertEquals(await weightsOf("threads"), await weightsOf("plain"));
});

/** What is said of each of the refused values. */
function assertRefused(path: string, message: string): void {
  const flag = path.replace("execution.", "--");
  const [result] = refused.filter(({ stderr }) => stderr.includes(path));
  assertEquals([result?.code, result?.stderr], [
    3,
    `error: Cannot create the training payload as ${path} (${flag}) ${message}\n`,
  ]);
}

knob("execution.devices", "promises one device, and refuses more instead of leaving them idle", () => {
  assertRefused("execution.devices", "must be 1 (a run uses one device: start a run for each): current value is 2");
});

knob("execution.strategy", "promises work on one device, and refuses to distribute it", () => {
  const remedy = "a run uses one device: start a run for each";
  assertRefused("execution.strategy", `must be auto (${remedy}): current value is "ddp"`);
});

knob(
  "execution.precision",
  "is 32 bits, which the weights have; 16 are refused without a GPU that has them",
  async () => {
    assertRefused("execution.precision", 'must be one of float32, mixed (use mixed): current value is "16-mixed"');
    const { code, stderr } = trained.get("mixed") ?? {};
    assertEquals(code, 4);
    assertMatch(
      stderr ?? "",
      /^error: Cannot train with execution.precision \(--precision\) mixed as cpu has no 16-bit .*; use float32/m,
    );
    assertEquals(await Deno.lstat(`${space.path}/mixed`).catch(() => null), null);
    const { weights } = await readCheckpoint(`${space.path}/plain/checkpoints/last.safetensors`);
    assert(weights.size > 0 && [...weights.values()].every(({ data }) => data instanceof Float32Array));
  },
);

knob("execution.progress", "reports every epoch, or nothing", () => {
  assertMatch(stderrOf("plain"), /^epoch 1\/1 /m);
  assert(!/epoch 1\/1/.test(stderrOf("other")), stderrOf("other"));
});

knob("execution.outputDir", "is the directory that the run is written to", async () => {
  assertEquals(namesIn("."), ["other", "plain", "scan.npz", "threads"]);
  assertEquals(namesIn("plain"), ["checkpoints", "metrics.csv", "payload.json", "run.json"]);
  assertEquals((await recordOf("plain")).exitReason, "finished");
});

knob("execution.experiment", "is recorded in run.json", async () => {
  assertEquals([(await recordOf("plain")).experiment, (await recordOf("other")).experiment], ["exitwave", "stars"]);
});

knob("execution.notes", "are recorded in run.json", async () => {
  assertEquals([(await recordOf("plain")).notes, (await recordOf("other")).notes], ["", "first light"]);
});

knob("execution.checkpointing", "writes checkpoints, or none", async () => {
  assert(namesIn("plain/checkpoints").includes("last.safetensors"));
  const { state } = await readCheckpoint(`${space.path}/plain/checkpoints/last.safetensors`);
  assertEquals(state.epoch, 1);
  assertEquals(namesIn("other"), ["metrics.csv", "payload.json", "run.json"]);
});
