import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { complexArray, realArray } from "../../data/formats/npy_encode.ts";
import { good, writeOdd } from "../data/checks/odd_scan.ts";
import { withTempDir } from "../data/temp_dir.ts";
import { exitwave, exitwaveEach, TINY } from "./program.ts";

/** What looks wrong with the file, as every command must say. */
const DOUBTS = [
  "odd.npz: its object is not finite: 1 of the 10000 pixels of objectGuess are NaN or infinite",
  "odd.npz: positions span",
  "odd.npz: diffraction holds whole numbers up to",
  "odd.npz: diffraction has 1 dark pattern, number 4",
];

async function writeDoubtful(path: string): Promise<void> {
  const counts = good.amplitude.map((value, i) => i >= 4 * 4096 && i < 5 * 4096 ? 0 : Math.round(value ** 2));
  await writeOdd(path, {
    diffraction: realArray(Uint16Array.from(counts), [9, 64, 64]),
    xcoords: realArray(good.x.map((x) => x * 1e-8)),
    ycoords: realArray(good.y.map((y) => y * 1e-8)),
    probeGuess: complexArray(good.probe, [1, 1, 64, 64]),
    objectGuess: realArray(new Float32Array(10000).fill(NaN, 0, 1), [100, 100]),
  });
}

Deno.test("train, infer and simulate print what looks wrong in a scan, and tell it in --json", () =>
  withTempDir(async (cwd) => {
    await writeDoubtful(`${cwd}/odd.npz`);
    const slices = realArray(new Float32Array(2 * 200 * 200).fill(1), [2, 200, 200]);
    await writeOdd(`${cwd}/slices.npz`, { objectGuess: slices });
    const infer = [
      "infer",
      "--model-path",
      "run",
      "--output-dir",
      "out",
      "--test-data-file",
      "odd.npz",
      "--no-results",
    ];
    const [trained, inferred, counted, simulated] = await exitwaveEach(cwd, [
      ["train", "--train-data-file", "odd.npz", "--output-dir", "run", ...TINY, "--json"],
      [...infer, "--accelerator", "cpu", "--json"],
      [...infer, "--accelerator", "cpu", "--json", "--measurement", "intensity"],
      ["simulate", "--object", "slices.npz", "--patterns", "4", "--output", "new.npz", "--json"],
    ]);
    for (const result of [trained, inferred]) {
      assertEquals(result?.code, 0, result?.stderr);
      const told = (JSON.parse(result?.stdout ?? "") as { warnings: string[] }).warnings;
      // That so short a training learned nothing is said too.
      const warnings = told.filter((warning) => warning.startsWith("odd.npz"));
      assertEquals(warnings.length, DOUBTS.length, told.join("\n"));
      for (const [i, doubt] of DOUBTS.entries()) {
        assertStringIncludes(warnings[i] ?? "", doubt);
        assertStringIncludes(result?.stderr ?? "", `warning: ${doubt}`);
      }
    }
    assertEquals(counted?.code, 0, counted?.stderr);
    assert(!counted?.stderr.includes("whole numbers"), counted?.stderr);
    assertEquals(simulated?.code, 0, simulated?.stderr);
    assertStringIncludes(
      simulated?.stderr ?? "",
      "warning: slices.npz: objectGuess has 2 slices, of which the product is taken",
    );
    assertEquals((JSON.parse(simulated?.stdout ?? "") as { warnings: string[] }).warnings.length, 1);
  }));

Deno.test("train refuses an object that it needs and cannot use, and patterns of a size that no network takes", () =>
  withTempDir(async (cwd) => {
    await writeDoubtful(`${cwd}/odd.npz`);
    const wide = { diffraction: realArray(new Float32Array(2 * 9216).fill(1.5), [2, 96, 96]) };
    await writeOdd(`${cwd}/wide.npz`, wide);
    const train = (file: string, ...more: string[]): string[] => [
      ...["train", "--train-data-file", file, "--output-dir", "run", ...TINY, ...more],
    ];
    const [supervised, size, forced] = await exitwaveEach(cwd, [
      train("odd.npz", "--set", "model.mode=supervised", "--set", "model.loss=mae"),
      train("wide.npz"),
      train("wide.npz", "--set", "data.patchSize=64"),
    ]);
    assertEquals([supervised?.code, size?.code, forced?.code], [1, 1, 1]);
    assertStringIncludes(supervised?.stderr ?? "", "error: Cannot use scan odd.npz as its object is not finite");
    for (const result of [size, forced]) {
      assertStringIncludes(
        result?.stderr ?? "",
        "error: Cannot use scan wide.npz as networks take patterns of 64, 128 or 256 px a side: current value is " +
          "96 × 96; crop them to 64 px or pad them with zeros to 128 px around the direct beam",
      );
    }
    const { code, stderr } = await exitwave(cwd, ["simulate", "--output", "s.npz", "--patterns", "1e9"]);
    assertEquals(code, 1);
    assertStringIncludes(stderr, "1000000000 patterns of 64 × 64 px would take 2860 GiB of memory");
  }));
