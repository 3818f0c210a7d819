/**
 * `evaluate`: a reconstruction against the known object.
 *
 * @module
 */
import { writeAll, writeAtomically } from "../../data/formats/atomic_write.ts";
import { pixelText } from "../../data/experiment.ts";
import { makeDirectory } from "../../data/files/make_directory.ts";
import type { Evaluation, ImageMetrics } from "../../recon/image/evaluate.ts";
import { recordProducts } from "../../run/products.ts";
import { type CommandContext, type CommandLine, ownSwitch, ownValue } from "../line/command.ts";
import { duration, significant } from "../terminal/number_format.ts";
import { shellWord } from "../terminal/shell_words.ts";
import { UsageError } from "../line/usage_error.ts";
import { evaluateHalves } from "./evaluate_halves.ts";

/** Runs `evaluate`. */
export async function evaluate(context: CommandContext): Promise<number> {
  const { line, output } = context;
  if (ownSwitch(line, "half-scans")) return await evaluateHalves(context);
  const { reconstruction, truth } = requestedFiles(line);
  const [{ align }, { evaluateAligned }, { readReconstruction }, { comparisonFigure }] = await Promise.all([
    import("../../recon/image/align.ts"),
    import("../../recon/image/evaluate.ts"),
    import("../../recon/read_reconstruction.ts"),
    import("../../recon/image/figures/figures.ts"),
  ]);
  const [image, object] = [
    await readReconstruction(await npzOf(reconstruction)),
    await readReconstruction(await npzOf(truth)),
  ];
  const start = performance.now();
  output.redraw(() => "comparing the images");
  const aligned = align(image, object);
  const evaluation = evaluateAligned(aligned);
  const directory = ownValue(line, "output-dir");
  const files = directory === undefined
    ? []
    : await writeFiles(directory, evaluation, comparisonFigure(aligned)).finally(() => output.redraw(null));
  const seconds = (performance.now() - start) / 1000;
  output.result([table(evaluation, seconds), ...files.map(shellWord)].join("\n"), evaluation);
  return 0;
}

// --- internal ---

function requestedFiles(line: CommandLine): { reconstruction: string; truth: string } {
  for (const flag of ["scan", "accelerator"]) {
    if (ownValue(line, flag) !== undefined) throw new UsageError(`Cannot use --${flag} as it is for --half-scans`);
  }
  const [reconstruction, truth] = [ownValue(line, "reconstruction"), ownValue(line, "ground-truth")];
  if (reconstruction === undefined || truth === undefined) {
    throw new UsageError(
      "Cannot run evaluate as it needs two files: evaluate RECONSTRUCTION GROUND_TRUTH, or DIR --half-scans",
    );
  }
  return { reconstruction, truth };
}

async function npzOf(path: string): Promise<string> {
  const stat = await Deno.stat(path).catch(() => null);
  return stat?.isDirectory ? `${path.replace(/\/+$/, "")}/reconstruction.npz` : path;
}

async function writeFiles(directory: string, evaluation: Evaluation, comparison: Uint8Array): Promise<string[]> {
  const rows = evaluation.frc.curve.map((value, radius) => `${radius},${radius / evaluation.frc.side},${value}`);
  const write = (name: string, content: Uint8Array): Promise<void> =>
    writeAtomically(`${directory}/${name}`, (file) => writeAll(file, content));
  const text = new TextEncoder();
  await makeDirectory(directory);
  await write("metrics.json", text.encode(`${JSON.stringify(evaluation, null, 2)}\n`));
  await write("frc.csv", text.encode(`${["radius,frequency_per_px,frc", ...rows].join("\n")}\n`));
  await write("comparison.png", comparison);
  const files = ["comparison.png", "metrics.json", "frc.csv"].map((name) => `${directory}/${name}`);
  await recordProducts(files);
  return files;
}

const METRICS: readonly (readonly [string, keyof ImageMetrics])[] = [
  // First what a flat image fails; an SSIM of 0.9 may be one.
  ["correlation", "correlation"],
  ["MAE", "mae"],
  ["PSNR (dB)", "psnr"],
  ["SSIM", "ssim"],
  ["MS-SSIM", "msSsim"],
];

function table(evaluation: Evaluation, seconds: number): string {
  const { amplitude, phase, frc, region, shift, coveredFraction, notes } = evaluation;
  const rows = METRICS.map(([name, key]) => row(name, cell(amplitude[key]), cell(phase[key])));
  return [
    row("", "amplitude", "phase (rad)"),
    ...rows,
    `peak of PSNR: ${cell(amplitude.peak)} (range of the true amplitude), ${cell(phase.peak)} (2 pi)`,
    `FRC 1/2 at radius ${cell(frc.frc50)} (${significant(frc.resolution50)} px), ` +
    `1/7 at radius ${cell(frc.frc1over7)} (${significant(frc.resolution1over7)} px)`,
    ...resolutionLines(evaluation),
    `compared ${region.height} × ${region.width} px, ${significant(100 * coveredFraction)} % of the covered area, ` +
    `after a shift of (${significant(shift.x)}, ${significant(shift.y)}) px (x, y), in ${duration(seconds)}`,
    "global phase, ramp and scale removed",
    ...notes,
  ].join("\n");
}

function resolutionLines({ resolution, pixelSize }: Evaluation): string[] {
  if (!resolution || !pixelSize) return [];
  const { frc50Nm, frc1over7Nm } = resolution;
  return [
    `resolution (full period) ${significant(frc50Nm)} nm by FRC 1/2, ${significant(frc1over7Nm)} nm by 1/7, ` +
    `with pixels of ${pixelText(pixelSize)}`,
  ];
}

function row(name: string, amplitude: string, phase: string): string {
  return `${name.padEnd(20)}${amplitude.padStart(12)}${phase.padStart(14)}`;
}

function cell(value: number | null): string {
  return value === null ? "-" : significant(value);
}
