/**
 * Many trainings and inferences in one process, as in a notebook or a sweep: none leaves anything that the next must pay for.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { openCpu } from "../../backend/cpu/open_cpu.ts";
import { createInferencePayload } from "../../config/inference_payload.ts";
import { simulateScan } from "../../data/simulation/simulate.ts";
import { writeScan } from "../../data/writing/write_scan.ts";
import { infer } from "../../recon/infer.ts";
import type { InferOptions } from "../../recon/inference_result.ts";
import { fit } from "../../train/trainer.ts";
import { CPU, tinyPayload, type Workspace, workspace } from "./tiny_run.ts";

/** What a process holds. */
interface Holdings {
  readonly tensors: number;
  /** Bytes of the arena: those that tensors take, and all. */
  readonly arena: { readonly used: number; readonly reserved: number };
  readonly threads: number;
  /** Open files of the workspace, where the system tells. */
  readonly files: number;
}

async function holdings({ path }: Workspace): Promise<Holdings> {
  const { bytes: arena, pool } = await openCpu({ threads: 2 });
  const files = Deno.build.os === "linux" ? await openFiles(path) : 0;
  return { tensors: tf.memory().numTensors, arena, threads: pool.threads, files };
}

/** The program itself may not look there without all permissions. */
async function openFiles(directory: string): Promise<number> {
  const { stdout } = await new Deno.Command("ls", { args: ["-l", `/proc/${Deno.pid}/fd`] }).output();
  return new TextDecoder().decode(stdout).split("\n").filter((line) => line.includes(directory)).length;
}

/** Trains on patterns of 64 or, with four times the network, 128 pixels. */
async function train(space: Workspace, size: 64 | 128, outputDir: string): Promise<void> {
  const payload = tinyPayload(space, {
    data: { scan: `${space.path}/scan${size}.npz`, patchSize: size },
    model: { filterScale: size === 64 ? 0.125 : 0.25 },
    training: { batchSize: size === 64 ? 4 : 2, limitTrainBatches: 2, emaDecay: 0.9 },
    execution: { outputDir, logger: ["csv", "jsonl", "tensorboard"], profile: true },
  });
  await fit(payload, { accelerator: CPU, overwrite: true });
}

async function reconstruct(space: Workspace, size: 64 | 128, options: InferOptions = {}): Promise<void> {
  const payload = createInferencePayload({
    inference: { modelPath: `${space.path}/run${size}`, scan: `${space.path}/scan${size}.npz`, results: false },
    execution: { outputDir: `${space.path}/out` },
  });
  await infer(payload, { accelerator: CPU, ...options });
}

async function withScans(): Promise<Workspace> {
  const space = await workspace();
  for (const size of [64, 128] as const) {
    await writeScan(
      `${space.path}/scan${size}.npz`,
      simulateScan({ patchSize: size, patterns: 6, photons: 1e5, seed: 3 }),
    );
  }
  return space;
}

Deno.test("fit() and infer() of other sizes, one after the other, take no more memory than the largest of them", async () => {
  await using space = await withScans();
  await train(space, 128, `${space.path}/run128`);
  await reconstruct(space, 128);
  const most = (await holdings(space)).arena.reserved;
  for (let round = 0; round < 3; round++) {
    for (const size of [64, 128, 64] as const) {
      await train(space, size, `${space.path}/run${size}`);
      await reconstruct(space, size);
      assertEquals((await holdings(space)).arena, { used: 0, reserved: most }, `round ${round}, ${size} px`);
    }
  }
});

Deno.test("infer() called again and again, also in vain, leaves no tensor, memory, kernel, thread or file behind", async () => {
  await using space = await withScans();
  await train(space, 64, `${space.path}/run64`);
  await reconstruct(space, 64);
  const kernels = tf.getKernelsForBackend(tf.getBackend());
  const before = await holdings(space);
  for (let round = 0; round < 10; round++) {
    await reconstruct(space, 64);
    const stop = new AbortController();
    const options = { signal: stop.signal, onProgress: () => stop.abort(new Error("as wanted")) };
    await assertRejects(() => reconstruct(space, 64, options), Error, "as wanted");
    await assertRejects(
      () =>
        infer(
          createInferencePayload({
            inference: { modelPath: `${space.path}/run64`, scan: `${space.path}/scan128.npz` },
            execution: { outputDir: `${space.path}/out` },
          }),
          { accelerator: CPU },
        ),
      Error,
      "64 px",
    );
    assertEquals(await holdings(space), before, `round ${round}`);
  }
  for (const { kernelName, backendName, kernelFunc } of kernels) {
    assertStrictEquals(tf.getKernel(kernelName, backendName).kernelFunc, kernelFunc, kernelName);
  }
  assertEquals([before.tensors, before.files], [0, 0]);
});
