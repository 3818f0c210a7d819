/** `import` as a user runs it: what it prints, writes, and answers. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { loadScan, parseImport, realArray } from "@exitwave/exitwave";
import { knownScan, SIDE, writeCopy } from "../../data/importing/known_copy.ts";
import { withTempDir } from "../../data/temp_dir.ts";
import { exitwave, exitwaveEach, shell, startExitwave } from "../program.ts";

const NAMED = [
  ...["--patterns", "frames", "--x-positions", "across", "--y-positions", "down", "--units", "px"],
  ...["--probe", "probe", "--object", "none"],
];

Deno.test("import prints one line, the command that follows, or all of it as JSON", async () => {
  await withTempDir(async (cwd) => {
    await writeCopy(`${cwd}/a.npz`, knownScan());
    const [text, json, quiet, small] = await exitwaveEach(cwd, [
      ["import", "a.npz", "-o", "one.npz", ...NAMED],
      ["import", "a.npz", "-o", "two.npz", "--json", ...NAMED, "--pixel-size", "3e-8"],
      ["import", "a.npz", "--output=three.h5", "--quiet", ...NAMED],
      ["import", "a.npz", "-o", "small.npz", "--crop", "48", "--pad", "48", ...NAMED],
    ]);
    assertEquals([text?.code, text?.tensorflow, text?.stderr], [0, false, ""]);
    assertEquals(
      text?.stdout.replace(/, in [\d.]+ s: /, ", in N s: "),
      "24 patterns of 64 × 64 px, 20000 photons each, no pixel masked, object pixels of unknown size, orientation none, " +
        "in N s: one.npz\nnext: train one.npz\n",
    );
    const value = JSON.parse(json?.stdout ?? "");
    assertEquals([value.count, value.patchSize, value.maskedShare, value.orientation], [24, 64, 0, "none"]);
    assertEquals([value.path, value.objectPixel, value.warnings], ["two.npz", { height: 3e-8, width: 3e-8 }, []]);
    assertEquals(parseImport(value.recipe).import.patterns, "frames");
    assertEquals([quiet?.code, quiet?.stdout, quiet?.stderr], [0, "", ""]);
    assertStringIncludes(small?.stdout ?? "", "\nnext: reconstruct small.npz\n");
    assertStringIncludes(small?.stderr ?? "", "; engines take them as they are");
    assertEquals((await loadScan(`${cwd}/three.h5`)).amplitude, (await loadScan(`${cwd}/one.npz`)).amplitude);
  });
});

Deno.test("import --dry-run prints the recipe, which makes the same scan as a configuration", async () => {
  await withTempDir(async (cwd) => {
    await writeCopy(`${cwd}/a.npz`, knownScan());
    const dry = ["import", "a.npz", "--dry-run", ...NAMED];
    const [text, json] = await exitwaveEach(cwd, [dry, [...dry, "--json"]]);
    assertStringIncludes(text?.stdout ?? "", 'import.measurement = "intensity"  (dataset, over null by default)');
    assertStringIncludes(text?.stdout ?? "", 'import.units = "px"  (flag, over null by default)');
    assertEquals([...Deno.readDirSync(cwd)].map(({ name }) => name), ["a.npz"]);
    await Deno.writeTextFile(`${cwd}/recipe.json`, json?.stdout ?? "");
    await Deno.writeTextFile(
      `${cwd}/script.ts`,
      `
      import { importer } from "@exitwave/exitwave";
      export default { import: importer().files(["a.npz"]).patterns("frames").xPositions("across").yPositions("down")
        .units("px").probe("probe").object("none"), training: { epochs: 3 } };
    `,
    );
    const results = await exitwaveEach(cwd, [
      ["import", "a.npz", "-o", "one.npz", ...NAMED],
      ["import", "-o", "two.npz", "--config", "recipe.json"],
      ["import", "-o", "three.npz", "--config", "script.ts", "--set", "import.frames=0:5"],
    ]);
    assertEquals(results.map(({ code, stderr }) => [code, stderr]), Array(3).fill([0, ""]));
    const [one, two, three] = await Promise.all(["one", "two", "three"].map((name) => loadScan(`${cwd}/${name}.npz`)));
    assertEquals([two?.amplitude, two?.x, two?.probe], [one?.amplitude, one?.x, one?.probe]);
    assertEquals([one?.count, three?.count], [24, 5]);
  });
});

Deno.test("import answers what is wrong with one line and the exit code of its kind", async () => {
  await withTempDir(async (cwd) => {
    await writeCopy(`${cwd}/a.npz`, knownScan(), { mask: realArray(new Uint8Array(5)) });
    const cases: readonly (readonly [line: string, code: number, message: string])[] = [
      ["import a.npz", 2, "Cannot run import as it needs --output FILE"],
      ["import -o b.npz", 2, "Cannot run import as it needs files: write import FILE..."],
      ["import a.npz -o b.npz --orientaton auto", 2, "did you mean --orientation?"],
      ["import a.npz -o b.npz --units miles", 3, "import.units (--units) must be one of m, mm, um, nm, angstrom, px"],
      ["import none.npz -o b.npz", 1, "Cannot read none.npz as there is no such file"],
      ["import a.npz -o b.xyz", 1, "Cannot write scan b.xyz as its ending must be one of"],
      [
        "import a.npz -o no/b.npz --patterns frames --units px --x-positions across --y-positions down",
        1,
        "make no first",
      ],
      ["import a.npz -o b.npz --patterns frame", 1, "did you mean frames?"],
      ["import a.npz -o b.npz --set training.epochs=3 --patterns none.h5:x", 1, "none.h5:x"],
    ];
    const results = await exitwaveEach(cwd, cases.map(([line]) => line.split(" ")));
    for (const [i, [line, code, message]] of cases.entries()) {
      const { code: found, stderr = "" } = results[i] ?? {};
      assertEquals(found, code, `${line}: ${stderr}`);
      const errors = stderr.trim().split("\n").filter((text) => !text.startsWith("warning: "));
      assertEquals(errors.length, 1, stderr);
      assertStringIncludes(errors[0] ?? "", message);
    }
    assertEquals([...Deno.readDirSync(cwd)].map(({ name }) => name), ["a.npz"]);
  });
});

Deno.test({
  name: "import that is stopped leaves nothing; that is killed, nothing under the name; a full disk is one sentence",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    withTempDir(async (cwd) => {
      const scan = knownScan();
      const many = 600;
      const counts = new Uint16Array(many * SIDE * SIDE);
      for (let i = 0; i < counts.length; i += scan.counts.length) {
        counts.set(scan.counts.subarray(0, counts.length - i), i);
      }
      const places = realArray(Float64Array.from({ length: many }, (_, i) => 32 + (i % 40)));
      const frames = realArray(counts, [many, SIDE, SIDE]);
      await writeCopy(`${cwd}/a.npz`, scan, { frames, across: places, down: places });
      const line = ["import", "a.npz", "-o", "b.npz", "--pad", "128", ...NAMED];
      const full = await shell(cwd, 'ulimit -f 200; exec "$@"', line);
      assertEquals(full.code, 1);
      assertStringIncludes(full.stderr, "Cannot write b.npz as files may not become so long here");
      for (const [signal, code] of [["SIGKILL", 137], ["SIGINT", 130]] as const) {
        while (await endedBefore(cwd, { line, signal, code })) await Deno.remove(`${cwd}/b.npz`);
        const left = [...Deno.readDirSync(cwd)].map(({ name }) => name).filter((name) => name !== "a.npz");
        assertEquals(left.map((name) => name.replace(/\.\w+\.tmp$/, "")), signal === "SIGKILL" ? [".b.npz"] : []);
        for (const name of left) await Deno.remove(`${cwd}/${name}`);
      }
      assert((await exitwave(cwd, line)).code === 0);
    }),
});

// --- internal ---

interface Stop {
  readonly line: readonly string[];
  readonly signal: Deno.Signal;
  readonly code: number;
}

/** Sends a signal while the scan is written; whether that came too late. */
async function endedBefore(cwd: string, { line, signal, code }: Stop): Promise<boolean> {
  const child = startExitwave(cwd, line);
  while (!isWriting(cwd)) await new Promise((resolve) => setTimeout(resolve, 2));
  try {
    child.kill(signal);
  } catch {
    // It has ended.
  }
  const { code: found, stderr } = await child.output();
  if (await Deno.stat(`${cwd}/b.npz`).then(() => true, () => false)) return true;
  assertEquals(found, code, new TextDecoder().decode(stderr));
  return false;
}

/** Whether the scan is being written, under its temporary name, or is there. */
function isWriting(directory: string): boolean {
  return [...Deno.readDirSync(directory)].some(({ name }) => /^(?:\.b\.npz\..*|b\.npz)$/.test(name));
}
