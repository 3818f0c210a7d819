/** A network that is trained on several scans by the command line, goes on, and reconstructs these scans and another. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { simulateScan } from "../../data/simulation/simulate.ts";
import { writeScan } from "../../data/writing/write_scan.ts";
import { withTempDir } from "../data/temp_dir.ts";
import { exitwave, exitwaveEach, tinyWith } from "./program.ts";

/** Three scans in a project, of different probes and photons. */
async function withScans(test: (root: string) => Promise<void>): Promise<void> {
  await withTempDir(async (root) => {
    await Deno.mkdir(`${root}/project/scans`, { recursive: true });
    const scan = { patchSize: 64, patterns: 9, photons: 1e5, positions: "raster" } as const;
    const path = (name: string): string => `${root}/project/scans/${name}.npz`;
    await writeScan(path("disk1"), simulateScan({ ...scan, seed: 1 }));
    await writeScan(path("disk2"), simulateScan({ ...scan, probe: "gaussian", photons: 1e6, seed: 2 }));
    await writeScan(path("third"), simulateScan({ ...scan, probe: "speckle", photons: 1e4, seed: 3 }));
    await test(root);
  });
}

function energyWarnings({ warnings }: { readonly warnings: readonly string[] }): string[] {
  return warnings.filter((text) => text.includes("energy"));
}

Deno.test("train SCANS learns from several scans, goes on where it lies by then, and infer takes any scan", async () => {
  await withScans(async (root) => {
    const more = [...tinyWith("--max-epochs", "1"), "--set", "model.probeTrainable=true"];
    const trained = await exitwave(`${root}/project`, ["train", "scans/disk?.npz", "-o", "run", ...more, "--json"]);
    assertEquals(trained.code, 0, trained.stderr);
    const payload = JSON.parse(await Deno.readTextFile(`${root}/project/run/payload.json`));
    assertEquals(payload.data.scan, "scans/disk?.npz");
    const { data } = JSON.parse(await Deno.readTextFile(`${root}/project/run/run.json`));
    assertEquals(data.scans.map(({ path }: { path: string }) => path), ["scans/disk1.npz", "scans/disk2.npz"]);
    assertEquals(data.scan, data.scans[0]);

    // Both are moved, and the project has another scan that the pattern would take.
    await Deno.rename(`${root}/project`, `${root}/moved`);
    await Deno.copyFile(`${root}/moved/scans/third.npz`, `${root}/moved/scans/disk0.npz`);
    const infer = (
      ...words: string[]
    ): string[] => ["infer", "moved/run", ...words, "--accelerator", "cpu", "--no-results", "--json", "-o", "image"];
    const lines = [
      ["train", "--resume", "moved/run", "--max-epochs", "2"],
      ...[infer(), infer("moved/scans/disk2.npz"), infer("moved/scans/third.npz")],
    ];
    const told = await exitwaveEach(root, lines);
    for (const { code, stderr } of told) assertEquals(code, 0, stderr);
    const [first, second, third] = told.slice(1).map(({ stdout }) => JSON.parse(stdout));
    assertStringIncludes(first.scan, "moved/scans/disk1.npz");
    assert(
      first.warnings.some((text: string) => /was trained on 2 scans: the first, .*disk1.npz, is reconstr/.test(text)),
    );
    assertEquals([second.patterns, energyWarnings(second)], [9, []]);
    // Its light is another, and it is scaled by itself: of its energy nothing is said.
    assertEquals([third.patterns, energyWarnings(third)], [9, []]);
  });
});

Deno.test("config shows and explains several scans as they were written, and train names the scan that is wrong", async () => {
  await withScans(async (root) => {
    const cwd = `${root}/project`;
    await Deno.writeTextFile(
      `${cwd}/config.json`,
      JSON.stringify({ data: { scan: ["scans/*1.npz", "scans/disk2.npz"] } }),
    );
    const shown = await exitwave(cwd, ["config", "show", "config.json"]);
    assertEquals(JSON.parse(shown.stdout).data.scan, ["scans/*1.npz", "scans/disk2.npz"]);
    assertEquals(JSON.parse(shown.stdout).data.patchSize, 64);
    const explained = await exitwave(cwd, ["config", "explain", "config.json"]);
    assertStringIncludes(explained.stdout, '["scans/*1.npz","scans/disk2.npz"]');
    const validated = await exitwave(cwd, ["config", "validate", "config.json"]);
    assertEquals(validated.code, 0, validated.stderr);
    await writeScan(`${cwd}/large.npz`, simulateScan({ patchSize: 128, patterns: 2 }));
    const wrong = await exitwave(cwd, ["train", "scans/disk1.npz", "large.npz"]);
    assertEquals(wrong.code, 1);
    assertStringIncludes(
      wrong.stderr,
      "Cannot train on large.npz as its patterns must have the size of those of scans/disk1.npz, 64 px: current value is 128",
    );
    const planned = await exitwave(cwd, ["train", "scans/*.npz", "--dry-run"]);
    assertStringIncludes(planned.stdout, "(27 patterns in 3 scans)");
  });
});
