/**
 * What looks wrong with scan positions, and how they fit the patterns.
 *
 * @module
 */
import type { ImportInput } from "../../config/fields/import_input.ts";
import type { Finding } from "./finding.ts";
import type { PatternStack } from "./patterns/pattern_stack.ts";
import { holesOf } from "./positions/scan_shape.ts";
import type { PositionFacts } from "./position_facts.ts";

/** Findings on positions. */
export function positionFindings(facts: PositionFacts, stack: PatternStack, fields: ImportInput): Finding[] {
  const whole = wholeFindings(facts, stack);
  if (whole.some(({ severity }) => severity === "error")) return whole;
  return [...whole, ...unitFindings(facts, fields), ...repeatFindings(facts, fields), ...coverFindings(facts)];
}

// --- internal ---

const NAMED = 5;
/** Neighbours share so much of the probe at least, along a line, or the image has seams. */
const LEAST_OVERLAP = 0.5;

function wholeFindings({ raw, shape }: PositionFacts, { count, name }: PatternStack): Finding[] {
  const findings: Finding[] = [];
  const positions = raw.x.length;
  if (positions !== count) {
    const message = `there are ${positions} positions, ${raw.name}, for the ${count} frames of ${name}: ` +
      (positions > count
        ? "name the position of each frame with --frame-indexes, or other positions with --positions"
        : `take the frames that have one with --frames, such as 0:${positions}, or name other positions with --positions`);
    findings.push({ code: "position-count", severity: "error", message });
  }
  const odd = [...raw.x.keys()].filter((i) => !Number.isFinite(raw.x[i]) || !Number.isFinite(raw.y[i]));
  if (odd.length > 0) {
    const message = `of the positions ${raw.name}, ${odd.length} are no numbers, the first at ${odd[0]}: leave these ` +
      "frames out with --frames";
    findings.push({ code: "position-not-finite", severity: "error", message });
  }
  if (positions > 1 && !(shape.step > 0)) {
    const message = `all ${positions} positions, ${raw.name}, are the same: name the positions with --positions, or ` +
      "--x-positions and --y-positions";
    findings.push({ code: "positions-alike", severity: "error", message });
  }
  return findings;
}

function unitFindings({ raw, shape, unit, scale, side }: PositionFacts, fields: ImportInput): Finding[] {
  if (!(shape.step > 0)) return [];
  const spans = `the positions ${raw.name} span ${short(shape.width)} × ${short(shape.height)} (x × y) in steps of ${
    short(shape.step)
  }`;
  if (unit === null) {
    const message =
      `${spans}, which make no scan of patches of ${side} px in any unit: set --units, and the geometry ` +
      "with --energy, --distance and --detector-pixel, or --pixel-size";
    return [{ code: "units-unknown", severity: "error", message }];
  }
  if (scale === null) {
    const message =
      `${spans}, which are taken for ${unit}, while the size of an object pixel is not known: give --energy, ` +
      "--distance and --detector-pixel, or --pixel-size in metres";
    return [{ code: "pixel-size-unknown", severity: "error", message }];
  }
  const step = shape.step * scale;
  if ((fields.units ?? null) !== null && (step > 4 * side || step < 0.01)) {
    const message =
      `${spans} ${unit}, which are ${short(step)} object pixels, while patches have ${side} px: check --units ` +
      "and the geometry";
    return [{ code: "units-implausible", severity: "error", message }];
  }
  if ((fields.units ?? null) !== null || unit === "px") return [];
  const message = `${spans}: import takes them for ${unit} with --units ${unit}, ${short(step)} object pixels a step`;
  return [{ code: "units", severity: "warning", message }];
}

function repeatFindings({ raw, shape }: PositionFacts, { duplicates }: ImportInput): Finding[] {
  const findings: Finding[] = [];
  const list = (numbers: readonly number[]): string =>
    `${numbers.slice(0, NAMED).join(", ")}${numbers.length > NAMED ? ` and ${numbers.length - NAMED} more` : ""}`;
  if (shape.duplicates.length > 0 && shape.step > 0 && (duplicates ?? "keep") === "keep") {
    const message = `of the positions ${raw.name}, ${shape.duplicates.length} are those of an earlier frame, number ` +
      `${list(shape.duplicates.map(([i]) => i))}: merge such frames with --duplicates merge, or take the first with ` +
      "--duplicates drop";
    findings.push({ code: "duplicate-positions", severity: "warning", message });
  }
  if (shape.isolated.length > 0) {
    const message = `of the positions ${raw.name}, ${shape.isolated.length} lie far away from all others, number ` +
      `${list(shape.isolated)}: leave these frames out with --frames, or with --x-bounds and --y-bounds`;
    findings.push({ code: "isolated-positions", severity: "warning", message });
  }
  if (shape.raster) {
    const message =
      `the positions ${raw.name} are an even grid of step ${
        short(shape.step)
      }, which can leave a pattern of that step in ` +
      "the image: where scans are still to be made, let the positions jitter or take a spiral";
    findings.push({ code: "raster", severity: "info", message });
  }
  return findings;
}

function coverFindings({ raw, shape, scale, side, probeDiameter }: PositionFacts): Finding[] {
  if (scale === null || !(shape.step > 0)) return [];
  const findings: Finding[] = [];
  const step = shape.step * scale;
  const [width, what] = probeDiameter === null
    ? [side, `patches of ${side} px`]
    : [probeDiameter, `a probe of ${short(probeDiameter)} px`];
  const overlap = 1 - step / width;
  if (overlap < LEAST_OVERLAP) {
    const message = `the positions ${raw.name} step by ${short(step)} px under ${what}: neighbours overlap by ` +
      `${Math.floor(100 * Math.max(0, overlap))} % along a line, less than the ${
        100 * LEAST_OVERLAP
      } % that an image needs; ` +
      "check --units and the geometry, or take the image with care";
    findings.push({ code: "overlap", severity: "warning", message });
  }
  const holes = holesOf(raw, Math.max(2 * shape.step, width / scale / 2));
  if (holes > 0 && !shape.line) {
    const message =
      `the positions ${raw.name} leave ${holes} ${holes === 1 ? "hole" : "holes"} within the scan, larger than ` +
      `${short(Math.max(2 * step, width / 2))} px: the image is not known there`;
    findings.push({ code: "holes", severity: "warning", message });
  }
  if (shape.line) {
    const message = `the positions ${raw.name} lie on a line: the image is known along it alone`;
    findings.push({ code: "line-scan", severity: "warning", message });
  }
  return findings;
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
