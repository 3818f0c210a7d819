/**
 * `train --fast-dev-run`: one epoch of one batch, whatever else is configured, to see that all works.
 *
 * @module
 */
import { basename, dirname, join, resolve } from "node:path";
import type { TrainingPayload } from "../../config/payload.ts";
import { type SectionsInput, valueAt } from "../../config/fields/sections.ts";

/**
 * What it sets, above every other source: what the training has otherwise. Accumulation stays, and its last window is
 * short. The run is written into a directory of its own, so that the training itself finds its directory free.
 *
 * @param payload The payload of the training.
 */
export function fastDevRun(payload: TrainingPayload): SectionsInput {
  const different = (section: keyof typeof FAST): object =>
    Object.fromEntries(
      Object.entries(FAST[section]).filter(([name, value]) => valueAt(payload, `${section}.${name}`) !== value),
    );
  const outputDir = besides(payload.execution.outputDir);
  const training = { ...different("training"), ...(sweepsOften(payload) && { beamSweeps: 1 }) };
  return { training, execution: { ...different("execution"), outputDir } };
}

/**
 * Warns of what `--set` sets in vain beside it.
 *
 * @param overrides What `--set` says.
 * @returns A sentence for each field.
 */
export function vainOverrides(overrides: SectionsInput): string[] {
  return (["training", "execution"] as const).flatMap((section) =>
    Object.entries(FAST[section]).flatMap(([name, fast]) => {
      const [path, value] = [`${section}.${name}`, valueAt(overrides, `${section}.${name}`)];
      if (value === undefined || value === fast) return [];
      return [`${path} = ${JSON.stringify(value)} has no effect as --fast-dev-run sets it to ${JSON.stringify(fast)}`];
    })
  );
}

// --- internal ---

/** Whether the beam is looked for in more than one sweep over all patterns, which takes as long as an epoch or two. */
function sweepsOften({ model, training }: TrainingPayload): boolean {
  return (model.probeTrainable || model.positionsTrainable) && training.beamSweeps > 1;
}

/** The directory beside the one of the training, however that is written. */
function besides(outputDir: string): string {
  const path = /^\.{1,2}$/.test(basename(outputDir)) ? resolve(outputDir) : outputDir;
  return join(dirname(path), `${basename(path)}-fast-dev-run`);
}

const FAST = {
  training: {
    ...{ epochs: 1, limitTrainBatches: 1, limitValBatches: 1, valEvery: 1, maxSteps: null },
    ...{ warmupEpochs: 0, fineTuneEpochs: 0 },
  },
  execution: { sanityValBatches: 1 },
} as const;
