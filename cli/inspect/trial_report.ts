/**
 * A trial of orientations in words, as a table, and as a value.
 *
 * @module
 */
import type { Finding } from "../../data/study/finding.ts";
import { type ScanAxes, turnedAround } from "../../recon/orientation_trial/scan_axes.ts";
import type { OrientationTrial } from "../../recon/orientation_trial/try_orientations.ts";
import type { AxesTry } from "../../recon/orientation_trial/try_axes.ts";
import { significant } from "../terminal/number_format.ts";

/** A trial, and the axes to import with. */
export interface InspectedTrial {
  readonly trial: OrientationTrial;
  /** The axes that the files are read with now: what the user set, or their program says. */
  readonly now: ScanAxes;
  /** The axes to import with, of a half turn that nothing tells the side of now; null where the trial is not decisive. */
  readonly axes: ScanAxes | null;
}

/** What follows from a trial. */
export function trialFinding({ trial, now, axes }: InspectedTrial): Finding {
  const { gain, deviations, halfTurnBy, tries: [best] } = trial;
  const lead = `the next explains patterns that were held out ${percent(gain)} worse, by ${
    deviations.toFixed(1)
  } standard errors`;
  if (axes === null) {
    const message =
      `a trial of orientations is not decisive: ${best?.axes.orientation ?? "none"} explains the patterns ` +
      `best, and ${lead}; set --orientation where you know it`;
    return { code: "orientation-tried", severity: "info", message };
  }
  const side = turnedAround(axes).orientation;
  const half = halfTurnBy === "probe"
    ? `${side}, its half turn, explains them as well with another probe, and the scan's probe speaks against it`
    : `${side}, its half turn, explains them alike: its image is turned by 180°, and its phase has the other sign`;
  const same = axes.orientation === now.orientation && axes.rotation === now.rotation;
  const [verb, severity] = same ? ["agrees with", "info" as const] : ["wants", "warning" as const];
  const angle = trial.turned ? ` --rotation ${axes.rotation}` : "";
  const straight = trial.turned ? "" : "; no angle is better than 0";
  const message = `a trial ${verb} --orientation ${axes.orientation}${angle}${
    same ? "" : `, not ${axesText(now)}`
  }: ${lead}${straight}; ${half}`;
  return { code: "orientation-tried", severity, message };
}

/**
 * The table of a trial, the best axes first.
 *
 * @param tried The trial.
 * @param most Axes to print; the rest is counted.
 */
export function trialLines({ trial: { tries, patterns, iterations } }: InspectedTrial, most: number): string[] {
  const rows = tries.slice(0, most).map(tableRow);
  const more = tries.length - rows.length;
  return [
    `orientations by trial, ${patterns.fitted} patterns, ${iterations} iterations each; residuals of ${patterns.heldOut} others:`,
    `  ${"orientation".padEnd(14)}${
      ["rotation", "R-factor", "deviance", "sharpness"].map((name) => name.padStart(11)).join("")
    }`,
    ...rows,
    ...(more > 0 ? [`  and ${more} more (--all shows them)`] : []),
  ];
}

/** The trial for programs. */
export function trialValue({ trial, axes }: InspectedTrial): unknown {
  const { tries, halfTurnBy, gain, deviations, likenessOfTwin, patterns, iterations } = trial;
  return {
    axes,
    halfTurn: axes && { ...turnedAround(axes), toldBy: halfTurnBy },
    ...{ gain, deviations, likenessOfTwin, patterns, iterations },
    tries: tries.map(({ axes, rFactor, poissonDeviance, sharpness }) => ({
      ...axes,
      rFactor,
      poissonDeviance,
      sharpness,
    })),
  };
}

// --- internal ---

function tableRow({ axes: { orientation, rotation }, rFactor, poissonDeviance, sharpness }: AxesTry): string {
  const numbers = [rFactor.toFixed(4), significant(poissonDeviance), sharpness.toFixed(2)];
  return `  ${orientation.padEnd(14)}${[`${rotation}°`, ...numbers].map((text) => text.padStart(11)).join("")}`;
}

function axesText({ orientation, rotation }: ScanAxes): string {
  return rotation === 0 ? orientation : `${orientation} with ${rotation}°`;
}

function percent(share: number): string {
  return `${significant(Number((100 * share).toPrecision(2)))} %`;
}
