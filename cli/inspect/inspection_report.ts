/**
 * An inspection as people read it.
 *
 * @module
 */
import { printable } from "../../config/values/printable.ts";
import { lengthText, pixelText } from "../../data/experiment.ts";
import { METRES } from "../../data/layouts/contents/units.ts";
import type { Finding } from "../../data/study/finding.ts";
import { photonBudget } from "../../data/study/frame_findings.ts";
import type { PatternFacts } from "../../data/study/patterns/pattern_facts.ts";
import type { PositionFacts } from "../../data/study/position_facts.ts";
import { modeSharesText } from "../terminal/mode_shares.ts";
import { significant } from "../terminal/number_format.ts";
import { treeLines } from "./file_tree.ts";
import { shellLine } from "../terminal/shell_words.ts";
import { scanName } from "./import_arguments.ts";
import type { InspectedFile, Inspection } from "./inspection.ts";

/** How to print it. */
export interface ReportOptions {
  /** What calls the program, in front of the command's name. */
  readonly program: string;
  /** Whether long trees are printed whole. */
  readonly all: boolean;
}

/**
 * The report, line by line.
 *
 * @param inspection What was seen.
 * @param options How to print it.
 */
export function reportLines(inspection: Inspection, { program, all }: ReportOptions): string[] {
  const { files, layout, study, findings } = inspection;
  const named = new Set(Object.values(inspection.fields).filter((value) => typeof value === "string"));
  const most = all ? Infinity : Math.max(4, Math.floor(MOST_LINES / files.length));
  if (files.every(({ problem }) => problem !== null)) return files.flatMap(({ problem }) => problem ?? []);
  const taken = takenLines(inspection);
  return [
    ...files.flatMap((file) => fileLines(file, most, named)),
    ...(taken.length > 0 ? [takenTitle(layout.program), ...taken] : []),
    ...section("by:", layout.notes.map((note) => `  ${note}`)),
    ...section("open:", layout.problems.map((problem) => `  ${problem}`)),
    ...section("findings, most harmful first:", findings.map(findingLine)),
    ...nextLines(inspection, program, study.findings),
  ];
}

// --- internal ---

/** Datasets that are printed of all files together. */
const MOST_LINES = 16;

function section(title: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? [title, ...lines] : [];
}

function fileLines(
  { path, format, problem, datasets }: InspectedFile,
  most: number,
  named: ReadonlySet<string>,
): string[] {
  if (problem !== null) return [problem];
  const arrays = `${datasets.length} ${datasets.length === 1 ? "dataset" : "datasets"}`;
  return [`${printable(path, 200)}: ${format}, ${arrays}`, ...treeLines(datasets, most, named)];
}

function takenTitle(program: string): string {
  return program === "arrays" ? "read as, by shapes and names:" : `read as, by the names of ${program}:`;
}

function findingLine({ severity, code, message }: Finding): string {
  return `  ${severity.padEnd(7)}  ${code}: ${message}`;
}

function takenLines(inspection: Inspection): string[] {
  const { fields, study } = inspection;
  const { patterns, positions } = study;
  const rows: [name: string, text: string | null][] = [
    ["patterns", patterns && patternText(patterns, fields.patterns ?? "")],
    ["photons", patterns && photonText(patterns)],
    ["positions", positions ? positionText(positions) : namedPositions(fields)],
    ["probe", probeText(inspection)],
    ["object", fields.object ?? null],
    ["mask", maskText(fields)],
    ["energy", fields.energy ? energyText(fields.energy, fields.radiation ?? "photons") : null],
    ["wavelength", positions?.experiment.wavelength ? lengthText(positions.experiment.wavelength) : null],
    ["distance", fields.distance ? lengthText(fields.distance) : null],
    ["detector pixel", positions?.experiment.detectorPixel ? pixelText(positions.experiment.detectorPixel) : null],
    ["object pixel", objectPixelText(inspection)],
    ["orientation", study.orientation && `${fields.orientation ?? "none"}; ${study.orientation.evidence}`],
  ];
  return rows.flatMap(([name, text]) => text === null ? [] : [`  ${name.padEnd(14)}  ${printable(text, 200)}`]);
}

