/**
 * `inspect`: what files are, what is in them, what is wrong with it, and how to make a scan of it.
 *
 * @module
 */
import type { ImportInput } from "../../config/fields/import_input.ts";
import { createImportPayload } from "../../config/import_payload.ts";
import { makeDirectory } from "../../data/files/make_directory.ts";
import { writeAll, writeAtomically } from "../../data/formats/atomic_write.ts";
import { inspectFiles, type Inspection } from "../inspect/inspection.ts";
import type { TriedInspection } from "../inspect/try_inspected.ts";
import { trialLines, trialValue } from "../inspect/trial_report.ts";
import { reportLines } from "../inspect/inspection_report.ts";
import { type CommandContext, ownSwitch, ownValue } from "../line/command.ts";
import { messagesWithFlags } from "../line/field_flags.ts";
import { PROGRAM } from "../line/help.ts";
import { UsageError } from "../line/usage_error.ts";
import type { Output } from "../terminal/output.ts";
import { progressLine } from "../terminal/progress_line.ts";
import { shellWord } from "../terminal/shell_words.ts";
import { StopSignals } from "../terminal/stop_signals.ts";

/** Runs `inspect`. */
export async function inspect(context: CommandContext): Promise<number> {
  const { line, output } = context;
  // The payload is made for its checks: what is wrong with a flag is told before a file is read.
  const { import: { files: named } } = createImportPayload({}, { flag: line.flags, override: line.overrides });
  const files = named ?? [];
  if (files.length === 0) throw new UsageError("Cannot run inspect as it needs a file: inspect FILE...");
  const { files: _files, ...fields } = { ...line.flags.import, ...line.overrides.import };
  const seen = await inspectFiles(files, fields, { onProgress: progressOn(output) }).finally(() => output.redraw(null));
  const { inspection, exitCode } = ownSwitch(line, "try-orientations")
    ? await withTrial(seen, fields, context)
    : { inspection: { ...seen, tried: null }, exitCode: null };
  const directory = ownValue(line, "output-dir");
  const picture = directory === undefined ? null : await writePicture(directory, inspection);
  const lines = reportLines(inspection, { program: PROGRAM, all: ownSwitch(line, "all") });
  const shown = picture === null
    ? []
    : [`${shellWord(picture)}: mean pattern (log), mask, positions; below: light, centre of mass across, down`];
  const table = inspection.tried && trialLines(inspection.tried, ownSwitch(line, "all") ? Infinity : MOST_TRIES);
  output.result([...table ?? [], ...lines, ...shown].join("\n"), result(inspection, picture));
  return exitCode ?? (inspection.files.some(({ problem }) => problem === null) ? 0 : 1);
}

// --- internal ---

/** Trials that are printed: all, where one of the eight ways stands out. */
const MOST_TRIES = 18;

/** A look at fewer values is over before anybody wonders. */
const MANY = 2 ** 26;

function progressOn(output: Output): (done: number, all: number) => void {
  const tell = progressLine(output, { doing: "looking at the patterns", of: null });
  return (done, all) => {
    if (all >= MANY) tell({ done, total: all });
  };
}

async function withTrial(
  seen: Inspection,
  fields: ImportInput,
  { command, output }: CommandContext,
): Promise<{ readonly inspection: TriedInspection; readonly exitCode: number | null }> {
  const untried = { ...seen, tried: null };
  if (seen.readable.length === 0) return { inspection: untried, exitCode: null };
  // Loaded here: nothing else of inspect needs tensors.
  const [{ selectAccelerator }, { tryInspected }] = await Promise.all([
    import("../../backend/accelerator.ts"),
    import("../inspect/try_inspected.ts"),
  ]);
  const stop = new StopSignals((name) => output.note(`${name}: stopping the trial`));
  try {
    await selectAccelerator("auto");
    const onProgress = progressLine(output, { doing: "trying orientations", of: null });
    const inWords = (error: Error): string => messagesWithFlags(error, command)[0] ?? error.message;
    const inspection = await tryInspected(seen, fields, { onProgress, signal: stop.signal, inWords });
    return { inspection, exitCode: stop.exitCode };
  } catch (error) {
    // What was seen is told all the same.
    if (!stop.signal.aborted) throw error;
    return { inspection: untried, exitCode: stop.exitCode };
  } finally {
    output.redraw(null);
    stop.close();
  }
}

async function writePicture(directory: string, { study }: Inspection): Promise<string | null> {
  const { inspectionFigure } = await import("../inspect/inspection_figure.ts");
  const picture = inspectionFigure(study);
  if (picture === null) return null;
  const path = `${directory}/inspect.png`;
  await makeDirectory(directory);
  await writeAtomically(path, (file) => writeAll(file, picture));
  return path;
}

function result(
  { files, layout, fields, findings, arguments: words, tried }: TriedInspection,
  picture: string | null,
): unknown {
  return {
    files,
    program: layout.program,
    fields,
    notes: layout.notes,
    problems: layout.problems,
    findings,
    import: words ?? [],
    ...(tried !== null && { orientationTrial: trialValue(tried) }),
    ...(picture !== null && { picture }),
  };
}
