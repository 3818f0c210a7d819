/**
 * A reconstruction is killed at operations on the disk, of as many kinds as can be; it goes on, with another number of
 * threads, to what one leaves that was not killed: state, image, pictures, rows.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { assert, assertEquals } from "@std/assert";
import { createReconstructionPayload, selectAccelerator, simulateScan, writeScan } from "@exitwave/exitwave";
import type { ReconstructionPayload } from "../../../../config/payload.ts";
import { Random, range } from "../../../../data/random/random.ts";
import { readEngineCheckpoint } from "../../../../recon/engine_run/engine_checkpoint.ts";
import { reconstruct } from "../../../../recon/engine_run/reconstruct.ts";
import { withTempDir } from "../../../data/temp_dir.ts";
import { killSeed } from "../../../kill_seed.ts";
import { MlflowService } from "../../../run/mlflow/mlflow_service.ts";
import type { DeathPoint } from "../../../train/kill/disk_operations.ts";
import { readLogs } from "../../../train/kill/logged_points.ts";
import type { KilledReconstruction } from "./killed_reconstruction.ts";

/** Each time at other operations: what one round leaves out is in the next ones. */
const KILLS = 3;

const MOMENTS = ["before", "within", "after"] as const;

/** A checkpoint before every batch but the first, every logger, images. */
function payloadIn(directory: string, name: string, service: MlflowService): ReconstructionPayload {
  return createReconstructionPayload({
    data: { scan: `${directory}/scan.npz` },
    engine: { algorithm: "lsqml", iterations: 3, batchSize: 6, probeStart: 1 },
    execution: {
      ...{ outputDir: `${directory}/${name}`, checkpointEverySteps: 1, reconLogEvery: 1 },
      ...{ logger: ["csv", "jsonl", "tensorboard", "mlflow"], mlflowUri: service.uri },
    },
  });
}

async function die(killed: KilledReconstruction): Promise<{ readonly killed: boolean; readonly stdout: string }> {
  const program = fileURLToPath(new URL("killed_reconstruction.ts", import.meta.url));
  const args = ["run", "-A", "--no-check", program, JSON.stringify(killed)];
  const { signal, code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  assert(signal === "SIGKILL" || code === 0, new TextDecoder().decode(stderr));
  return { killed: signal === "SIGKILL", stdout: new TextDecoder().decode(stdout) };
}

async function goOn(payload: ReconstructionPayload, threads: number): Promise<void> {
  const { outputDir } = payload.execution;
  const begun = await Deno.stat(`${outputDir}/payload.json`).then(() => true, () => false);
  const accelerator = await selectAccelerator("cpu", { threads });
  await reconstruct(payload, { accelerator, ...(begun ? { resume: outputDir } : { overwrite: true }) });
}

/** All that a run leaves but times. */
async function left(directory: string, service: MlflowService): Promise<unknown> {
  const bytes = async (name: string): Promise<string> => (await Deno.readFile(`${directory}/${name}`)).toBase64();
  const { state } = await readEngineCheckpoint(`${directory}/checkpoints/last.safetensors`);
  return {
    ...{ state, logs: await readLogs(directory, service), violations: service.violations },
    image: await bytes("reconstruction.npz"),
    exitReason: JSON.parse(await Deno.readTextFile(`${directory}/run.json`)).exitReason,
  };
}

Deno.test({
  name: `reconstruct() killed ${KILLS} times at the disk goes on to what every file and logger has that was not`,
  ignore: Deno.build.os === "windows",
  fn: async () => {
    const seed = killSeed();
    await withTempDir(async (directory) => {
      await writeScan(`${directory}/scan.npz`, simulateScan({ patchSize: 32, patterns: 12, photons: 1e5, seed: 2 }));
      await using straight = new MlflowService();
      const whole = payloadIn(directory, "whole", straight);
      const { stdout } = await die({ payload: whole, threads: 1, point: null });
      const operations: string[] = JSON.parse(stdout);
      const expected = await left(whole.execution.outputDir, straight);
      const random = new Random(seed, "operations");
      // What is done often is no likelier than what is done once.
      const kinds = [...new Set(operations)];
      const names = [...random.shuffle(range(kinds.length))].map((kind) => kinds[kind] ?? "");
      let killed = 0;
      for (let attempt = 0; killed < KILLS; attempt++) {
        assert(attempt < 2 * KILLS, `only ${killed} of ${attempt} were killed (seed ${seed})`);
        const name = names[attempt] ?? "", times = operations.filter((other) => other === name).length;
        const point: DeathPoint = {
          name,
          nth: 1 + random.integer(times),
          when: MOMENTS[random.integer(3)] ?? "before",
        };
        await using service = new MlflowService();
        const payload = payloadIn(directory, `run ${attempt}`, service);
        if (!(await die({ payload, threads: 1, point })).killed) continue;
        await goOn(payload, 2 + attempt % 2);
        const where = `killed ${point.when} ${name} ${point.nth} (seed ${seed})`;
        assertEquals(await left(payload.execution.outputDir, service), expected, where);
        killed += 1;
      }
    });
  },
});
