/**
 * `glossary.md`: from PtychoPINN's names to ours.
 *
 * @module
 */
import { fields } from "../config/fields/sections.ts";
import { droppedFields } from "../config/names/dropped_fields.ts";
import { GENERATED } from "./fields_page.ts";
import { code, page, paragraph, table } from "./markdown.ts";

/** The text of the page. */
export function glossaryPage(): string {
  return page([
    "# Glossary: PtychoPINN's names and ours",
    GENERATED,
    paragraph(
      "Where the same name means different things in different configuration objects, it stands with that of the " +
        "object. [fields.md](./fields.md) says what each field does, [pending_fields.md](./pending_fields.md) which do nothing yet.",
    ),
    table(["PtychoPINN", "here"], renamed()),
    "## Names without a field of their own",
    table(["from", "PtychoPINN", "why"], droppedFields.map(({ from, names, reason }) => [from, list(names), reason])),
  ]);
}

// --- internal ---

function renamed(): string[][] {
  const rows = fields.flatMap(({ path, info }) => (info.reference ?? []).map((name) => [name, path] as const));
  return rows.toSorted(([a], [b]) => sortKey(a).localeCompare(sortKey(b), "en")).map((row) => row.map(code));
}

/** By the name itself, not by the object it belongs to. */
function sortKey(name: string): string {
  return `${name.split(".").at(-1)} ${name}`.toLowerCase();
}

function list(names: readonly string[]): string {
  return names.map(code).join(", ");
}
