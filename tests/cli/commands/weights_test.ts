import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { writeScan } from "../../../data/writing/write_scan.ts";
import { withTempDir } from "../../data/temp_dir.ts";
import { exitwaveEach, TINY } from "../program.ts";

const USAGE: readonly (readonly [words: readonly string[], message: string])[] = [
  [[], 'Cannot run weights as its first word must be export or import: current value is ""'],
  [["exprt", "a", "-o", "b"], 'must be export or import (did you mean export?): current value is "exprt"'],
  [["export", "run"], "Cannot run weights export as it needs two files: write weights export RUN -o FILE"],
  [["import", "-o", "b"], "Cannot run weights import as it needs two files: write weights import FILE -o FILE"],
  [["import", "a", "b", "-o", "c"], "Cannot run weights import as it takes one FILE: got b too"],
  [["export", "run", "-o", "c", "--n-filters-scale", "1"], "with fields of a network as the run says which it is"],
];

Deno.test("weights says what it needs", async () => {
  await withTempDir(async (cwd) => {
    const results = await exitwaveEach(cwd, USAGE.map(([words]) => ["weights", ...words]));
    USAGE.forEach(([words, message], i) => {
      assertEquals(results[i]?.code, 2, words.join(" "));
      assertStringIncludes(results[i]?.stderr ?? "", message);
    });
  });
});

Deno.test("weights go out and come back, and infer and train take what came back", async () => {
  await withTempDir(async (cwd) => {
    await writeScan(`${cwd}/scan.npz`, simulateScan({ patterns: 6 }));
    const lines = [
      ["train", "scan.npz", "-o", "run", ...TINY],
      ["weights", "export", "run", "-o", "state.safetensors", "--json"],
      ["weights", "import", "state.safetensors", "-o", "net.safetensors"],
      ["weights", "import", "state.safetensors", "-o", "other.safetensors", "--n-filters-scale", "0.25"],
      ["weights", "import", "scan.npz", "-o", "other.safetensors"],
      ["infer", "net.safetensors", "scan.npz", "--accelerator", "cpu", "--no-results"],
      ["train", "scan.npz", "-o", "further", "--weights", "net.safetensors", ...TINY],
    ];
    const results = await exitwaveEach(cwd, lines);
    assertEquals(results.map(({ code }) => code), [0, 0, 0, 1, 1, 0, 0], results.map(({ stderr }) => stderr).join(""));
    const written = JSON.parse(results[1]?.stdout ?? "");
    assert(written.from.startsWith("run/checkpoints/") && written.numbers > 1000);
    assertEquals(results[2]?.stdout.split("\n").slice(1, 3), [
      "next: infer net.safetensors SCAN",
      "or: train SCAN --weights net.safetensors",
    ]);
    assertStringIncludes(results[3]?.stderr ?? "", "Cannot import weights from state.safetensors as ");
    assertStringIncludes(
      results[3]?.stderr ?? "",
      " mismatched (autoencoder.encoder.blocks.0.conv1.weight is [4,1,3,3] instead of [8,1,3,3]",
    );
    assertStringIncludes(results[4]?.stderr ?? "", "Cannot import weights from scan.npz as it is a ZIP archive");
  });
});
