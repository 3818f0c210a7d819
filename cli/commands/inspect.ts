/**
 * `inspect`: what files are, what is in them, what is wrong with it, and how to make a scan of it.
 *
 * @module
 */
import { createImportPayload } from "../../config/import_payload.ts";
import { makeDirectory } from "../../data/files/make_directory.ts";
import { writeAll, writeAtomically } from "../../data/formats/atomic_write.ts";
import { inspectFiles, type Inspection } from "../inspect/inspection.ts";
import { reportLines } from "../inspect/inspection_report.ts";
import { type CommandContext, ownSwitch, ownValue } from "../line/command.ts";
import { PROGRAM } from "../line/help.ts";
import { UsageError } from "../line/usage_error.ts";
import type { Output } from "../terminal/output.ts";
import { progressLine } from "../terminal/progress_line.ts";
import { shellWord } from "../terminal/shell_words.ts";

/** Runs `inspect`. */
export async function inspect({ line, output }: CommandContext): Promise<number> {
  // The payload is made for its checks: what is wrong with a flag is told before a file is read.
  const { import: { files: named } } = createImportPayload({}, { flag: line.flags, override: line.overrides });
  const files = named ?? [];
  if (files.length === 0) throw new UsageError("Cannot run inspect as it needs a file: inspect FILE...");
  const { files: _files, ...fields } = { ...line.flags.import, ...line.overrides.import };
  const inspection = await inspectFiles(files, fields, { onProgress: progressOn(output) })
    .finally(() => output.redraw(null));
  const directory = ownValue(line, "output-dir");
  const picture = directory === undefined ? null : await writePicture(directory, inspection);
  const lines = reportLines(inspection, { program: PROGRAM, all: ownSwitch(line, "all") });
  const shown = picture === null
    ? []
    : [`${shellWord(picture)}: mean pattern (log), mask, positions; below: light, centre of mass across, down`];
  output.result([...lines, ...shown].join("\n"), result(inspection, picture));
  return inspection.files.some(({ problem }) => problem === null) ? 0 : 1;
}

// --- internal ---

/** A look at fewer values is over before anybody wonders. */
const MANY = 2 ** 26;

function progressOn(output: Output): (done: number, all: number) => void {
  const tell = progressLine(output, { doing: "looking at the patterns", of: null });
  return (done, all) => {
    if (all >= MANY) tell({ done, total: all });
  };
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

function result({ files, layout, fields, findings, arguments: words }: Inspection, picture: string | null): unknown {
  return {
    files,
    program: layout.program,
    fields,
    notes: layout.notes,
    problems: layout.problems,
    findings,
    import: words ?? [],
    ...(picture !== null && { picture }),
  };
}
