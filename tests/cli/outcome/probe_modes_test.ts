/**
 * What is printed of a probe of several modes.
 *
 * @module
 */
import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { positionCorrectionsText } from "../../../cli/outcome/position_corrections_text.ts";
import { modeSharesText } from "../../../cli/terminal/mode_shares.ts";
import { inspectFiles } from "../../../cli/inspect/inspection.ts";
import { reportLines } from "../../../cli/inspect/inspection_report.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { writeScan } from "../../../data/writing/write_scan.ts";
import { readRunRecord } from "../../../run/run_record.ts";
import { TempDir } from "../../data/temp_dir.ts";
import { exitwaveEach } from "../program.ts";

Deno.test("inspect and train print how the modes of a probe share its power, and what was learned of a beam, and run.json has it", async () => {
  await using space = new TempDir();
  const scan = `${space.path}/scan.npz`;
  const probe = { kind: "disk", modeShares: [4, 1] } as const;
  await writeScan(scan, simulateScan({ patchSize: 64, patterns: 8, photons: 1e5, seed: 3, probe }));
  const lines = reportLines(await inspectFiles([scan]), { program: "exitwave", all: false });
  assert(
    lines.some((line) => /^ {2}probe +probeGuess: 2 modes with 80 % and 20 % of its power$/.test(line)),
    lines.join(),
  );
  const flags = [
    ...["--n-filters-scale", "0.125", "--max-epochs", "1", "--limit-train-batches", "1", "--accelerator", "cpu"],
    ...["--gridsize", "2", "--neighbor-count", "7", "--val-split", "0", "--no-results", "--no-report"],
  ];
  const [run, learning] = await exitwaveEach(space.path, [
    ["train", scan, "-o", "run", ...flags],
    ["train", scan, "-o", "learning", ...flags, "--probe-trainable", "--positions-trainable", "--beam-sweeps", "1"],
  ]);
  assertEquals([run?.code, learning?.code], [0, 0], `${run?.stderr}${learning?.stderr}`);
  assert(run?.stdout.split("\n").includes(`probe of ${scan}: 2 modes with 80 % and 20 % of its power`), run?.stdout);
  const [first, second] = (await readRunRecord(`${space.path}/run`))?.data.scan.experiment?.probeShares ?? [];
  assertAlmostEquals(first ?? NaN, 0.8, 1e-6);
  assertAlmostEquals(second ?? NaN, 0.2, 1e-6);
  const { probeShares, positions } = (await readRunRecord(`${space.path}/learning`))?.data.scan.learned ?? {};
  assert(probeShares && positions);
  const printed = learning?.stdout.split("\n") ?? [];
  assert(printed.includes(`learned probe of ${scan}: ${modeSharesText(probeShares)}`), learning?.stdout);
  assert(printed.includes(`positions of ${scan}: ${positionCorrectionsText(positions)}`), learning?.stdout);
  assertMatch(positionCorrectionsText(positions), /^corrected by \d[\d.e-]* px on average/);
});
