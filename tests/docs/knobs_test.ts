import { assertEquals } from "@std/assert";
import { fields } from "@exitwave/exitwave/config";
import { knobProofs, proofsIn } from "../../docs/knob_proofs.ts";

const proofs = await knobProofs(new URL("../../", import.meta.url));

Deno.test("every field in effect has a test that proves what it does", () => {
  const proven = new Set(proofs.map(({ path }) => path));
  const missing = fields.filter(({ path, info }) => !info.pending && !proven.has(path))
    .map(({ path }) => path);
  assertEquals(missing, []);
});

Deno.test("every proof of a knob is of a field in effect, and says something of its own", () => {
  const known = fields.filter(({ info }) => !info.pending).map(({ path }) => path);
  assertEquals(proofs.filter(({ path }) => !known.includes(path)), []);
  const titles = proofs.map(({ path, effect }) => `${path}: ${effect}`);
  assertEquals(titles.filter((title, i) => titles.indexOf(title) !== i), []);
});

Deno.test("every proof stands in a test of what the program does", () => {
  assertEquals(proofs.filter(({ file }) => file.startsWith("tests/docs/")), []);
});

Deno.test("no field of the data, the training or its execution is pending", () => {
  const pending = fields.filter(({ info }) => info.pending).filter(({ section }) =>
    !["model", "inference"].includes(section)
  );
  assertEquals(pending.map(({ path }) => path), []);
});

Deno.test("no field of inference is pending", () => {
  assertEquals(fields.filter(({ info, section }) => info.pending && section === "inference"), []);
});

Deno.test("docs/knobs.md has a row for every field, with a link to each of its proofs", async () => {
  const text = await Deno.readTextFile(new URL("../../docs/knobs.md", import.meta.url));
  const rows = new Map([...text.matchAll(/^\| `(\w+\.\w+)`.*$/gm)].map(([row, path = ""]) => [path, row]));
  assertEquals([...rows.keys()], fields.map(({ path }) => path));
  assertEquals(proofs.filter(({ path, file }) => !rows.get(path)?.includes(`(../${file})`)), []);
});

Deno.test("proofsIn() finds literal calls of knob(), on one line or several, and nothing else", () => {
  const text = `
knob("training.epochs", "trains \\"twice\\"", async () => {});
  knob(
    "training.seed",
    "draws other weights",
    () => {},
  );
// knob("training.momentum", "is a comment", () => {});
knob(\`training.\${name}\`, "is no literal", () => {});
export function knob(path: string): void {}
const fixture = \`
knob("training.batchSize", "is text of a test", () => {});
\${1}
knob("training.batchSize", "is more text of it", () => {});
\`;
`;
  assertEquals(proofsIn(text, "a_test.ts"), [
    { path: "training.epochs", effect: 'trains "twice"', file: "a_test.ts" },
    { path: "training.seed", effect: "draws other weights", file: "a_test.ts" },
  ]);
});
