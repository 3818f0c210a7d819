/**
 * The report at the end of a training: `report.html` in its run, as `report RUN` writes it.
 *
 * @module
 */

/**
 * Writes the report of a run that has ended, whatever ended it. A training does not fail for its report: what goes wrong is
 * a warning.
 *
 * @param runDirectory Directory of the run.
 * @param onWarning Called with why there is none.
 * @returns The file; null where there is none.
 */
export async function trainingReport(
  runDirectory: string,
  onWarning: (text: string) => void,
): Promise<string | null> {
  try {
    const { readRuns, reportPath, writeReport } = await import("./report_file.ts");
    const path = reportPath([runDirectory], "html");
    await writeReport(await readRuns([runDirectory]), { path, format: "html" });
    return path;
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    onWarning(`the run has no report: ${problem.split("\n")[0]}`);
    return null;
  }
}
