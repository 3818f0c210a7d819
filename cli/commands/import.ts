/**
 * `import`: from anybody's files to a scan.
 *
 * @module
 */
import { NETWORK_SIZES } from "../../data/checks/patch_size.ts";
import { pixelText } from "../../data/experiment.ts";
import { type ImportedScan, importScan } from "../../data/importing/import_scan.ts";
import { scanRecipe } from "../../data/importing/scan_recipe.ts";
import { type CommandContext, ownSwitch, ownValue } from "../line/command.ts";
import { messagesWithFlags } from "../line/field_flags.ts";
import { UsageError } from "../line/usage_error.ts";
import { givenConfig } from "../payload/given_config.ts";
import { importRequest } from "../payload/import_request.ts";
import { printPayload } from "../payload/print_payload.ts";
import { duration, significant } from "../terminal/number_format.ts";
import { progressLine } from "../terminal/progress_line.ts";
import { shellLine, shellWord } from "../terminal/shell_words.ts";
import { StopSignals } from "../terminal/stop_signals.ts";

/** Runs `import`. */
export async function importFiles({ command, line, output }: CommandContext): Promise<number> {
  const path = ownValue(line, "output");
  const isDry = ownSwitch(line, "dry-run");
  if (path === undefined && !isDry) throw new UsageError("Cannot run import as it needs --output FILE");
  const payload = importRequest(line, await givenConfig(line, undefined, { note: (text) => output.note(text) }));
  payload.warnings.forEach((warning) => output.note(`warning: ${warning}`));
  if (payload.import.files === null) throw new UsageError("Cannot run import as it needs files: write import FILE...");
  const stop = new StopSignals((name) => output.note(`${name}: stopping`));
  const warn = (text: string): void => output.note(`warning: ${messagesWithFlags(new Error(text), command)[0]}`);
  const options = {
    signal: stop.signal,
    onProgress: progressLine(output, { doing: "importing", of: null }),
  };
  try {
    if (isDry) {
      const { payload: recipe, warnings } = await scanRecipe(payload, options);
      output.redraw(null);
      warnings.forEach(warn);
      printPayload(recipe, output);
    } else {
      const start = performance.now();
      const scan = await importScan(payload, path ?? "", options);
      output.redraw(null);
      scan.warnings.forEach(warn);
      output.result(resultText(scan, (performance.now() - start) / 1000), resultValue(scan));
    }
    return stop.exitCode ?? 0;
  } catch (error) {
    if (stop.exitCode === null || !stop.signal.aborted || error !== stop.signal.reason) throw error;
    output.error("error: Cannot finish the import as it was stopped: nothing was written");
    return stop.exitCode;
  } finally {
    output.redraw(null);
    stop.close();
  }
}

// --- internal ---

function resultText(scan: ImportedScan, seconds: number): string {
  const { count, patchSize, maskedShare, objectPixel, path } = scan;
  const { orientation, measurement } = scan.recipe.import;
  const photons = `${significant(Number(scan.meanIntensity.toPrecision(3)))} ${
    measurement === "intensity" ? "photons" : "of intensity"
  } each`;
  const parts = [
    `${count} ${count === 1 ? "pattern" : "patterns"} of ${patchSize} × ${patchSize} px`,
    photons,
    maskedShare > 0
      ? `${significant(Number((100 * maskedShare).toPrecision(2)))} % of the pixels masked`
      : "no pixel masked",
    objectPixel ? `object pixels of ${pixelText(objectPixel)}` : "object pixels of unknown size",
    `orientation ${orientation}`,
    `in ${duration(seconds)}`,
  ];
  return `${parts.join(", ")}: ${shellWord(path)}\n${nextText(scan)}`;
}

/** A CXI file is for other programs; engines take patterns of any side. */
function nextText({ path, patchSize }: Pick<ImportedScan, "path" | "patchSize">): string {
  if (/\.cxi$/i.test(path)) return "next: other programs read it; train takes .npz and .h5";
  return `next: ${shellLine([NETWORK_SIZES.includes(patchSize) ? "train" : "reconstruct", path])}`;
}

function resultValue(scan: ImportedScan): object {
  return { ...scan, orientation: scan.recipe.import.orientation };
}
