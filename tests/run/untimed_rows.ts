/** Columns of `metrics.csv` that differ from run to run. */
const TIMES: readonly string[] = ["seconds", "patterns_per_second", "step_ms"];

/** Rows of a `metrics.csv`, its header first, as two runs of the same training have them in common: without times. */
export function untimedRows(csv: string): string[] {
  const rows = csv.split("\n");
  const columns = rows[0]?.split(",") ?? [];
  return rows.map((row) => row.split(",").filter((_cell, column) => !TIMES.includes(columns[column] ?? "")).join(","));
}
