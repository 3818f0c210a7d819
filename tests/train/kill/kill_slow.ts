/**
 * A training is killed at operations on the disk, of as many kinds as can be, and right after `last` was renamed; it goes on, with
 * another number of threads, to what a training leaves that was not killed: weights, moments, files, and all that every
 * logger has written.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { assert, assertEquals } from "@std/assert";
import { type Accelerator, selectAccelerator } from "../../../backend/accelerator.ts";
import type { TrainingPayload } from "../../../config/payload.ts";
import { Random, range } from "../../../data/random/random.ts";
import { fit } from "../../../train/trainer.ts";
import { killSeed } from "../../kill_seed.ts";
import { MlflowService } from "../../run/mlflow/mlflow_service.ts";
import { tinyPayload, type Workspace, workspace } from "../tiny_run.ts";
import type { DeathPoint } from "./disk_operations.ts";
import type { KilledTraining } from "./killed_training.ts";
import { type LoggedRun, readLogged } from "./logged_points.ts";

/** Each time at other operations: what one round leaves out is in the next ones. */
const KILLS = 6;

/** Of three kills one is right after this, each time at another of those that a training has. */
const LAST_IS_THERE = "rename last.safetensors";

/** When to die at an operation. */
const MOMENTS = ["before", "within", "after"] as const;

/** Windows of two with a tail, a checkpoint after every batch, every logger, images. */
function payloadIn(space: Workspace, name: string, service: MlflowService): TrainingPayload {
  return tinyPayload(space, {
    training: { epochs: 3, limitTrainBatches: 3, accumulate: 2, emaDecay: 0.9, valSplit: 0.25, limitValBatches: 1 },
    execution: {
      ...{ outputDir: `${space.path}/${name}`, logger: ["csv", "jsonl", "tensorboard", "mlflow"] },
      ...{ mlflowUri: service.uri, checkpointEveryMinutes: 1e-6, checkpointSaveTopK: 2, logGradNorm: true },
      ...{ reconLogEvery: 1, reconLogPatches: 1 },
    },
  });
}

interface Ended {
  readonly killed: boolean;
  readonly stdout: string;
}

async function train(training: KilledTraining): Promise<Ended> {
  const program = fileURLToPath(new URL("killed_training.ts", import.meta.url));
  const args = ["run", "-A", "--no-check", program, JSON.stringify(training)];
  const { signal, code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  const killed = signal === "SIGKILL";
  assert(killed || code === 0, new TextDecoder().decode(stderr));
  return { killed, stdout: new TextDecoder().decode(stdout) };
}

/** Goes on in this program, on other threads. */
async function goOn(payload: TrainingPayload, accelerator: Accelerator): Promise<void> {
  const { outputDir } = payload.execution;
  const begun = await Deno.stat(`${outputDir}/payload.json`).then(() => true, () => false);
  await fit(payload, { accelerator, ...(begun ? { resume: outputDir } : { overwrite: true }) });
}

/** Where to die, one after the other: spread over the training, for those that are next to each other tell the same. */
function points(operations: readonly string[], random: Random): () => DeathPoint {
  const times = Map.groupBy(operations, (name) => name);
  const count = (name: string): number => times.get(name)?.length ?? 0;
  assert(count(LAST_IS_THERE) > 10 && times.size > 50, `${count(LAST_IS_THERE)} of ${times.size} kinds of operations`);
  const lasts = spread(count(LAST_IS_THERE), KILLS / 3, random);
  // What is done often is no likelier than what is done once.
  const names = [...times.keys()];
  const kinds = spread(names.length, KILLS - KILLS / 3, random);
  let number = 0;
  return () => {
    if (number++ % 3 === 0) return { name: LAST_IS_THERE, nth: 1 + lasts(), when: "after" };
    const name = names[kinds()] ?? "";
    return { name, nth: 1 + random.integer(count(name)), when: MOMENTS[random.integer(MOMENTS.length)] ?? "before" };
  };
}

/** Gives numbers below `count`: so many parts of them, in a random order, each a random one before any a second. */
function spread(count: number, parts: number, random: Random): () => number {
  let left: number[] = [];
  return () => {
    if (left.length === 0) left = [...random.shuffle(range(parts))];
    return Math.floor(((left.pop() ?? 0) + random.uniform()) / parts * count);
  };
}

Deno.test({
  name: `fit() killed ${KILLS} times at the disk goes on to what every file and logger has that was not`,
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const seed = killSeed();
    await using space = await workspace();
    await using straight = new MlflowService();
    const whole = payloadIn(space, "straight", straight);
    const { stdout } = await train({ payload: whole, threads: 1, point: null });
    const expected = await readLogged(whole.execution.outputDir, straight);
    const next = points(JSON.parse(stdout), new Random(seed, "operations"));
    const start = (attempt: number): Attempt => startAttempt(space, { point: next(), attempt });
    let killed = 0;
    let running = start(0);
    for (let attempt = 0; killed < KILLS; attempt++) {
      assert(attempt < 2 * KILLS, `only ${killed} of ${attempt} were killed (seed ${seed})`);
      await using current = running;
      // The next one is being killed while this one goes on.
      running = start(attempt + 1);
      if (!(await current.ended).killed) continue;
      await goOn(current.payload, await selectAccelerator("cpu", { threads: 2 + attempt % 2 }));
      const { when, name, nth } = current.point;
      await assertSame(current, expected, `killed ${when} ${name} ${nth} (seed ${seed})`);
      killed += 1;
    }
    await using last = running;
    await last.ended;
    assertEquals(killed, KILLS);
  },
});

interface Attempt extends AsyncDisposable {
  readonly point: DeathPoint;
  readonly payload: TrainingPayload;
  readonly service: MlflowService;
  /** Whether it was killed: what a server answers meanwhile may change how often a file is written. */
  readonly ended: Promise<Ended>;
}

function startAttempt(
  space: Workspace,
  { point, attempt }: { readonly point: DeathPoint; readonly attempt: number },
): Attempt {
  const service = new MlflowService();
  const payload = payloadIn(space, `run ${attempt}`, service);
  const dispose = async (): Promise<void> => {
    await service[Symbol.asyncDispose]();
    await Deno.remove(payload.execution.outputDir, { recursive: true }).catch(() => undefined);
  };
  const ended = train({ payload, threads: 1, point });
  return { point, payload, service, ended, [Symbol.asyncDispose]: dispose };
}

async function assertSame({ payload, service }: Attempt, expected: LoggedRun, where: string): Promise<void> {
  const logged = await readLogged(payload.execution.outputDir, service);
  for (const part of Object.keys(expected) as (keyof LoggedRun)[]) {
    assertEquals(logged[part], expected[part], `${part}, ${where}`);
  }
  assertEquals(service.violations, [], where);
}
