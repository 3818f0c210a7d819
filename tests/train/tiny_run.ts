/**
 * A training that is over in seconds: a few simulated patterns, the smallest network, the CPU.
 *
 * @module
 */
import { type Accelerator, selectAccelerator } from "../../backend/accelerator.ts";
import type { TrainingPayload } from "../../config/payload.ts";
import type { SectionsInput } from "../../config/fields/sections.ts";
import { createTrainingPayload } from "../../config/training_payload.ts";
import { simulateScan } from "../../data/simulation/simulate.ts";
import type { MadeObject } from "../../data/simulation/objects/object_recipe.ts";
import { writeScan } from "../../data/writing/write_scan.ts";
import { TempDir } from "../data/temp_dir.ts";

/** The CPU, by one thread: two files of tests run at a time, and no bit depends on it. */
export const CPU: Accelerator = await selectAccelerator("cpu", { threads: 1 });

/** A directory that is gone after the test. */
export type Workspace = TempDir;

/** A temporary directory with a simulated scan `scan.npz` of 64 × 64 pixels in it. */
export async function workspace(patterns = 8, object: MadeObject = "star"): Promise<Workspace> {
  const space = new TempDir();
  await writeScan(`${space.path}/scan.npz`, simulateScan({ patchSize: 64, patterns, object, photons: 1e5, seed: 3 }));
  return space;
}

/**
 * Payload of a training in `<workspace>/run`: one batch of one pattern, unless the sections say more. What a scan could
 * tell is said, so that what is trained is the payload itself.
 */
export function tinyPayload({ path }: Workspace, sections: SectionsInput = {}): TrainingPayload {
  return createTrainingPayload({
    data: { scan: `${path}/scan.npz`, patchSize: 64, photons: null, measurement: "amplitude", ...sections.data },
    model: { filterScale: 0.125, ...sections.model },
    training: { epochs: 1, batchSize: 1, limitTrainBatches: 1, valSplit: 0, ...sections.training },
    ...(sections.engine && { engine: sections.engine }),
    ...(sections.inference && { inference: sections.inference }),
    execution: { outputDir: `${path}/run`, ...sections.execution },
  });
}

/** Names in a directory, sorted. */
export async function namesIn(directory: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(directory), ({ name }) => name)).sort();
}
