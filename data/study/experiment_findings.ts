/**
 * What is missing for a scan, and whether the experiment is one that this program's physics describes.
 *
 * @module
 */
import type { ImportInput } from "../../config/fields/import_input.ts";
import { lengthText } from "../experiment.ts";
import type { Finding } from "./finding.ts";
import { METRES } from "../layouts/contents/units.ts";
import type { PatternStack } from "./patterns/pattern_stack.ts";
import { shadowMotion } from "./patterns/shadow.ts";
import type { StudiedStack } from "./patterns/study_stack.ts";
import { uprightSamples } from "./patterns/upright_samples.ts";
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
export function geometryFindings(studied: StudiedStack, positions: PositionFacts): Finding[] {
  const { facts: { stack: { name } } } = studied;
  const { experiment: { wavelength, distance, detectorPixel, objectPixel } } = positions;
  if (objectPixel === null) {
    const message =
      `${name} has no geometry: sizes stay in pixels unless --energy, --distance and --detector-pixel, or ` +
      "--pixel-size, are given";
    return [{ code: "no-geometry", severity: "info", message }];
  }
  if (wavelength === null || distance === null || detectorPixel === null) return [];
  const beam = beamSize(studied, positions);
  const room = wavelength * distance / Math.max(detectorPixel.height, detectorPixel.width);
  if (beam === null || beam.size <= room) return [];
  const fresnel = beam.size ** 2 / (wavelength * distance);
  const message =
    `${name} is recorded in the near field: ${beam.evidence}, so that the beam is ${lengthText(beam.size)} ` +
    `wide, more than the ${lengthText(room)} that a far field has room for at ${
      lengthText(distance)
    } (Fresnel number ` +
    `D²/λz ${
      Number(fresnel.toPrecision(2))
    }); this program computes in the far field: take one for near-field ptychography, ` +
    "or check --energy, --distance and --units";
  return [{ code: "near-field", severity: "error", message }];
}

// --- internal ---

interface BeamSize {
  /** Diameter in metres. */
  readonly size: number;
  /** How it is known. */
  readonly evidence: string;
}

/** By the shadow that moves with the scan, or by the probe. */
function beamSize({ facts, samples, fields }: StudiedStack, positions: PositionFacts): BeamSize | null {
  const { raw, unit, shape, probeDiameter, experiment: { objectPixel } } = positions;
  const pixel = objectPixel && Math.sqrt(objectPixel.height * objectPixel.width);
  const metres = unit === null ? null : unit === "px" ? pixel : METRES[unit];
  if (metres !== null && raw.x.length === facts.stack.count) {
    const images = uprightSamples(facts, fields.transpose ?? false, samples);
    const numbers = samples.numbers.map((number) => facts.choice.numbers?.[number] ?? number);
    const pairs = images.slice(1).flatMap((after, k) => {
      const [i = 0, j = 0] = [numbers[k], numbers[k + 1]];
      const step = { x: (raw.x[j] ?? NaN) - (raw.x[i] ?? NaN), y: (raw.y[j] ?? NaN) - (raw.y[i] ?? NaN) };
      const before = images[k];
      return before && j === i + 1 && Number.isFinite(step.x + step.y) ? [{ before, after, step }] : [];
    });
    const motion = shadowMotion(pairs, facts.mean);
    if (motion !== null) {
      const moved =
        `a shadow of the object moves by ${Number((motion.scale * shape.step).toPrecision(2))} px with a step of ` +
        `the scan, ${lengthText(metres * shape.step)}`;
      return { size: metres * widthOf(facts.mean.data) / motion.scale, evidence: moved };
    }
  }
  if (probeDiameter === null || pixel === null) return null;
  return { size: probeDiameter * pixel, evidence: `the probe has ${Number(probeDiameter.toPrecision(3))} px` };
}

/** Diameter of a disk of even light as large as the pattern, in pixels. */
function widthOf(data: Float64Array): number {
  let [sum, squares] = [0, 0];
  for (const value of data) {
    sum += value;
    squares += value * value;
  }
  return squares > 0 ? 2 * Math.sqrt(sum ** 2 / squares / Math.PI) : 0;
}
