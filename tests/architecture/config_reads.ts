/**
 * Which fields of the configuration the program reads. A field that nobody reads would be accepted, recorded and silently
 * ignored.
 *
 * @module
 */
import type { SourceFile } from "./source_file.ts";

/** A field of the configuration, as far as this rule needs it. */
export interface ConfigField {
  readonly section: string;
  readonly name: string;
  readonly path: string;
  readonly info: { readonly pending?: string };
}

/** Fields that the factory compiles into another part of the payload, which is read in their place. */
export const COMPILED: Readonly<Record<string, string>> = { "execution.checkpointMonitor": "metrics.monitor" };

/**
 * Fields that claim to be in effect and are read by no file outside config/.
 *
 * @param fields Every field of the configuration.
 * @param files Source files.
 * @returns One sentence for each.
 */
export function unreadFields(fields: readonly ConfigField[], files: readonly SourceFile[]): string[] {
  const readers = files.filter(({ folder }) => !["config", "mod"].includes(folder));
  return fields
    .filter(({ info }) => info.pending === undefined)
    .filter(({ path, section, name }) => {
      const [holder = section, member = name] = COMPILED[path]?.split(".") ?? [];
      return !readers.some((file) => reads(file, holder, member));
    })
    .map(({ path }) => `${path} is read nowhere: declare it pending, or use it`);
}

/**
 * Whether a file reads `section.name`: as a member, by destructuring the section, or by a computed name.
 *
 * @param file The file; in data/ the data section is called `config`, and the import section `fields`.
 * @param section Name of a section.
 * @param name Name of a field.
 */
export function reads(file: SourceFile, section: string, name: string): boolean {
  const aliases: Readonly<Record<string, string>> = {
    data: "(?:data|config)",
    import: "(?:import|fields|ImportFields)",
  };
  const holder = (file.folder === "data" ? aliases[section] : undefined) ?? section;
  if (new RegExp(`\\b${holder}\\??\\.${name}\\b(?!\\s*=[^=>])`).test(file.code)) return true;
  const named = new RegExp(`(?<![.\\w])${name}\\s*(?:[,=]|:\\s*[A-Za-z_]|$)`);
  if (patternsOf(file.code, holder).some((pattern) => named.test(pattern))) return true;
  return new RegExp(`\\.${holder}\\[`).test(file.code) && file.uncommented.includes(`"${name}"`);
}

// --- internal ---

/** Contents of the destructuring patterns of a section: `{ … } = payload.section`, `section: { … }`, `{ … }: ImportFields`. */
function patternsOf(code: string, holder: string): string[] {
  const from = new RegExp(`^\\s*=(?![=>])[^;]*\\b${holder}\\s*;`);
  const nested = new RegExp(`\\b${holder}:\\s*$`);
  const typed = new RegExp(`^\\s*:\\s*(?:Pick<)?${holder}\\b`);
  const open: number[] = [];
  const found: string[] = [];
  for (let at = 0; at < code.length; at++) {
    if (code[at] === "{") open.push(at);
    if (code[at] !== "}") continue;
    const start = open.pop();
    if (start === undefined) continue;
    const rest = code.slice(at + 1);
    if ([from, typed].some((pattern) => pattern.test(rest)) || nested.test(code.slice(0, start))) {
      found.push(code.slice(start + 1, at));
    }
  }
  return found;
}
