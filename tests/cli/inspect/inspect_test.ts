import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { inspectFiles } from "../../../cli/inspect/inspection.ts";
import { inspectionFigure } from "../../../cli/inspect/inspection_figure.ts";
import { reportLines } from "../../../cli/inspect/inspection_report.ts";
import { importArguments, scanName } from "../../../cli/inspect/import_arguments.ts";
import { shellLine } from "../../../cli/terminal/shell_words.ts";
import { realArray, textScalar } from "../../../data/formats/npy_encode.ts";
import { writeNpz } from "../../../data/formats/write_npz.ts";
import { loadScan } from "../../../data/load_scan.ts";
import { writeScan } from "../../../data/writing/write_scan.ts";
import { good, goodArrays, goodCounts } from "../../data/study/studied.ts";
import { withTempDir } from "../../data/temp_dir.ts";
import { exitwaveEach } from "../program.ts";
import { TempDir } from "../../data/temp_dir.ts";

const REPORT = { program: "exitwave", all: false };

Deno.test("inspect tells of a good scan that a training can begin", async () => {
  await withTempDir(async (directory) => {
    await writeScan(`${directory}/scan.npz`, { ...good, object: null });
    const inspection = await inspectFiles([`${directory}/scan.npz`]);
    const lines = reportLines(inspection, REPORT);
    assertEquals(lines.at(-1), `The scan is ready to train on: exitwave train ${directory}/scan.npz`);
    assert(lines.length < 60);
  });
});

Deno.test("inspect prints an import command that says what the numbers do, and what a user set", async () => {
  await withTempDir(async (directory) => {
    const path = `${directory}/it's a scan.npz`;
    const counts = realArray(Uint16Array.from(goodCounts), [good.count, 64, 64]);
    await writeNpz(path, goodArrays({ diffraction: counts, probeGuess: null }));
    const inspection = await inspectFiles([path], { energy: 8800, units: "px" });
    const words = ["--measurement=intensity", "--crop=64", "--probe=estimate", "--energy=8800", "--units=px"];
    assertEquals(inspection.arguments, ["import", path, ...words]);
    const line = reportLines(inspection, REPORT).at(-1) ?? "";
    assertEquals(await shellWords(line.replace("exitwave ", "")), [
      ...["import", path, ...words],
      ...["--output", "it's a scan.scan.npz"],
    ]);
  });
});

Deno.test("inspect prints the flags that mask hot and dead pixels, and import then masks those that it named", async () => {
  await withTempDir(async (directory) => {
    const path = `${directory}/odd.npz`;
    const [hot, dead] = [200, 31 * 64 + 30];
    const odd = goodCounts.map((count, i) => i % 4096 === hot ? 5000 : i % 4096 === dead ? 0 : count);
    await writeNpz(path, goodArrays({ diffraction: realArray(Uint16Array.from(odd), [good.count, 64, 64]) }));
    const { arguments: words } = await inspectFiles([path], { units: "px" });
    assertEquals(words?.slice(-2), ["--hot-pixels", "--dead-pixels"]);
    const [run] = await exitwaveEach(directory, [[...words ?? [], "--output", "scan.npz"]]);
    assertEquals([run?.code, run?.stderr.includes("pixels with")], [0, false], run?.stderr);
    const { mask } = await loadScan(`${directory}/scan.npz`);
    assertEquals(mask && [...mask.keys()].filter((p) => mask[p] === 0), [hot, dead]);
  });
});

Deno.test("inspect of several files tells of each that cannot be read, and goes on with the others", async () => {
  await withTempDir(async (directory) => {
    const { diffraction, ...rest } = goodArrays();
    assert(diffraction);
    await writeNpz(`${directory}/patterns.npz`, { diffraction });
    await writeNpz(`${directory}/rest.npz`, rest);
    await Deno.writeTextFile(`${directory}/empty.npz`, "");
    const paths = ["patterns.npz", "none.npz", "empty.npz", "rest.npz"].map((name) => `${directory}/${name}`);
    const { files, findings, arguments: words, study } = await inspectFiles(paths);
    assertEquals(files.map(({ problem }) => problem === null), [true, false, false, true]);
    assertEquals(findings.map(({ code }) => code).filter((code) => code.endsWith("unreadable")), [
      ...["file-unreadable", "file-unreadable"],
    ]);
    assertEquals(words?.slice(0, 3), ["import", paths[0], paths[3]]);
    assertEquals(study.positions?.raw.x.length, good.count);
  });
});

