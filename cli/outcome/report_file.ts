/**
 * A report as a file: from the directories of runs to what is written beside them.
 *
 * @module
 */
import { writeAll, writeAtomically } from "../../data/formats/atomic_write.ts";
import { readReportedRun, type ReportedRun } from "../../recon/report/reading/reported_run.ts";
import { runNames } from "../../recon/report/reading/run_names.ts";
import { recordProducts } from "../../run/products.ts";

/** Formats of reports. */
export type ReportFormat = "html" | "md" | "json" | "png";

/** Whether that is a format. */
export function isReportFormat(name: string): name is ReportFormat {
  return Object.hasOwn(FORMATS, name);
}

/**
 * Reads runs for one report.
 *
 * @param directories Directories of the runs.
 * @param onRun Called before each is read, with its number from 0.
 */
export async function readRuns(
  directories: readonly string[],
  onRun?: (index: number) => void,
): Promise<readonly ReportedRun[]> {
  const many = directories.length;
  const side = Math.min(1024, Math.max(64, Math.floor(Math.sqrt(MOST_PIXELS / many))));
  const runs: ReportedRun[] = [];
  const names = await runNames(directories);
  for (const [index, directory] of directories.entries()) {
    onRun?.(index);
    const run = await readReportedRun(directory, { side, images: many === 1 ? 4 : 1 });
    runs.push({ ...run, name: names[index] ?? run.name });
  }
  return runs;
}

/** Where a report is written by default: that of one run into its directory, that of several here. */
export function reportPath(directories: readonly string[], format: ReportFormat): string {
  const [only = "."] = directories;
  return directories.length === 1 ? `${only.replace(/(?<=.)[/\\]+$/, "")}/report.${format}` : `report.${format}`;
}

/**
 * Writes a report, and records it with the run in whose directory it lies.
 *
 * @throws {Error} If it cannot be written; the message names the file.
 */
export async function writeReport(
  runs: readonly ReportedRun[],
  { path, format }: { readonly path: string; readonly format: ReportFormat },
): Promise<void> {
  const bytes = await FORMATS[format](runs);
  await writeAtomically(path, (file) => writeAll(file, bytes));
  await recordProducts([path]);
}

// --- internal ---

/** Pixels of all images of a report together: a page of many runs shows each smaller. */
const MOST_PIXELS = 2 * 1024 ** 2;

/** What is written in each format; loaded when it is. */
const FORMATS: Readonly<Record<ReportFormat, (runs: readonly ReportedRun[]) => Promise<Uint8Array>>> = {
  html: async (runs) => encoded(await (await import("../../recon/report/report_html.ts")).reportHtml(runs)),
  md: async (runs) => encoded((await import("../../recon/report/report_markdown.ts")).reportMarkdown(runs)),
  json: async (runs) => {
    const { reportJson } = await import("../../recon/report/report_json.ts");
    return encoded(`${JSON.stringify(reportJson(runs), null, 2)}\n`);
  },
  png: async (runs) => await (await import("../../recon/report/report_png.ts")).reportPng(runs),
};

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
