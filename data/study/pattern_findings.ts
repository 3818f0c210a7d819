/**
 * What looks wrong in the numbers of patterns and in the mean pattern.
 *
 * @module
 */
import type { ImportInput } from "../../config/fields/import_input.ts";
import type { OddPixels } from "../checks/pixel_census.ts";
import { NETWORK_SIZES } from "../checks/patch_size.ts";
import type { DetectorPlace } from "./patterns/beam_place.ts";
import type { Finding } from "./finding.ts";
import { type OddPixelList, pixelList } from "./patterns/odd_pixels.ts";
import { isOff, type PatternWindow } from "./patterns/pattern_window.ts";
import type { PatternFacts } from "./patterns/pattern_facts.ts";

/** What the findings are made of. */
export interface StudiedPatterns {
  readonly facts: PatternFacts;
  readonly odd: OddPixelList;
  readonly window: PatternWindow;
  /** Fields that were set before the study. */
  readonly fields: ImportInput;
}

/** Findings on patterns. */
export function patternFindings(studied: StudiedPatterns): Finding[] {
  return [
    ...measurementFindings(studied),
    ...beamFindings(studied),
    ...valueFindings(studied),
    ...pixelFindings(studied),
    ...sizeFindings(studied),
    ...samplingFindings(studied.facts),
  ];
}

// --- internal ---

function measurementFindings({ facts: { stack, kinds }, fields }: StudiedPatterns): Finding[] {
  const { measurement, certain, evidence } = kinds;
  const what = { intensity: "counts", amplitude: "amplitudes, roots of counts" };
  const set = fields.measurement ?? null;
  if (set !== null) {
    if (set === measurement || !certain) return [];
    const message = `${stack.name} holds ${evidence}, which are ${what[measurement]}, but is read as ${set}: leave ` +
      `--measurement ${set} away, or set it to ${measurement}`;
    return [{ code: "measurement-contradicted", severity: "error", message }];
  }
  if (!certain) {
    const message = `${stack.name} holds ${evidence} and is taken for ${what[measurement]}: if they are not, set ` +
      `--measurement ${measurement === "intensity" ? "amplitude" : "intensity"}`;
    return [{ code: "measurement-uncertain", severity: "info", message }];
  }
  if (measurement === "amplitude") return [];
  const message =
    `${stack.name} holds ${evidence}: they are counts, not amplitudes, and import takes their roots with ` +
    "--measurement intensity";
  return [{ code: "counts", severity: "warning", message }];
}

function beamFindings({ facts, window, fields }: StudiedPatterns): Finding[] {
  const { stack, inCorner, beam, mean } = facts;
  const findings: Finding[] = [];
  if (inCorner === true && (fields.fftshift ?? null) === null) {
    const message = `${stack.name} has the direct beam in the corners instead of the middle, as transforms leave it: ` +
      "import moves it with --fftshift";
    findings.push({ code: "beam-in-corner", severity: "warning", message });
  }
  if (beam === null || (fields.centre ?? null) !== null) return findings;
  if (!isOff(mean, beam)) return [...findings, ...brightestFindings(facts, beam)];
  const [row, column] = [Math.round(beam.row), Math.round(beam.column)];
  const offset = [row - Math.floor(mean.height / 2), column - Math.floor(mean.width / 2)].map(signed).join(", ");
  const message =
    `${stack.name} has the direct beam around [${row}, ${column}] (row, column), (${offset}) px off the ` +
    `middle of ${mean.height} × ${mean.width} px: import crops ${window.crop} px about it with --centre ${row},${column}`;
  return [...findings, { code: "beam-off-centre", severity: "warning", message }];
}

/** The brightest pixel is often taken for the beam; in rings and disks it is a speckle somewhere. */
function brightestFindings({ stack, mean }: PatternFacts, beam: DetectorPlace): Finding[] {
  const { height, width, data } = mean;
  const brightest = data.reduce((best, value, p) => value > (data[best] ?? 0) ? p : best, 0);
  const [row, column] = [Math.floor(brightest / width), brightest % width];
  if (!isOff(mean, { row, column })) return [];
  const offset = [row - Math.floor(height / 2), column - Math.floor(width / 2)].map(signed).join(", ");
  const message =
    `${stack.name} is brightest at [${row}, ${column}], (${offset}) px off the middle, but its light lies ` +
    `around [${Math.round(beam.row)}, ${
      Math.round(beam.column)
    }], as a ring or disk about the beam does: it is left there; ` +
    `--centre ${row},${column} moves it`;
  return [{ code: "beam", severity: "info", message }];
}

function signed(value: number): string {
  return value < 0 ? `−${-value}` : `+${value}`;
}

