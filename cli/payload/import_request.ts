/**
 * From a command line to the payload of an import: file, flags, overrides.
 *
 * @module
 */
import { collect } from "../../config/collect.ts";
import { merge } from "../../config/fields/merge.ts";
import { type SectionName, sectionNames, type SectionsInput } from "../../config/fields/sections.ts";
import { createImportPayload } from "../../config/import_payload.ts";
import type { ImportPayload } from "../../config/payload.ts";
import { payloadSections } from "../../config/payload_sections.ts";
import type { CommandLine } from "../line/command.ts";
import type { ConfigFile } from "./config_file.ts";
import type { GivenConfig } from "./given_config.ts";

/**
 * Makes the payload of an import; nothing is looked for in its files.
 *
 * @param line The command line.
 * @param given Its configuration file, which may have been made for a training, too.
 * @returns The payload.
 * @throws {ConfigError} With every problem found.
 */
export function importRequest(line: CommandLine, { config }: GivenConfig): ImportPayload {
  return createImportPayload(importSection(config), { flag: line.flags, override: line.overrides });
}

/** Whether a configuration is of an import and of nothing else; of one without a file the flags decide. */
export function isImport({ flags, overrides }: CommandLine, { config }: GivenConfig): boolean {
  if (config.payload) return config.payload.kind === "import";
  const inFile = namedSections(config.sections);
  const named = inFile.length > 0 ? inFile : namedSections(merge(flags, overrides));
  return named.length > 0 && named.every((name) => name === "import");
}

// --- internal ---

function namedSections(sections: object): SectionName[] {
  return sectionNames.filter((name) => Object.hasOwn(sections, name));
}

function importSection(config: ConfigFile): Pick<SectionsInput, "import"> {
  if (config.payload) return payloadSections(config.payload);
  const { import: section } = collect(config.sections).sections;
  return section ? { import: section } : {};
}