function patternText({ stack, measurement, kinds }: PatternFacts, name: string): string {
  const raster = stack.raster === null ? "" : ` on a raster of ${stack.raster.join(" × ")}`;
  return `${name}: ${stack.count} of ${stack.height} × ${stack.width} px${raster}, ` +
    `${measurement === "intensity" ? "counts" : "amplitudes"}: ${kinds.evidence}`;
}

function photonText(facts: PatternFacts): string {
  const { mean, least, greatest } = photonBudget(facts);
  return `${significant(mean)} a pattern on average, from ${significant(least)} to ${significant(greatest)}`;
}

function positionText({ raw, shape, unit, scale }: PositionFacts): string {
  const number = (value: number): string => {
    if (unit !== null && unit !== "px") return lengthText(METRES[unit] * value);
    return `${Number(value.toPrecision(4))}${unit === null ? "" : " px"}`;
  };
  const pixels = scale === null || unit === "px" ? "" : `, ${significant(shape.step * scale)} object px`;
  const given = unit === "px" ? "" : unit === null ? "; their unit is not known" : `; given in ${unit}`;
  return `${raw.x.length} over ${number(shape.width)} × ${number(shape.height)} (x × y) in steps of ` +
    `${number(shape.step)}${pixels}${given}`;
}

/** Positions of a reconstruction, without patterns to belong to. */
function namedPositions({ positions, xPositions, yPositions, units }: Inspection["fields"]): string | null {
  const names = positions ?? (xPositions && yPositions ? `${xPositions} and ${yPositions}` : null);
  return names === null ? null : `${names}${units ? `; given in ${units}` : ""}`;
}

function objectPixelText({ fields: { pixelSize }, study: { positions } }: Inspection): string | null {
  const known = positions?.experiment.objectPixel;
  if (known) return pixelText(known);
  if (!pixelSize) return null;
  const [height, width] = typeof pixelSize === "number" ? [pixelSize, pixelSize] : pixelSize;
  return pixelText({ height, width });
}

function probeText({ fields: { probe }, probeShares }: Inspection): string | null {
  const modes = modeSharesText(probeShares ?? []);
  return probe ? `${probe}${modes === null ? "" : `: ${modes}`}` : null;
}

function maskText({ mask, maskGood }: Inspection["fields"]): string | null {
  if (!mask) return null;
  return maskGood === 0 ? `${mask}: 0 is good, all else is masked` : `${mask}: 0 is masked, all else is good`;
}

function energyText(energy: number, radiation: string): string {
  const text = energy >= 1000 ? `${Number((energy / 1000).toPrecision(5))} keV` : `${Number(energy.toPrecision(5))} eV`;
  return radiation === "electrons" ? `${text}, of electrons` : text;
}

/** What stops an import, and the flags that would not. */
const NEEDED: Readonly<Record<string, string>> = {
  "no-patterns": "the dataset of the patterns (--patterns)",
  "no-positions": "the positions (--positions, or --step with --units)",
  "position-count": "a position for each frame",
  "pixel-size-unknown": "the size of an object pixel (--pixel-size, or --energy, --distance and --detector-pixel)",
  "units-unknown": "the unit of the positions (--units)",
};

function nextLines(inspection: Inspection, program: string, findings: readonly Finding[]): string[] {
  const { files, arguments: words } = inspection;
  const [first] = files.filter(({ problem }) => problem === null);
  if (words === null || first === undefined) return [];
  if (isScan(inspection)) {
    return [`The scan is ready to train on: ${program} ${shellLine(["train", first.path])}`];
  }
  const needed = findings.flatMap(({ code }) => NEEDED[code] ?? []);
  const command = `${program} ${shellLine([...words, "--output", scanName(first.path)])}`;
  if (needed.length === 0) return ["This command turns it into a scan:", `  ${command}`];
  return [`This command turns it into a scan once you add ${needed.join(", and ")}:`, `  ${command}`];
}

/** Whether a training takes the file as it is. */
export function isScan({ files, layout, findings, study }: Inspection): boolean {
  return files.length === 1 && layout.program === "PtychoPINN" && study.patterns !== null && study.positions !== null &&
    findings.every(({ severity }) => severity === "info") && study.patterns.measurement === "amplitude" &&
    study.positions.unit === "px";
}