function valueFindings({ facts: { stack, kinds, choice, sums, measurement }, fields }: StudiedPatterns): Finding[] {
  const findings: Finding[] = [];
  const known = new Set(fields.badValues ?? []);
  const marked = kinds.marked.filter(({ value }) => !known.has(value));
  if (marked.length > 0) {
    const parts = marked.map((pixels) => `${amount(pixels, choice.count)} of ${pixels.value}`).join(", ");
    const message = `${stack.name} has ${parts}, by which detectors mark gaps and bad pixels: import masks them with ` +
      `--bad-values ${marked.map(({ value }) => value).join(",")}`;
    findings.push({ code: "bad-values", severity: "error", message });
  }
  if (kinds.notFinite.length > 0) {
    const parts = kinds.notFinite.map((pixels) => `${amount(pixels, choice.count)} of ${pixels.value}`).join(", ");
    const message = `${stack.name} has ${parts}, which are no numbers: import masks them`;
    findings.push({ code: "not-finite", severity: "error", message });
  }
  if (kinds.least < 0) {
    const message =
      `${stack.name} has ${sums.negatives} values below 0, down to ${short(kinds.least)}, as a dark frame ` +
      `leaves that was taken off: import sets them to 0${
        measurement === "amplitude" ? ", but amplitudes are never negative: set --measurement intensity" : ""
      }`;
    findings.push({ code: "negative-values", severity: "warning", message });
  }
  const { saturation } = kinds;
  if (saturation !== null && (fields.valueBounds ?? null) === null) {
    const message =
      `${stack.name} has ${saturation.pixels} pixels at its greatest value, ${short(saturation.value)}, ` +
      `far more than just below: the detector was full there, and import masks them with --value-bounds ` +
      `${short(kinds.least)},${saturation.below}`;
    findings.push({ code: "saturated", severity: "warning", message });
  }
  return findings;
}

/** `64 pixels in each of 20 frames`, `3 pixels in 2 of 20 frames`. */
function amount({ pixels, patterns }: OddPixels, count: number): string {
  const plural = (n: number): string => `${n} ${n === 1 ? "pixel" : "pixels"}`;
  if (count === 1) return plural(pixels);
  const each = pixels / count;
  if (patterns === count && Number.isInteger(each)) return `${plural(each)} in each of ${count} frames`;
  return `${plural(pixels)} in ${patterns} of ${count} frames`;
}

function pixelFindings({ facts: { stack }, odd, fields }: StudiedPatterns): Finding[] {
  const findings: Finding[] = [];
  const number = (pixels: readonly number[]): string =>
    `${pixels.length} ${pixels.length === 1 ? "pixel" : "pixels"}, ${pixelList(pixels, stack.width)},`;
  const verb = (pixels: readonly number[], one: string, more: string): string => pixels.length === 1 ? one : more;
  if (odd.hot.length > 0 && fields.hotPixels !== true) {
    const message = `${stack.name} has ${number(odd.hot)} that ${verb(odd.hot, "outshines", "outshine")} all around ` +
      `${verb(odd.hot, "it", "them")} in most frames: import masks ${verb(odd.hot, "it", "them")} with --hot-pixels`;
    findings.push({ code: "hot-pixels", severity: "warning", message });
  }
  if (odd.dead.length > 0 && fields.deadPixels !== true) {
    const message =
      `${stack.name} has ${number(odd.dead)} that saw nothing in any frame beside pixels that saw much: at ` +
      `0 ${verb(odd.dead, "it is", "they are")} taken for ${
        verb(odd.dead, "a measurement", "measurements")
      } of darkness; ` +
      `import masks ${verb(odd.dead, "it", "them")} with --dead-pixels`;
    findings.push({ code: "dead-pixels", severity: "warning", message });
  }
  return findings;
}

function sizeFindings({ facts: { stack, mean }, window, fields }: StudiedPatterns): Finding[] {
  const { height, width } = mean;
  const { crop, pad, lost } = window;
  const findings: Finding[] = [];
  const set = (fields.crop ?? fields.pad ?? null) !== null || (fields.bin ?? 1) > 1;
  if (!set && (height !== width || !NETWORK_SIZES.includes(height))) {
    const sizes = `${NETWORK_SIZES.slice(0, -1).join(", ")} or ${NETWORK_SIZES.at(-1)}`;
    const remedy = `import crops them to ${crop} px${
      pad === null ? "" : ` and pads them to ${pad} px`
    } with --crop ${crop}${pad === null ? "" : ` --pad ${pad}`}`;
    const whole = 2 * Math.floor(Math.min(height, width) / 2);
    const message =
      `${stack.name} has patterns of ${height} × ${width} px, while networks take ${sizes} px a side: ${remedy}; ` +
      `for reconstruct, whose engines take any even side, --crop ${whole} --pad ${whole} keeps all`;
    findings.push({ code: "size", severity: "warning", message });
  }
  if (lost > MUCH_LIGHT) {
    const message = `${stack.name} loses ${Math.round(100 * lost)} % of its light where ${crop} px are kept of ` +
      `${height} × ${width}: --bin 2 keeps twice as many, if the probe fills less than half of its array`;
    findings.push({ code: "light-lost", severity: "warning", message });
  }
  return findings;
}

/** Share of the light that nobody would lose knowingly. */
const MUCH_LIGHT = 0.02;

function samplingFindings({ stack, choice }: PatternFacts): Finding[] {
  if (choice.numbers === null) return [];
  const message =
    `${stack.name} has ${stack.count} frames, of which ${choice.count} were looked at, evenly spread: what ` +
    "only others have was not seen";
  return [{ code: "sampled", severity: "info", message }];
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
