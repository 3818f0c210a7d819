/**
 * Going on with a reconstruction: which state it goes on from, and what must be as it was. The payload may differ in how the
 * work is run, in how many iterations there are and in what is written besides; the scan is known by its content, as it may
 * have moved.
 *
 * @module
 */
import { fields, type SectionName, valueAt } from "../../config/fields/sections.ts";
import type { ReconstructionPayload } from "../../config/payload.ts";
import { canonicalJson } from "../../config/values/fingerprint.ts";
import { checkpointDirectory, LAST_CHECKPOINT } from "../../run/checkpoint_names.ts";
import type { DataFile } from "../../run/run_record.ts";
import { readReconstructionPayload } from "../../run/run_payload.ts";
import { type EngineCheckpoint, readEngineCheckpoint } from "./engine_checkpoint.ts";

/** What a reconstruction goes on from. */
export interface ResumableReconstruction {
  /** Null where the run was killed before it wrote one, and begins anew. */
  readonly checkpoint: EngineCheckpoint | null;
  /** The payload that it went by. */
  readonly payload: ReconstructionPayload;
  /** What the user should know, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Reads the checkpoint that a reconstruction is resumed from.
 *
 * @param directory Directory of the run.
 * @throws {Error} If there is no reconstruction, or its checkpoint cannot be read.
 */
export async function readResumable(directory: string): Promise<ResumableReconstruction> {
  const path = `${checkpointDirectory(directory)}/${LAST_CHECKPOINT}`;
  if (await isThere(path)) {
    const checkpoint = await readEngineCheckpoint(path).catch((cause: Error) => {
      throw new Error(`${cause.message}; remove it to begin anew`, { cause });
    });
    return { checkpoint, payload: checkpoint.payload, warnings: [] };
  }
  if (!await isThere(`${directory}/payload.json`)) {
    throw new Error(`Cannot resume ${directory} as it holds no run: it has neither a checkpoint nor payload.json`);
  }
  const { payload } = await readReconstructionPayload(directory);
  return { checkpoint: null, payload, warnings: [`${directory} holds no checkpoint: the reconstruction begins anew`] };
}

/**
 * Requires that a payload describes the reconstruction that a run is.
 *
 * @param payload The payload to go on with.
 * @param directory Directory of the run.
 * @param before What it is.
 * @throws {TypeError} If it is another reconstruction; the message lists the fields.
 * @throws {RangeError} If it ends before what is done.
 */
export function requireSameReconstruction(
  payload: ReconstructionPayload,
  directory: string,
  { payload: before, checkpoint }: Pick<ResumableReconstruction, "payload" | "checkpoint">,
): void {
  const different = fields
    .filter(({ path, section }) => INFLUENTIAL.includes(section) && !FREE.includes(path))
    .map(({ path }) => ({ path, now: valueAt(payload, path), then: valueAt(before, path) }))
    .filter(({ now, then }) => canonicalJson(now) !== canonicalJson(then))
    .map(({ path, now, then }) => `${path} is ${JSON.stringify(now)} instead of ${JSON.stringify(then)}`);
  if (different.length > 0) {
    throw new TypeError(
      `Cannot resume ${directory} as the payload must be that of the run: ${different.join(", ")}`,
    );
  }
  const done = checkpoint?.state.iterations.length ?? 0;
  const begun = done + (checkpoint && checkpoint.state.batch > 0 ? 1 : 0);
  if (payload.engine.iterations >= begun) return;
  throw new RangeError(
    `Cannot resume ${directory} as engine.iterations must be at least the ${begun} iterations that have begun: ` +
      `current value is ${payload.engine.iterations}`,
  );
}

/**
 * Requires that the scan is the one that the run began with.
 *
 * @param checkpoint What is gone on from.
 * @param file The scan as it is now.
 * @throws {TypeError} If it is another.
 */
export function requireSameScan({ digest }: EngineCheckpoint, file: DataFile): void {
  if (digest === file.digest) return;
  throw new TypeError(
    `Cannot resume the run as data.scan must be the file it began with (${digest}): ` +
      `current value is ${file.path} (${file.digest})`,
  );
}

// --- internal ---

const INFLUENTIAL: readonly SectionName[] = ["data", "engine"];

/** May change from call to call: the scan is compared by its content, and what is written besides is no part of the result. */
const FREE: readonly string[] = ["data.scan", "engine.iterations", "engine.product", "engine.cxi"];

async function isThere(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}
