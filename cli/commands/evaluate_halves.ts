/**
 * `evaluate --half-scans`: what a scan resolves, without a known object.
 *
 * @module
 */
import { pixelText } from "../../data/experiment.ts";
import type { HalfScanResolution } from "../../recon/half_scans/compare_halves.ts";
import type { HalfScans } from "../../recon/half_scans/half_scans.ts";
import type { Accelerator } from "../../backend/interface/accelerator_interface.ts";
import { acceleratorName } from "../line/accelerator_name.ts";
import { type CommandContext, type CommandLine, ownValue } from "../line/command.ts";
import { UsageError } from "../line/usage_error.ts";
import { duration, significant } from "../terminal/number_format.ts";
import { progressLine } from "../terminal/progress_line.ts";
import { shellWord } from "../terminal/shell_words.ts";
import { StopSignals } from "../terminal/stop_signals.ts";

/** Runs `evaluate --half-scans`. */
export async function evaluateHalves({ line, output }: CommandContext): Promise<number> {
  const directory = requestedDirectory(line);
  const { evaluateHalfScans } = await import("../../recon/half_scans/half_scans.ts");
  const stop = new StopSignals((name) => output.note(`${name}: stopping after this batch`));
  const [scan, outputDir] = [ownValue(line, "scan"), ownValue(line, "output-dir")];
  const accelerator = await chosenAccelerator(line);
  const start = performance.now();
  try {
    const found = await evaluateHalfScans(directory, {
      ...(scan !== undefined && { scan }),
      ...(accelerator && { accelerator }),
      ...(outputDir !== undefined && { outputDir }),
      signal: stop.signal,
      onWarning: (text) => output.note(`warning: ${text}`),
      onProgress: progressLine(output, { doing: "reconstructing halves", of: null }),
    });
    output.result(told(found, (performance.now() - start) / 1000), found);
    return stop.exitCode ?? 0; // a signal while files were written came too late to stop them, but is answered
  } catch (error) {
    if (stop.exitCode === null || error !== stop.signal.reason) throw error;
    output.error("error: Cannot finish the evaluation as it was stopped: nothing was written");
    return stop.exitCode;
  } finally {
    output.redraw(null);
    stop.close();
  }
}

// --- internal ---

/** That of the flag; none where the directory's payload says it. */
async function chosenAccelerator(line: CommandLine): Promise<Accelerator | null> {
  const name = ownValue(line, "accelerator");
  if (name === undefined) return null;
  const chosen = acceleratorName(name);
  const { selectAccelerator } = await import("../../backend/accelerator.ts");
  return await selectAccelerator(chosen);
}

function requestedDirectory(line: CommandLine): string {
  const [directory, truth] = [ownValue(line, "reconstruction"), ownValue(line, "ground-truth")];
  if (directory === undefined || truth !== undefined) {
    throw new UsageError(
      "Cannot evaluate half scans as that needs one directory, of reconstruct or of a training: evaluate DIR --half-scans",
    );
  }
  return directory;
}

function told(
  { scan, by, patterns: [first, second], resolutions, region, shift, pixelSize, notes, files }: HalfScans,
  seconds: number,
): string {
  const [quoted] = resolutions;
  return [
    `halves of ${first} and ${second} patterns of ${scan.path}, each by ${by}, in ${duration(seconds)}`,
    `FRC of the halves: ${resolutions.map(radiusText).join(", ")}`,
    `resolution (full period) ${quoted ? resolutionText(quoted) : "-"}` +
    (pixelSize ? `, with pixels of ${pixelText(pixelSize)}` : ""),
    `compared ${region.height} × ${region.width} px, after a shift of (${significant(shift.x)}, ${
      significant(shift.y)
    }) px (x, y); global phase, ramp and scale removed`,
    ...notes,
    ...Object.values(files).map(shellWord),
  ].join("\n");
}

function radiusText({ criterion, radius, period }: HalfScanResolution): string {
  const at = radius === null ? "never below" : `at radius ${significant(radius)}`;
  return `${criterion} ${at} (${period === null ? "nothing" : `${significant(period)} px`})`;
}

function resolutionText({ criterion, radius, period, nm }: HalfScanResolution): string {
  if (period === null) return `none by FRC, ${criterion}`;
  const length = nm === null ? `${significant(period)} px` : `${significant(nm)} nm`;
  return `${length}${radius === null ? " or less" : ""} by FRC, ${criterion}`;
}
