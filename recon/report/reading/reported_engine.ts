/**
 * A reconstruction by an iterative engine as a report tells of it.
 *
 * @module
 */
import type { ReconstructionPayload } from "../../../config/payload.ts";
import type { BestEpoch } from "../../../config/values/best_epoch.ts";
import { readReconstructionRecord, type ReconstructionRecord } from "../../../run/engine/engine_record.ts";
import { type Iteration, readIterations } from "../../../run/engine/iteration.ts";
import type { Product } from "../../../run/products.ts";
import { readReconstructionPayload } from "../../../run/run_payload.ts";
import { OUTPUT_FILES } from "../../output_directory.ts";
import type { Attempts } from "./attempts.ts";
import { thinnedEpochs } from "./thinned_epochs.ts";

/** What of a run only an engine has. */
export interface ReportedEngine {
  /** What it is; null where it cannot be read. */
  readonly payload: ReconstructionPayload | null;
  /** How it stands; null where it cannot be read. */
  readonly record: ReconstructionRecord | null;
  /** How many iterations there are. */
  readonly count: number;
  /** Its iteration of the least R-factor, that of held-out patterns where there are some; null before the first. */
  readonly best: BestEpoch | null;
  /** Its iterations, at most 2000 of them: of more, those that show the same curves. */
  readonly iterations: readonly Iteration[];
}

/**
 * Reads it. Nothing that is wrong with it is thrown.
 *
 * @param directory Directory of the run.
 * @param attempts Where it is told what cannot be read.
 */
export async function readReportedEngine(directory: string, attempts: Attempts): Promise<ReportedEngine> {
  const found = await attempts.to(() => readReconstructionPayload(directory), null);
  if (found?.warning) attempts.add(found.warning);
  const record = await attempts.to(() => readReconstructionRecord(directory), null);
  const iterations = await attempts.to(() => readIterations(`${directory}/metrics.csv`), []);
  return {
    ...{ payload: found?.payload ?? null, record, count: iterations.length },
    ...{ best: bestIteration(iterations), iterations: thinned(iterations) },
  };
}

/** Its image, as those of networks are recorded. */
export function engineProducts({ record }: ReportedEngine): readonly Product[] {
  const scan = record && { path: record.data.scan.path, digest: record.data.scan.digest };
  return [{ path: OUTPUT_FILES.reconstruction, digest: "", ...(scan && { scan }) }];
}

// --- internal ---

function bestIteration(iterations: readonly Iteration[]): BestEpoch | null {
  let best: BestEpoch | null = null;
  for (const { iteration, rFactor, heldOut } of iterations) {
    const value = heldOut?.rFactor ?? rFactor;
    if (best === null || value < best.value) {
      best = { metric: heldOut ? "held-out R-factor" : "R-factor", epoch: iteration, value };
    }
  }
  return best;
}

function thinned(iterations: readonly Iteration[]): readonly Iteration[] {
  const measured = iterations.map((of) => ({
    ...{ of, epoch: of.iteration, metrics: { rFactor: of.rFactor, heldOut: of.heldOut?.rFactor ?? null } },
  }));
  return thinnedEpochs(measured).map(({ of }) => of);
}
