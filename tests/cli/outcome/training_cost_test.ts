/** What a training costs is told before it starts, and again once an epoch is timed. */
import { assertEquals, assertMatch } from "@std/assert";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { writeScan } from "../../../data/writing/write_scan.ts";
import { withTempDir } from "../../data/temp_dir.ts";
import { exitwave, exitwaveEach, tinyWith } from "../program.ts";

Deno.test("train tells of parameters, batches and patterns before it starts, and of the time after an epoch", async () => {
  await withTempDir(async (cwd) => {
    await writeScan(`${cwd}/scan.npz`, simulateScan({ patchSize: 64, patterns: 20, photons: 1e5 }));
    const line = ["train", "--train-data-file", "scan.npz", "--output-dir", "run", "--json"];
    const [first, resumed, again] = await exitwaveEach(cwd, [
      [...line, ...tinyWith("--max-epochs", "3")],
      ["train", "--resume", "run", "--max-epochs", "5", "--max-steps", "50", "--json"],
      ["train", "--resume", "run", "--json"],
    ]);
    assertEquals(first?.code, 0, first?.stderr);
    const [device, start, epoch, time, ...rest] = first?.stderr.trimEnd().split("\n") ?? [];
    assertMatch(device ?? "", /^training on cpu/);
    assertMatch(start ?? "", /^network: 9\.8 k parameters · 3 epochs of 1 batch of 4 \(19 patterns, 1 held out\)$/);
    assertMatch(epoch ?? "", /^epoch 1\/3 /);
    assertMatch(time ?? "", /^an epoch takes [\d.]+ s: about [\d.]+ s to go$/);
    assertEquals(rest.map((text) => text.slice(0, 9)), ["epoch 2/3", "epoch 3/3"]);
    const { cost } = JSON.parse(first?.stdout ?? "");
    assertEquals([cost.samples, cost.validationSamples, cost.batches], [19, 1, 1]);
    assertEquals([cost.parameters > 9000, cost.secondsPerEpoch > 0], [true, true]);
    assertMatch(resumed?.stderr ?? "", /· 2 of 5 epochs of 1 batch of 4 /);
    assertMatch(resumed?.stderr ?? "", /an epoch takes [\d.]+ s: at most [\d.]+ s to go/);
    assertEquals(JSON.parse(again?.stdout ?? "").cost, null);
  });
});

Deno.test("train --dry-run tells what is known of the cost by then", async () => {
  await withTempDir(async (cwd) => {
    await writeScan(`${cwd}/scan.npz`, simulateScan({ patchSize: 64, patterns: 20, photons: 1e5 }));
    const { code, stdout, stderr } = await exitwave(cwd, [
      ...["train", "--train-data-file", "scan.npz", "--dry-run", "--max-epochs", "1", "--batch-size", "4"],
    ]);
    assertEquals([code, stderr], [0, ""]);
    assertMatch(stdout, /\nnetwork: [\d.]+ M parameters · 1 epoch of batches of 4 \(20 patterns in scan\.npz\)\n$/);
  });
});
