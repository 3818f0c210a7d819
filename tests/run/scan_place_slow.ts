/** Where a run finds its scan when it goes on: seen from another directory, moved, beside another of the same name. */
import { dirname } from "node:path";
import { assertEquals, assertStringIncludes } from "@std/assert";
import { simulateScan } from "../../data/simulation/simulate.ts";
import { writeScan } from "../../data/writing/write_scan.ts";
import { exitwave, type Finished, tinyWith } from "../cli/program.ts";
import { withTempDir } from "../data/temp_dir.ts";

/** A project `<root>/project` with a scan and a run of one epoch; and another directory. */
async function withRun(test: (root: string) => Promise<void>): Promise<void> {
  await withTempDir(async (root) => {
    await scanAt(`${root}/project/data/scan.npz`, 3);
    await Deno.mkdir(`${root}/elsewhere`);
    const line = [
      "train",
      "--train-data-file",
      "data/scan.npz",
      "--output-dir",
      "runs/a",
      ...tinyWith("--max-epochs", "1"),
    ];
    const { code, stderr } = await exitwave(`${root}/project`, line);
    assertEquals(code, 0, stderr);
    await test(root);
  });
}

async function scanAt(path: string, seed: number): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  await writeScan(path, simulateScan({ patchSize: 64, patterns: 6, photons: 1e5, seed }));
}

function resume(cwd: string, run: string, epochs: number, ...more: readonly string[]): Promise<Finished> {
  return exitwave(cwd, ["train", "--resume", run, "--max-epochs", String(epochs), ...more]);
}

async function pathIn(run: string): Promise<unknown> {
  return JSON.parse(await Deno.readTextFile(`${run}/payload.json`)).data.scan;
}

Deno.test("findScans() lets a run go on from any directory, and again from a third", async () => {
  await withRun(async (root) => {
    await Deno.mkdir(`${root}/third`);
    for (const [cwd, epochs] of [["elsewhere", 2], ["third", 3], ["project", 4]] as const) {
      const { code, stderr } = await resume(`${root}/${cwd}`, `${root}/project/runs/a`, epochs);
      assertEquals(code, 0, stderr);
    }
    assertEquals(await pathIn(`${root}/project/runs/a`), "data/scan.npz");
  });
});

Deno.test("findScans() finds the scan where run and scan were moved together, and without run.json", async () => {
  await withRun(async (root) => {
    await Deno.rename(`${root}/project`, `${root}/archive`);
    const moved = await resume(`${root}/elsewhere`, "../archive/runs/a", 2);
    assertEquals(moved.code, 0, moved.stderr);
    await Deno.remove(`${root}/archive/runs/a/run.json`);
    const unrecorded = await resume(`${root}/elsewhere`, "../archive/runs/a", 3);
    assertEquals(unrecorded.code, 0, unrecorded.stderr);
  });
});

Deno.test("infer RUN finds the scan of the training from any directory, of a checkpoint and of a moved project too", async () => {
  await withRun(async (root) => {
    const infer = (...words: readonly string[]): Promise<Finished> =>
      exitwave(`${root}/elsewhere`, [
        "infer",
        ...words,
        "--accelerator",
        "cpu",
        "--no-results",
        "--json",
        "-o",
        "image",
      ]);
    for (const word of ["../project/runs/a", "../project/runs/a/checkpoints/last.safetensors"]) {
      const { code, stdout, stderr } = await infer(word);
      assertEquals(code, 0, stderr);
      assertStringIncludes(JSON.parse(stdout).scan, "/project/data/scan.npz");
    }
    await Deno.rename(`${root}/project`, `${root}/archive`);
    const moved = await infer("../archive/runs/a");
    assertStringIncludes(JSON.parse(moved.stdout).scan, "/archive/data/scan.npz", moved.stderr);
    await Deno.remove(`${root}/archive/data/scan.npz`);
    const lost = await infer("../archive/runs/a");
    assertEquals([lost.code, lost.stdout], [1, ""]);
    assertStringIncludes(lost.stderr, "was trained on as data/scan.npz is not there");
  });
});

Deno.test("findScans() takes the scan of the run and not another one of its name, and says so", async () => {
  await withRun(async (root) => {
    await scanAt(`${root}/elsewhere/data/scan.npz`, 4);
    const { code, stderr } = await resume(`${root}/elsewhere`, "../project/runs/a", 2);
    assertEquals(code, 0, stderr);
    assertStringIncludes(stderr, "warning: data/scan.npz is another file here than the run began with: ");
  });
});

Deno.test("fit() judges by content whatever was found or named", async () => {
  await withRun(async (root) => {
    await scanAt(`${root}/elsewhere/other.npz`, 4);
    const wrong = await resume(`${root}/elsewhere`, "../project/runs/a", 2, "--train-data-file", "other.npz");
    assertStringIncludes(wrong.stderr, "must be the file it began with (sha256:");
    await Deno.rename(`${root}/project/data/scan.npz`, `${root}/elsewhere/right.npz`);
    const named = await resume(`${root}/elsewhere`, "../project/runs/a", 2, "--train-data-file", "right.npz");
    assertEquals(named.code, 0, named.stderr);
    await scanAt(`${root}/project/data/scan.npz`, 5);
    assertEquals((await resume(`${root}/project`, "runs/a", 3)).code, 0);
    await Deno.remove(`${root}/elsewhere/right.npz`);
    const lost = await resume(`${root}/project`, "runs/a", 4);
    assertStringIncludes(lost.stderr, "error: Cannot read right.npz as there is no such file in ");
  });
});
