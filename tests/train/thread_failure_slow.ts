/**
 * A training in which a kernel traps, or threads end or run out of memory, in a process of its own: it says so in a line,
 * and nothing that was learned before is lost.
 *
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { type Checkpoint, readCheckpoint } from "../../train/checkpoints/checkpoint.ts";
import { type Fault, withFault } from "../backend/cpu/runtime/with_fault.ts";
import { exitwave, exitwaveEach } from "../cli/program.ts";
import { workspace } from "./tiny_run.ts";

const CLI = new URL("../../cli.ts", import.meta.url);

/** Windows of two batches, an average, and weights that decay: a step is many kernels. */
const TRAINING = [
  ...["--n-filters-scale", "0.125", "--max-epochs", "2", "--batch-size", "2", "--limit-train-batches", "4"],
  ...["--accumulate", "2", "--ema-decay", "0.9", "--optimizer", "adamw", "--weight-decay", "0.01"],
  ...["--gradient-clip-val", "1", "--accelerator", "cpu", "--quiet", "--no-results", "--no-report"],
];

const SENTENCE = /^error: Cannot (?:trust the result of a kernel on|go on with the threads of) the CPU as [^\n]+\n$/;

/** Faults with the batches that `last` has seen where that is known: within a step, all but the one that completed it. */
const FAULTS: readonly (readonly [Fault, number | null])[] = [
  [{ how: "trap", kernel: "convolution", thread: 1, call: 40 }, null],
  [{ how: "trap", kernel: "winogradGradient", thread: 2, call: 20 }, null],
  [{ how: "end", kernel: "convolution", thread: 2, call: 40 }, null],
  [{ how: "trap", kernel: "adamStep", thread: 0, call: 3 }, 5],
  [{ how: "end", kernel: "adamStep", thread: 1, call: 3 }, 5],
  [{ how: "fill", kernel: "convolution", thread: 1, call: 40 }, null],
  [{ how: "end", kernel: "convolution", thread: "workers", call: 40 }, null],
  [{ how: "fill", kernel: "adamStep", thread: "workers", call: 4 }, 7],
  [{ how: "end", kernel: "any", thread: "watch", call: 400 }, null],
  // Sums of gradients, the decay of weights, the average: many kernels one after the other.
  [{ how: "trap", kernel: "add", thread: 0, call: 300 }, null],
  [{ how: "trap", kernel: "multiply", thread: 0, call: 400 }, null],
];

Deno.test("train saves the state before the step in which a kernel traps or threads end, and is resumed bit for bit", async () => {
  await using space = await workspace();
  const args = (run: string): string[] => [
    ...["train", "--train-data-file", `${space.path}/scan.npz`, "--output-dir", `${space.path}/${run}`],
    ...TRAINING,
  ];
  const last = (run: string): Promise<Checkpoint> =>
    readCheckpoint(`${space.path}/${run}/checkpoints/last.safetensors`);
  assertEquals((await exitwave(space.path, [...args("straight"), "--threads", "1"])).code, 0);
  const straight = comparable(await last("straight"));
  for (const [index, [fault, batches]] of FAULTS.entries()) {
    const { code, stderr } = await withFault(CLI, [...args(`run${index}`), "--threads", "3"], fault);
    assertEquals(code, 1, `${JSON.stringify(fault)}: ${stderr}`);
    assertMatch(stderr, SENTENCE);
    const { microStep } = (await last(`run${index}`)).state;
    assert(batches === null ? microStep > 0 : microStep === batches, `${JSON.stringify(fault)}: ${microStep} batches`);
  }
  const lines = FAULTS.map((_, index) => ["train", "--resume", `${space.path}/run${index}`, "--threads", "2"]);
  for (const [index, { code, stderr }] of (await exitwaveEach(space.path, lines)).entries()) {
    const fault = JSON.stringify(FAULTS[index]?.[0]);
    assertEquals(code, 0, `${fault}: ${stderr}`);
    assertEquals(comparable(await last(`run${index}`)), straight, fault);
  }
});

/** All but times and what a run is called. */
function comparable({ weights, trained, optimizer, gradients, state }: Checkpoint): unknown {
  const { startedAt: _startedAt, digests: _digests, ...rest } = state;
  return { weights, trained, optimizer, gradients, state: { ...rest, partial: null } };
}
