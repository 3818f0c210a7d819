/** What an editor shows of a builder's methods where the pointer rests: asked of `deno lsp`, as editors do. */
import { assertStringIncludes } from "@std/assert";
import { fields } from "@exitwave/exitwave";
import { LanguageServer } from "./language_server.ts";

/** Set by the options of `earlyStop()`. */
const EARLY_STOP = /^execution\.earlyStop/;
/** Fields that `execution()` sets in `training`. */
const BORROWED = ["scheduler", "accumulate", "learningRate", "clipGradients"];

/** A word of the script, and what must be said of it. */
interface Hover {
  readonly line: string;
  readonly word: string;
  readonly said: readonly string[];
}

function hovers(): Hover[] {
  return fields.flatMap(({ path, section, name, info: { about, unit, pending }, defaultValue }) => {
    const said = [
      about.replace(/\.$/, ""),
      `Default \`${JSON.stringify(defaultValue)}\``,
      ...(unit ? [`unit ${unit}`] : []),
      ...(pending ? [`Not yet in effect: ${pending}`] : []),
    ];
    const borrowed = section === "training" && BORROWED.includes(name);
    const own = section === "import" ? "importer" : section;
    const builders = EARLY_STOP.test(path) ? [] : [own, ...(borrowed ? ["execution"] : [])];
    const methods = builders.map((builder) => ({ line: `${builder}().${name};`, word: `.${name}`, said }));
    const kind = section === "import" ? "Import" : section === "engine" ? "Reconstruction" : "Training";
    const plain = `create${kind}Payload({ ${section}: { ${name}: undefined } });`;
    return [...methods, { line: plain, word: ` ${name}:`, said }];
  });
}

Deno.test("every method of a builder, and every plain field, shows what it is, its default, unit and state", async (t) => {
  const root = new URL("../../../", import.meta.url).href;
  const uri = `${root}tests/config/builders/hovered.ts`;
  const asked = hovers();
  const names = [
    ...["createImportPayload", "createReconstructionPayload", "createTrainingPayload"],
    ...["data", "engine", "execution", "importer", "inference", "model", "training"],
  ];
  const head = `import { ${names.join(", ")} } from "@exitwave/exitwave";`;
  await using server = new LanguageServer(root);
  await server.start();
  await server.open(uri, [head, ...asked.map(({ line }) => line)].join("\n"));
  for (const [i, { line, word, said }] of asked.entries()) {
    await t.step(line, async () => {
      const shown = await server.hover(uri, { line: i + 1, character: line.indexOf(word) + 1 });
      const text = shown.replaceAll(/\s+/g, " ");
      for (const words of said) assertStringIncludes(text, words.replaceAll(/\s+/g, " "));
    });
  }
});
