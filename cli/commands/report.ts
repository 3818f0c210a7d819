/**
 * `report`: what runs came to, in one file.
 *
 * @module
 */
import { writeAll, writeAtomically } from "../../data/formats/atomic_write.ts";
import { isReadable, readReportedRun, type ReportedRun } from "../../recon/report/reading/reported_run.ts";
import { runNames } from "../../recon/report/reading/run_names.ts";
import { recordProducts } from "../../run/products.ts";
import { type CommandContext, type CommandLine, ownValue } from "../line/command.ts";
import { UsageError } from "../line/usage_error.ts";
import type { Output } from "../terminal/output.ts";
import { shellWord } from "../terminal/shell_words.ts";

/** Runs `report`. */
export async function report({ line, output }: CommandContext): Promise<number> {
  const directories = line.own.get("runs") ?? [];
  if (directories.length === 0) throw new UsageError("Cannot run report as it needs a run: report RUN...");
  const format = formatOf(line);
  const path = ownValue(line, "output") ?? placeOf(directories, format);
  const runs = await readRuns(directories, output).finally(() => output.redraw(null));
  const [first] = runs.flatMap(({ problems }) => problems);
  if (!runs.some(isReadable)) throw new Error(first ?? `Cannot report ${directories.join(", ")} as it holds no run`);
  for (const { problems } of runs) problems.forEach((problem) => output.note(`warning: ${problem}`));
  const bytes = await FORMATS[format](runs);
  await writeAtomically(path, (file) => writeAll(file, bytes));
  await recordProducts([path]);
  const text = runs.length === 1 ? "the run" : `${runs.length} runs`;
  output.result(`${shellWord(path)}: report of ${text}`, { report: path, format, runs: runs.map(resultOf) });
  return 0;
}

// --- internal ---

type Format = "html" | "md" | "json" | "png";

/** What is written in each format; loaded when it is. */
const FORMATS: Readonly<Record<Format, (runs: readonly ReportedRun[]) => Promise<Uint8Array>>> = {
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

/** The format that was named, else the one that the file's name ends with. */
function formatOf(line: CommandLine): Format {
  const [named, file] = [ownValue(line, "format"), ownValue(line, "output")];
  if (named !== undefined) {
    if (isFormat(named)) return named;
    throw new UsageError(
      `Cannot run report as --format must be html, md, json or png: current value is ${JSON.stringify(named)}`,
    );
  }
  if (file === undefined) return "html";
  const ending = file.match(/\.([^./\\]+)$/)?.[1]?.toLowerCase() ?? "";
  if (isFormat(ending)) return ending;
  throw new UsageError(
    `Cannot run report as the name of its file must end with .html, .md, .json or .png, or --format be given: ` +
      `current value is ${JSON.stringify(file)}`,
  );
}

function isFormat(name: string): name is Format {
  return Object.hasOwn(FORMATS, name);
}

function placeOf(directories: readonly string[], format: Format): string {
  const [only = "."] = directories;
  return directories.length === 1 ? `${only.replace(/(?<=.)[/\\]+$/, "")}/report.${format}` : `report.${format}`;
}

/** Pixels of all images of a report together: a page of many runs shows each smaller. */
const MOST_PIXELS = 2 * 1024 ** 2;

async function readRuns(directories: readonly string[], output: Output): Promise<ReportedRun[]> {
  const many = directories.length;
  const side = Math.min(1024, Math.max(64, Math.floor(Math.sqrt(MOST_PIXELS / many))));
  const runs: ReportedRun[] = [];
  const names = await runNames(directories);
  for (const [index, directory] of directories.entries()) {
    output.redraw(() => `reading run ${index + 1} of ${many}`);
    const run = await readReportedRun(directory, { side, images: many === 1 ? 4 : 1 });
    runs.push({ ...run, name: names[index] ?? run.name });
  }
  return runs;
}

function resultOf({ directory, record, best, problems }: ReportedRun): unknown {
  return { directory, state: record?.exitReason ?? null, best, problems };
}
