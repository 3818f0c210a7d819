/**
 * How scan axes lie on detector axes: what the files say against what the patterns want.
 *
 * @module
 */
import type { ImportInput } from "../../config/fields/import_input.ts";
import { halfTurnOf, type Orientation } from "./by_object/orientations.ts";
import type { PositionFit } from "./by_object/fit_positions.ts";
import type { Finding } from "./finding.ts";
import { isDecisive, type OrientationStudy } from "./orientation/find_orientation.ts";

/** What is known of the orientation. */
export interface OrientationEvidence {
  /** What the positions are called. */
  readonly name: string;
  /** By the centres of mass; null where there are too few. */
  readonly byCentres: OrientationStudy | null;
  /** By a known object; null where there is none, or it does not decide. */
  readonly byObject: PositionFit | null;
  /** Whether patterns are shadows, of which nobody knows which way round they are. */
  readonly nearField: boolean;
  /** Fields that were set before the study. */
  readonly fields: ImportInput;
}

/** The orientation that the patterns want. */
export interface OrientationVerdict {
  /** The orientation; null where nothing decides. */
  readonly orientation: Orientation | null;
  /** The angle beside it, in degrees; 0 where none is needed. */
  readonly rotation: number;
  /** What decides, in words. */
  readonly evidence: string;
}

/**
 * Weighs the evidence: a known object before the centres of mass.
 *
 * @param evidence What is known.
 */
export function orientationVerdict({ byCentres, byObject }: OrientationEvidence): OrientationVerdict {
  if (byObject !== null) {
    const { orientation, agreement } = byObject;
    const evidence = `${percent(agreement)} of the patterns looked at lie on the known object where it says`;
    return { orientation, rotation: 0, evidence };
  }
  if (byCentres === null) {
    return { orientation: null, rotation: 0, evidence: "not decisive: there are too few positions" };
  }
  const { scores: [first, , next], best, confidence, free } = byCentres;
  const scores = `score ${short(first?.score)} of 1 against ${short(next?.score)} of the next`;
  const turned = isDecisive(free.confidence) && Math.abs(free.rotation) > LEAST_ANGLE &&
    free.score > (first?.score ?? 0) + LEAST_GAIN;
  if (turned) {
    const evidence = `by the centres of mass of the patterns, score ${short(free.score)} of 1, confidence ` +
      percent(free.confidence);
    return { orientation: free.orientation, rotation: free.rotation, evidence };
  }
  if (!isDecisive(confidence)) {
    const evidence = `not decisive: of the centres of mass, ${best} explains most, ${scores}, confidence ${
      percent(confidence)
    }`;
    return { orientation: null, rotation: 0, evidence };
  }
  const evidence = `by the centres of mass of the patterns, ${scores}, confidence ${percent(confidence)}`;
  return { orientation: best, rotation: 0, evidence };
}

/** Findings on the orientation. */
export function orientationFindings(evidence: OrientationEvidence): Finding[] {
  const { name, byCentres, byObject, nearField, fields } = evidence;
  if (byCentres === null && byObject === null && fields.orientation !== "auto") return [];
  const { orientation, rotation, evidence: words } = orientationVerdict(evidence);
  if (orientation === null && fields.orientation === "auto") {
    const message =
      `how the positions ${name} lie on the detector's axes is ${words}: they are taken as they are; set ` +
      "--orientation where you know it";
    return [{ code: "orientation-undecided", severity: "warning", message }];
  }
  if (orientation === null) {
    return [{
      code: "orientation",
      severity: "info",
      message: `how the positions ${name} lie on the detector's axes is ${words}`,
    }];
  }
  const set = fields.orientation === "auto" ? null : fields.orientation ?? null;
  const now = set ?? "none";
  const turn = rotation === 0 ? "" : ` --rotation ${rotation}`;
  // Its half turn fits the patterns as well: what a file says, or a user, stays unless a known object speaks against it.
  const sign = byObject === null && byCentres !== null &&
    (set !== null || nearField || !isDecisive(byCentres.signConfidence));
  const half = sign ? `, or its half turn, ${percent(byCentres.signConfidence)} sure` : "";
  if (sameLine(orientation, now) && rotation === 0 && (orientation === now || sign)) {
    return [{
      code: "orientation",
      severity: "info",
      message: `the positions ${name} agree with the patterns, with the orientation ${now}: ${words}`,
    }];
  }
  const message = `the positions ${name} have the orientation ${now}, but the patterns want ` +
    `--orientation ${orientation}${turn}${half}: ${words}`;
  return [{ code: "orientation-contradicted", severity: "warning", message }];
}

// --- internal ---

/** Share of the centres' changes that an angle must explain beside one of the eight ways. */
const LEAST_GAIN = 0.05;
/** Smaller angles are those of a stage that was put up by hand. */
const LEAST_ANGLE = 4;

function sameLine(one: Orientation, other: Orientation): boolean {
  return one === other || halfTurnOf(one) === other;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function short(value: number | undefined): string {
  return String(Number((value ?? 0).toFixed(2)));
}
