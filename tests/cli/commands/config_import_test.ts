/** `config` of imports: the same words as for trainings. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createImportPayload, createTrainingPayload, type ImportInput } from "@exitwave/exitwave/config";
import { writeNpz } from "../../../data/formats/write_npz.ts";
import { withTempDir } from "../../data/temp_dir.ts";
import { exitwaveEach, type FinishedLine } from "../program.ts";

const FIELDS: ImportInput = { files: ["a.npz"], units: "um", crop: 128 };
const FLAGS = ["--files", "a.npz", "--units", "um", "--import-crop", "128"];

/** Files that all mean {@link FIELDS}. */
const FILES: Readonly<Record<string, string>> = {
  "builders.ts": `import { importer } from "@exitwave/exitwave";
export default { import: importer().files(["a.npz"]).units("um").crop(128) };`,
  "sections.json": JSON.stringify({ import: FIELDS }),
  "payload.json": JSON.stringify(createImportPayload({ import: FIELDS })),
};

async function each(lines: readonly (readonly string[])[]): Promise<FinishedLine[]> {
  let results: FinishedLine[] = [];
  await withTempDir(async (cwd) => {
    for (const [name, text] of Object.entries(FILES)) await Deno.writeTextFile(`${cwd}/${name}`, text);
    await Deno.writeTextFile(`${cwd}/training.json`, JSON.stringify(createTrainingPayload({})));
    await Deno.writeTextFile(`${cwd}/both.json`, JSON.stringify({ import: FIELDS, training: { epochs: 3 } }));
    await writeNpz(`${cwd}/a.npz`, {});
    results = await exitwaveEach(cwd, lines);
  });
  return results;
}

Deno.test("config show makes the same import of scripts, JSON, payloads and flags, and a training of what has both", async () => {
  const shown = (await each([
    ...Object.keys(FILES).map((name) => ["config", "show", name, "--json"]),
    ["config", "show", "--json", ...FLAGS],
    ["config", "show", "--json", "--set", "import.crop=128", "--config", "sections.json"],
    ["config", "show", "--json", "both.json"],
  ])).map(({ stdout }) => JSON.parse(stdout));
  const { import: fields, fingerprints } = createImportPayload({ import: FIELDS });
  for (const payload of shown.slice(0, -1)) {
    assertEquals([payload.kind, payload.import, payload.fingerprints], ["import", fields, fingerprints]);
  }
  assertEquals([shown.at(-1).kind, shown.at(-1).training.epochs], ["training", 3]);
});

Deno.test("config explain, diff and validate take an import, and flags win over its file", async () => {
  const [explained, differ, kinds, valid, gone, wrong, other] = await each([
    ["config", "explain", "builders.ts", "--units", "nm", "--import-crop", "64"],
    ["config", "diff", "builders.ts", "payload.json", "--bin", "2", "--json"],
    ["config", "diff", "builders.ts", "training.json"],
    ["config", "validate", "payload.json", "--json"],
    ["config", "validate", "sections.json", "--files", "none.h5", "--json"],
    ["config", "validate", "sections.json", "--bin", "3", "--json"],
    ["config", "show", "sections.json", "--crop", "64", "--json"],
  ]);
  assertMatch(
    explained?.stdout ?? "",
    /^import\.units +"nm" +\(flag, over "um" from config \(builders\.ts:2\), over null/m,
  );
  assertMatch(explained?.stdout ?? "", /^import\.crop +64 +\(flag, /m);
  assertEquals(JSON.parse(differ?.stdout ?? ""), []);
  assertEquals(kinds?.code, 2);
  assertStringIncludes(kinds?.stderr ?? "", "as the one configures an import, the other a training");
  assertEquals([valid?.code, JSON.parse(valid?.stdout ?? "").valid], [0, true], valid?.stderr);
  assertEquals([gone?.code, JSON.parse(gone?.stdout ?? "").valid], [1, false]);
  assertStringIncludes(gone?.stderr ?? "", "Cannot read none.h5 as there is no such file");
  assertEquals([wrong?.code, JSON.parse(wrong?.stdout ?? "").problems[0].flag], [3, "--bin"]);
  assert(JSON.parse(other?.stdout ?? "").import.crop === 128);
  assertMatch(other?.stderr ?? "", /inference\.crop = 64 has no effect as .*: set import\.crop/);
});
