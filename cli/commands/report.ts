/**
 * `report`: what runs came to, in one file.
 *
 * @module
 */
import { isReadable, type ReportedRun } from "../../recon/report/reading/reported_run.ts";
import { type CommandContext, type CommandLine, ownValue } from "../line/command.ts";
import { UsageError } from "../line/usage_error.ts";
import { shellWord } from "../terminal/shell_words.ts";
import { isReportFormat, readRuns, type ReportFormat, reportPath, writeReport } from "../outcome/report_file.ts";

/** Runs `report`. */
export async function report({ line, output }: CommandContext): Promise<number> {
  const directories = line.own.get("runs") ?? [];
  if (directories.length === 0) throw new UsageError("Cannot run report as it needs a run: report RUN...");
  const format = formatOf(line);
  const path = ownValue(line, "output") ?? reportPath(directories, format);
  const told = (index: number): void => output.redraw(() => `reading run ${index + 1} of ${directories.length}`);
  const runs = await readRuns(directories, told).finally(() => output.redraw(null));
  const [first] = runs.flatMap(({ problems }) => problems);
  if (!runs.some(isReadable)) throw new Error(first ?? `Cannot report ${directories.join(", ")} as it holds no run`);
  for (const { problems } of runs) problems.forEach((problem) => output.note(`warning: ${problem}`));
  await writeReport(runs, { path, format });
  const text = runs.length === 1 ? "the run" : `${runs.length} runs`;
  output.result(`${shellWord(path)}: report of ${text}`, { report: path, format, runs: runs.map(resultOf) });
  return 0;
}

// --- internal ---

/** The format that was named, else the one that the file's name ends with. */
function formatOf(line: CommandLine): ReportFormat {
  const [named, file] = [ownValue(line, "format"), ownValue(line, "output")];
  if (named !== undefined) {
    if (isReportFormat(named)) return named;
    throw new UsageError(
      `Cannot run report as --format must be html, md, json or png: current value is ${JSON.stringify(named)}`,
    );
  }
  if (file === undefined) return "html";
  const ending = file.match(/\.([^./\\]+)$/)?.[1]?.toLowerCase() ?? "";
  if (isReportFormat(ending)) return ending;
  throw new UsageError(
    `Cannot run report as the name of its file must end with .html, .md, .json or .png, or --format be given: ` +
      `current value is ${JSON.stringify(file)}`,
  );
}

function resultOf({ directory, record, engine, best, problems }: ReportedRun): unknown {
  return { directory, state: (engine?.record ?? record)?.exitReason ?? null, best, problems };
}
