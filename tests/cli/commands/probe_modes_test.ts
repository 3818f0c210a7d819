/**
 * What is printed of a probe of several modes.
 *
 * @module
 */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { inspectFiles } from "../../../cli/inspect/inspection.ts";
import { reportLines } from "../../../cli/inspect/inspection_report.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { writeScan } from "../../../data/writing/write_scan.ts";
import { readRunRecord } from "../../../run/run_record.ts";
import { TempDir } from "../../data/temp_dir.ts";
import { exitwaveEach } from "../program.ts";

Deno.test("inspect and train print how the modes of a probe share its power, and run.json has it", async () => {
  await using space = new TempDir();
  const scan = `${space.path}/scan.npz`;
  const probe = { kind: "disk", modeShares: [4, 1] } as const;
  await writeScan(scan, simulateScan({ patchSize: 64, patterns: 8, photons: 1e5, seed: 3, probe }));
  const lines = reportLines(await inspectFiles([scan]), { program: "exitwave", all: false });
  assert(
    lines.some((line) => /^ {2}probe +probeGuess: 2 modes with 80 % and 20 % of its power$/.test(line)),
    lines.join(),
  );
  const flags = ["--n-filters-scale", "0.125", "--max-epochs", "1", "--limit-train-batches", "1"];
  const [run] = await exitwaveEach(space.path, [["train", scan, "-o", "run", ...flags, "--accelerator", "cpu"]]);
  assertEquals(run?.code, 0, run?.stderr);
  assert(run?.stdout.split("\n").includes(`probe of ${scan}: 2 modes with 80 % and 20 % of its power`), run?.stdout);
  const [first, second] = (await readRunRecord(`${space.path}/run`))?.data.scan.experiment?.probeShares ?? [];
  assertAlmostEquals(first ?? NaN, 0.8, 1e-6);
  assertAlmostEquals(second ?? NaN, 0.2, 1e-6);
});
