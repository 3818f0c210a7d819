/**
 * What a layout says of a file.
 *
 * @module
 */
import type { ImportInput } from "../../../config/fields/import_input.ts";
import type { Contents } from "./contents.ts";
import { positionUnit } from "./units.ts";

/** What a file says of an import. */
export interface FilePart {
  /** Fields that are known; datasets under the names that they have in the file. */
  readonly fields: ImportInput;
  /** What was taken for what, and by which convention, one sentence each. */
  readonly notes: readonly string[];
  /** What is missing or contradicts itself, one sentence each. */
  readonly problems: readonly string[];
  /** What to say where no file has patterns. */
  readonly withoutPatterns?: string;
}

/** The same, while it is found. */
export interface Draft extends FilePart {
  readonly fields: { -readonly [F in keyof ImportInput]: ImportInput[F] };
  readonly notes: string[];
  readonly problems: string[];
}

/** Nothing found yet but what is given. */
export function newDraft(fields: ImportInput = {}): Draft {
  return { fields: { ...fields }, notes: [], problems: [] };
}

/**
 * Sets the unit of positions to what their attributes or the ends of their names say; to nothing where these say nothing.
 *
 * @param draft Where to.
 * @param contents The file.
 * @param key A dataset of positions.
 * @returns Whether it is known.
 */
export async function stateUnits(draft: Draft, contents: Contents, key: string): Promise<boolean> {
  const stated = await contents.unit(key);
  const named = /_(m|mm|um|nm|angstroms?|px|pix|pixels?)$/i.exec(key)?.[1];
  const unit = positionUnit(stated ?? named ?? "");
  if (unit === null) {
    if (stated !== null && stated !== "") {
      draft.notes.push(
        `the unit of ${key} is ${JSON.stringify(stated.slice(0, 40))}, which --units must say in m, um or nm`,
      );
    }
    return false;
  }
  draft.fields.units = unit;
  draft.notes.push(`${key} is in ${unit}, by its ${stated === null ? "name" : "attribute units"}`);
  return true;
}