Deno.test("inspect takes a file of one array for a dataset, and leaves out what is not to be taken", async () => {
  await withTempDir(async (directory) => {
    const paths = [`${directory}/scan.npz`, `${directory}/mask.npz`];
    await writeNpz(paths[0] ?? "", goodArrays({ mask: realArray(new Uint8Array(64 * 64), [64, 64]) }));
    await writeNpz(paths[1] ?? "", { good: realArray(new Uint8Array(64 * 64).fill(1).fill(0, 0, 5), [64, 64]) });
    const masked = await inspectFiles(paths, { mask: "mask.npz", maskGood: 1 });
    assertEquals(masked.study.patterns?.mean.valid.indexOf(1), 5);
    assertEquals(masked.arguments?.slice(-2), ["--mask=mask.npz", "--mask-good=1"]);
    const bare = await inspectFiles(paths.slice(0, 1), { mask: "none" });
    assertEquals(bare.study.patterns?.mean.valid.indexOf(0), -1);
  });
});

Deno.test("inspect shortens what is long, and escapes what could move a cursor", async () => {
  await withTempDir(async (directory) => {
    const many = Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => [`array_${i}`, realArray(new Float32Array(3))]),
    );
    const path = `${directory}/many.npz`;
    await writeNpz(path, { ...many, "a\x1b[2Jb": textScalar("x"), ...goodArrays() });
    const inspection = await inspectFiles([path]);
    const short = reportLines(inspection, REPORT);
    assert(short.length <= 60 && short.some((line) => line.includes("more (--all shows them)")));
    assert(short.some((line) => line.startsWith("  diffraction")));
    const all = reportLines(inspection, { ...REPORT, all: true });
    assert(all.length > 300 && all.every((line) => !line.includes("\x1b")));
  });
});

Deno.test("shellLine() is read back by a shell as it was, and scanName() is a name in the working directory", async () => {
  const word = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }).filter((text) => !/\0/.test(text));
  await fc.assert(
    fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 5 }), async (words) => {
      assertEquals(await shellWords(shellLine(words)), words);
      assertMatch(scanName(words[0] ?? ""), /^[^/\\]*\.scan\.npz$/);
    }),
    { numRuns: 10 },
  );
});

Deno.test("importArguments() names a file so that it is no flag", async () => {
  const { study } = await withStudy();
  assertEquals(importArguments(["-o.npz"], {}, study).slice(0, 2), ["import", "./-o.npz"]);
});

Deno.test("inspectionFigure() is a PNG of five panels and one for each map, also without positions", async () => {
  const { study } = await withStudy();
  for (const [shown, wide, high] of [[study, 3, 2], [{ ...study, positions: null }, 2, 1]] as const) {
    const png = inspectionFigure(shown);
    assert(png);
    const view = new DataView(png.buffer, png.byteOffset);
    assertEquals([view.getUint32(16), view.getUint32(20)], [320 * wide + 4 * (wide - 1), 320 * high + 4 * (high - 1)]);
  }
  assertEquals(inspectionFigure({ ...study, patterns: null }), null);
});

Deno.test("inspect exits with 0 where a file can be read, with 1 where none can, with 2 without one", async () => {
  await withTempDir(async (directory) => {
    await writeScan(`${directory}/scan.npz`, { ...good, object: null });
    const [json, none, nothing, wrong] = await exitwaveEach(directory, [
      ["inspect", "scan.npz", "--json", "-o", "looks"],
      ["inspect", "none.npz"],
      ["inspect"],
      ["inspect", "scan.npz", "--energy", "-3"],
    ]);
    assertEquals([json?.code, none?.code, nothing?.code, wrong?.code], [0, 1, 2, 3]);
    const result = JSON.parse(json?.stdout ?? "");
    assertEquals(result.import.slice(0, 2), ["import", "scan.npz"]);
    assertEquals(result.files[0].datasets[0].shape, [36, 64, 64]);
    assert(result.findings.every((finding: { severity: string }) => finding.severity === "info"));
    assertEquals(result.picture, "looks/inspect.png");
    assert((await Deno.stat(`${directory}/looks/inspect.png`)).size > 1000);
    assertEquals(json?.tensorflow, false);
    assertMatch(none?.stdout ?? "", /none\.npz/);
    assertMatch(wrong?.stderr ?? "", /--energy/);
  });
});

async function withStudy(): Promise<Awaited<ReturnType<typeof inspectFiles>>> {
  using space = new TempDir();
  const path = `${space.path}/scan.npz`;
  await writeScan(path, { ...good, object: null });
  return await inspectFiles([path]);
}

/** The words that a shell makes of a line. */
async function shellWords(line: string): Promise<string[]> {
  const command = new Deno.Command("sh", { args: ["-c", `printf '%s\\0' ${line}`], stdout: "piped" });
  const { stdout } = await command.output();
  return new TextDecoder().decode(stdout).split("\0").slice(0, -1);
}
