/**
 * Orientation by trial of files that were inspected: a scan of the frames around the middle is imported, as the files and the
 * user say but for the orientation, and images are made of it.
 *
 * @module
 */
import type { ImportInput } from "../../config/fields/import_input.ts";
import { createImportPayload } from "../../config/import_payload.ts";
import type { Orientation } from "../../config/fields/import_section.ts";
import { importScan } from "../../data/importing/import_scan.ts";
import { loadScan } from "../../data/load_scan.ts";
import { mostHarmfulFirst } from "../../data/study/finding.ts";
import { middlePositions } from "../../recon/orientation_trial/trial_patterns.ts";
import { type ScanAxes, turnedAround } from "../../recon/orientation_trial/scan_axes.ts";
import { TRIAL_PATTERNS, tryOrientations } from "../../recon/orientation_trial/try_orientations.ts";
import type { OrientationTrial } from "../../recon/orientation_trial/try_orientations.ts";
import { importArguments } from "./import_arguments.ts";
import type { Inspection } from "./inspection.ts";
import { type InspectedTrial, trialFinding } from "./trial_report.ts";

/** Who looks on. */
export interface TryInspectedOptions {
  /** Hears what is done of what there is to do. */
  readonly onProgress: (progress: { readonly done: number; readonly total: number }) => void;
  /** Stops it. */
  readonly signal: AbortSignal;
  /** An error in the words of who asked: fields as they set them. */
  readonly inWords: (error: Error) => string;
}

/** An inspection with a trial. */
export interface TriedInspection extends Inspection {
  /** Null where no trial could be made; why is among the findings. */
  readonly tried: InspectedTrial | null;
}

/**
 * Makes a trial. What it says is a finding, in the place of what centres of mass say; its axes are in the command.
 *
 * @param inspection What was seen.
 * @param set Fields that the user set.
 * @param options Who looks on.
 */
export async function tryInspected(
  inspection: Inspection,
  set: ImportInput,
  options: TryInspectedOptions,
): Promise<TriedInspection> {
  const { readable, study, fields } = inspection;
  try {
    const trial = await trialOf(inspection, set, options);
    const now = { orientation: orientationOf(fields.orientation), rotation: fields.rotation ?? 0 };
    const axes = chosenSide(trial, [now.orientation, study.orientation?.orientation]);
    const tried = { trial, now, axes };
    const kept = inspection.findings.filter(({ code }) => axes === null || !code.startsWith("orientation"));
    const words = axes && importArguments(readable, withAxes(set, { axes, now }), { ...study, orientation: null });
    return {
      ...inspection,
      findings: mostHarmfulFirst([...kept, trialFinding(tried)]),
      arguments: words ?? inspection.arguments,
      tried,
    };
  } catch (error) {
    options.signal.throwIfAborted();
    if (!(error instanceof Error)) throw error;
    const finding = { code: "orientation-not-tried", severity: "warning" as const, message: options.inWords(error) };
    return { ...inspection, findings: mostHarmfulFirst([...inspection.findings, finding]), tried: null };
  }
}

// --- internal ---

/** Fewer frames than these are imported all: some may be dark, or have no position. */
const FEW_FRAMES = 4 * TRIAL_PATTERNS;

async function trialOf(
  { readable, study }: Inspection,
  set: ImportInput,
  { onProgress, signal }: TryInspectedOptions,
): Promise<OrientationTrial> {
  const directory = await Deno.makeTempDir({ prefix: "exitwave-trial-" });
  try {
    const { patterns, positions } = study;
    const isMany = patterns !== null && positions !== null && positions.raw.x.length === patterns.stack.count &&
      patterns.stack.count > FEW_FRAMES;
    const frames = isMany && !set.frames
      ? [...middlePositions(positions.raw, FEW_FRAMES)].join(",")
      : set.frames ?? null;
    const fields: ImportInput = {
      ...{ ...set, frames, files: [...readable], orientation: "none", rotation: 0, object: "none" },
    };
    const path = `${directory}/middle.npz`;
    await importScan(createImportPayload({}, { flag: { import: fields } }), path, { signal });
    return await tryOrientations(await loadScan(path), { onProgress, signal });
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

function orientationOf(orientation: ImportInput["orientation"]): Orientation {
  return orientation === null || orientation === undefined || orientation === "auto" ? "none" : orientation;
}

/** Of axes and their half turn, where nothing tells them, the one that something else speaks for. */
function chosenSide(
  { axes, halfTurnBy }: OrientationTrial,
  others: readonly (Orientation | null | undefined)[],
): ScanAxes | null {
  if (axes === null || halfTurnBy !== null) return axes;
  const sides = [axes, turnedAround(axes)];
  return others.flatMap((other) => sides.filter(({ orientation }) => orientation === other))[0] ?? axes;
}

function withAxes(set: ImportInput, { axes, now }: Omit<InspectedTrial, "trial">): ImportInput {
  return {
    ...set,
    ...((axes?.orientation !== now.orientation || set.orientation) && { orientation: axes?.orientation }),
    ...((axes?.rotation !== now.rotation || set.rotation) && { rotation: axes?.rotation }),
  };
}
