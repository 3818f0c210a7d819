/**
 * Writes the pages that are generated from the configuration's schemas: `deno task docs`.
 *
 * @module
 */
import { fieldsPage } from "./fields_page.ts";
import { glossaryPage } from "./glossary_page.ts";

/** Generated pages by file name. */
export const pages: Readonly<Record<string, () => string>> = {
  "fields.md": fieldsPage,
  "glossary.md": glossaryPage,
};

if (import.meta.main) {
  for (const [name, text] of Object.entries(pages)) {
    await Deno.writeTextFile(new URL(name, import.meta.url), text());
  }
}
