/** What an editor shows of a builder's methods where the pointer rests: asked of `deno lsp`, as editors do. */
import { assertStringIncludes } from "@std/assert";
import { type Field, fields } from "@exitwave/exitwave/config";
import { sectionNames } from "../../../config/fields/sections.ts";
import { LanguageServer } from "./language_server.ts";

/** Set by the options of `earlyStop()`. */
const EARLY_STOP = /^execution\.earlyStop/;
/** Fields that `execution()` sets in `training`. */
const BORROWED = ["scheduler", "accumulate", "learningRate", "clipGradients"];

/** A word of a line of the script, and what must be said of it. */
interface Hover {
  readonly line: string;
  readonly word: string;
  readonly said: readonly string[];
}

/** What opens and closes the lines of a section: one call, as each that the server works out takes its time. */
type Block = readonly [open: string, hovers: readonly Hover[], close: string];

function blocks(): Block[] {
  const said = ({ info: { about, unit, pending }, defaultValue }: Field): string[] => [
    about.replace(/\.$/, ""),
    `Default \`${JSON.stringify(defaultValue)}\``,
    ...(unit ? [`unit ${unit}`] : []),
    ...(pending ? [`Not yet in effect: ${pending}`] : []),
  ];
  return sectionNames.flatMap((section): Block[] => {
    const own = fields.filter((field) => field.section === section);
    const set = [...own, ...(section === "execution" ? fields.filter(isBorrowed) : [])];
    const methods = set.filter(({ path }) => !EARLY_STOP.test(path)).map((field) => (
      { line: `builder.${field.name};`, word: `.${field.name}`, said: said(field) }
    ));
    const plain = own.map((field) => ({
      line: `  ${field.name}: undefined,`,
      word: `${field.name}:`,
      said: said(field),
    }));
    const kind = section === "import" ? "Import" : section === "engine" ? "Reconstruction" : "Training";
    return [
      [`{ const builder = ${section === "import" ? "importer" : section}();`, methods, "}"],
      [`create${kind}Payload({ ${section}: {`, plain, "} });"],
    ];
  });
}

function isBorrowed({ section, name }: Field): boolean {
  return section === "training" && BORROWED.includes(name);
}

Deno.test("every method of a builder, and every plain field, shows what it is, its default, unit and state", async (t) => {
  const root = new URL("../../../", import.meta.url).href;
  const uri = `${root}tests/config/builders/hovered.ts`;
  const lines = blocks().flatMap(([open, hovers, close]) => [open, ...hovers, close]);
  const names = [
    ...["createImportPayload", "createReconstructionPayload", "createTrainingPayload"],
    ...["data", "engine", "execution", "importer", "inference", "model", "training"],
  ];
  const head = `import { ${names.join(", ")} } from "@exitwave/exitwave/config";`;
  await using server = new LanguageServer(root);
  await server.start();
  await server.open(uri, [head, ...lines.map((one) => typeof one === "string" ? one : one.line)].join("\n"));
  for (const [i, one] of lines.entries()) {
    if (typeof one === "string") continue;
    const { line, word, said } = one;
    await t.step(`${i} ${line}`, async () => {
      const shown = await server.hover(uri, { line: i + 1, character: line.indexOf(word) + 1 });
      const text = shown.replaceAll(/\s+/g, " ");
      for (const words of said) assertStringIncludes(text, words.replaceAll(/\s+/g, " "));
    });
  }
});
