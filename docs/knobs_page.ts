/**
 * `knobs.md`: every field, when it is read, and the test that proves what it does.
 *
 * @module
 */
import { describeCondition } from "../config/idle.ts";
import { type Field, fields, type SectionName, sectionNames } from "../config/fields/sections.ts";
import { GENERATED } from "./fields_page.ts";
import { type KnobProof, knobProofs } from "./knob_proofs.ts";
import { code, page, paragraph, table } from "./markdown.ts";

/** The text of the page. */
export async function knobsPage(): Promise<string> {
  const proofs = await knobProofs(new URL("..", import.meta.url));
  const count = fields.filter(({ info }) => !info.pending).length;
  return page([
    "# Knobs",
    GENERATED,
    paragraph(
      `Every knob changes what it says it changes, and a test shows it: of the ${fields.length} fields, ${count} are in ` +
        "effect, and each has a test that fails unless it is. A field that is read only where another one allows it " +
        "warns where it was set in vain. [fields.md](./fields.md) says what each field is and which values it takes.",
    ),
    ...sectionNames.flatMap((section) => sectionBlocks(section, proofs)),
  ]);
}

// --- internal ---

function sectionBlocks(section: SectionName, proofs: readonly KnobProof[]): string[] {
  const own = fields.filter((field) => field.section === section);
  const header = ["field", "main flag", "default", "unit", "read", "proof"];
  return [`## ${section}`, table(header, own.map((field) => row(field, proofs)))];
}

function row(field: Field, proofs: readonly KnobProof[]): string[] {
  const { path, flags: [flag = ""], defaultValue, info } = field;
  const links = proofs.filter((proof) => proof.path === path).map(({ effect, file }) =>
    `[${cell(effect)}](../${file})`
  );
  const read = info.activeWhen?.map((condition) => `where ${describeCondition(condition)}`).join(", or ") ?? "always";
  return [
    code(path),
    code(`--${flag}`),
    code(JSON.stringify(defaultValue)),
    info.unit ?? "",
    info.pending === undefined ? cell(read) : "not yet",
    info.pending === undefined ? links.join("; ") : `instead: ${cell(info.pending)}`,
  ];
}

/** Text in a cell, where a bar or a bracket means something else. */
function cell(text: string): string {
  return text.replaceAll(/[|[\]*_<]/g, "\\$&");
}
