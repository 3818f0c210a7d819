/**
 * The notebooks of `examples/` in the real kernel, and an interrupt there. `deno task notebooks` runs them; they take a
 * minute or two, and need Debian's Jupyter. What they show is left in `results/notebooks/`, to be looked at.
 *
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type CellOutput,
  missingJupyter,
  type Notebook,
  type NotebookCell,
  NotebookFolder,
  readNotebook,
  wholeText,
} from "./jupyter.ts";
import { SHOWN } from "./shown_cells.ts";

const examples = fileURLToPath(new URL("../../examples", import.meta.url));
const results = fileURLToPath(new URL("../../results/notebooks", import.meta.url));
const missing = await missingJupyter();
const ignore = missing !== null;
const needs = missing === null ? "" : ` (${missing})`;

/** Of the first phase that a notebook tells of with the truth: a flat image has 0.2 at most. */
const LEAST_CORRELATION = 0.4;

for (const [name, expected] of Object.entries(SHOWN)) {
  Deno.test({
    name: `examples/${name}.ipynb runs, and every cell shows what it says, once${needs}`,
    ignore,
    fn: async () => {
      using folder = await NotebookFolder.open();
      const executed = await folder.execute(await readNotebook(join(examples, `${name}.ipynb`)), name);
      await keep(folder, name);
      const cells = executed.cells.filter(({ cell_type }) => cell_type === "code");
      assertEquals(cells.flatMap(({ outputs = [] }) => outputs.filter(isPrinted)), []);
      cells.forEach(({ outputs = [] }, k) => {
        const texts = outputs.map(({ data = {} }) => wholeText(data["text/plain"]));
        const wanted = expected[k] ?? [];
        assertEquals(
          texts.map((text, i) => text.slice(0, wanted[i]?.length)),
          wanted,
          `cell ${k} shows:\n${texts.join("\n")}`,
        );
        outputs.forEach(assertPictured);
        texts.forEach(assertLearned);
      });
      cells.forEach(assertUnhurried);
    },
  });
}

Deno.test({
  name: `a training that is interrupted in a notebook stops, keeps its state, and goes on in the same kernel${needs}`,
  ignore,
  fn: async () => {
    using folder = await NotebookFolder.open();
    const names = ["createNotebookProgress", "createTrainingPayload", "fit", "readRun", "simulateScan", "writeScan"];
    const executed = await folder.execute(
      notebookOf([
        `import { ${names.join(", ")} } from "@exitwave/exitwave";`,
        `await writeScan("scan.npz", simulateScan({ patterns: 12, photons: 1e5 }));
const payload = createTrainingPayload({
  data: { scan: "scan.npz" }, model: { filterScale: 0.125 },
  training: { epochs: 1000, batchSize: 2 }, execution: { outputDir: "run" },
});
const marker = { name: "marker", onEpochEnd: () => Deno.writeTextFile("begun", "") };`,
        `const first = await fit(payload, { callbacks: [createNotebookProgress(payload), marker] });`,
        `[first.exitReason, (await readRun("run")).record.exitReason, first.epochs < 1000]`,
        `const once = { name: "once", onEpochEnd: () => "stop" };
const second = await fit(payload, { resume: "run", callbacks: [once] });
[second.exitReason, second.epochs - first.epochs]`,
      ]),
      "interrupted",
      [2, join(folder.path, "begun")],
    );
    const texts = executed.cells.map(({ outputs = [] }) => outputs.map(({ data }) => wholeText(data?.["text/plain"])));
    assertMatch(texts[2]?.[0] ?? "", /^Training run: stopped: interrupted, its state is saved, \d+ epochs? in /);
    assertEquals([texts[2]?.length, texts[3], texts[4]], [1, ['[ "stopped", "stopped", true ]'], ['[ "stopped", 1 ]']]);
  },
});

Deno.test("the code of the notebooks passes the type checker", async () => {
  using folder = await NotebookFolder.open();
  const files: string[] = [];
  for (const name of Object.keys(SHOWN)) {
    const { cells } = await readNotebook(join(examples, `${name}.ipynb`));
    const code = cells.filter(({ cell_type }) => cell_type === "code").map(({ source }) => wholeText(source));
    files.push(join(folder.path, `${name}.ts`));
    await Deno.writeTextFile(files.at(-1) ?? "", code.join("\n"));
  }
  await folder.run(Deno.execPath(), ["check", "--quiet", ...files]);
});

// --- internal ---

/** Notebooks print nothing, and throw nothing. */
function isPrinted({ output_type }: CellOutput): boolean {
  return output_type === "stream" || output_type === "error";
}

/** Figures are SVG; cards are HTML, with a picture where there is something to see. */
function assertPictured({ data = {} }: CellOutput): void {
  const [text, html] = [wholeText(data["text/plain"]), wholeText(data["text/html"])];
  if (/^[A-Z][\w ]+\. /.test(text)) assertMatch(wholeText(data["image/svg+xml"]), /^<svg [^]*<\/svg>\s*$/);
  else if (/^(?:Scan|Training \S+:|Training finished|Training stopped|Images|Reconstruction)/.test(text)) {
    assertMatch(html, /<(?:svg|img) /);
  } else if (/^(?:Builder|Training payload)/.test(text)) assertMatch(html, /<table>/);
}

/** A network that learned nothing would be told of, too. */
function assertLearned(text: string): void {
  const [, value] = text.match(/\bphase: (-?[\d.]+)/) ?? [];
  assert(value === undefined || Number(value) > LEAST_CORRELATION, text);
  assertEquals(text.includes("Warning:"), false, text);
}

/** What is replaced in place is replaced, and not more often than anybody looks. */
function assertUnhurried({ source, metadata: { seconds = NaN, updates = NaN } }: NotebookCell): void {
  const isLive = wholeText(source).includes("createNotebookProgress(payload)]");
  assert(isLive ? updates >= 2 && updates <= 3 * seconds + 6 : updates === 0, `${updates} updates in ${seconds} s`);
}

function notebookOf(cells: readonly string[]): Notebook {
  const content = cells.map((source, k) => ({
    ...{ cell_type: "code" as const, id: `cell-${k}`, metadata: {}, source, outputs: [], execution_count: null },
  }));
  const metadata = { kernelspec: { name: "deno", display_name: "Deno", language: "typescript" } };
  return { cells: content, metadata, ...{ nbformat: 4, nbformat_minor: 5 } };
}

/** Leaves what a notebook shows where it can be looked at. */
async function keep(folder: NotebookFolder, name: string): Promise<void> {
  await Deno.mkdir(results, { recursive: true });
  await Deno.copyFile(await folder.page(name), join(results, `${name}.html`));
}
