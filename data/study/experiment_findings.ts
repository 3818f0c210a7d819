/**
 * What is missing for a scan, and whether the experiment is one that this program's physics describes.
 *
 * @module
 */
import type { ImportInput } from "../../config/fields/import_input.ts";
import { lengthText } from "../experiment.ts";
import type { Finding } from "./finding.ts";
import type { PatternStack } from "./patterns/pattern_stack.ts";
import type { PositionFacts } from "./position_facts.ts";

/** Findings on what is missing. */
export function missingFindings(
  { name, raster }: PatternStack,
  positions: PositionFacts | null,
  fields: ImportInput,
): Finding[] {
  const findings: Finding[] = [];
  if (positions === null) {
    const remedy = raster === null
      ? "name them with --positions, or --x-positions and --y-positions, or give the file that has them beside this one"
      : "make them of the raster with --step and --units, or name them with --positions";
    findings.push({
      code: "no-positions",
      severity: "error",
      message: `${name} has no positions that are known: ${remedy}`,
    });
  }
  if ((fields.probe ?? null) === null) {
    const message =
      `${name} has no probe that is known: import makes one of the mean pattern with --probe estimate; a ` +
      "better one is named with --probe DATASET";
    findings.push({ code: "no-probe", severity: "warning", message });
  }
  return findings;
}

/** Findings on the geometry. */
export function geometryFindings(
  { experiment, probeDiameter, side }: PositionFacts,
  { name }: PatternStack,
): Finding[] {
  const { wavelength, distance, objectPixel } = experiment;
  if (objectPixel === null) {
    const message =
      `${name} has no geometry: sizes stay in pixels unless --energy, --distance and --detector-pixel, or ` +
      "--pixel-size, are given";
    return [{ code: "no-geometry", severity: "info", message }];
  }
  if (wavelength === null || distance === null || probeDiameter === null) return [];
  const pixel = Math.sqrt(objectPixel.height * objectPixel.width);
  const beam = probeDiameter * pixel;
  const fresnel = beam ** 2 / (wavelength * distance);
  if (fresnel < MOST_FRESNEL) return [];
  const message =
    `${name} has a beam of ${lengthText(beam)} and a distance of ${lengthText(distance)}: the Fresnel number, ` +
    `D²/λz, is ${
      Number(fresnel.toPrecision(2))
    } for patches of ${side} px, near field, while this program computes in the ` +
    "far field: take another program, or check --energy and --distance";
  return [{ code: "near-field", severity: "warning", message }];
}

// --- internal ---

/** Above it, the detector sees a shadow of the object rather than its spectrum. */
const MOST_FRESNEL = 1;
