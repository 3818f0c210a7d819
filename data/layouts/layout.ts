/**
 * What is what in files of the field: every program has its own names and conventions. A layout says of some open files
 * which dataset is the patterns, which the positions, and what their numbers mean, in the fields of an import.
 *
 * @module
 */
import type { ImportInput } from "../../config/fields/import_input.ts";
import type { ArrayFile } from "../formats/array_file.ts";

/** What a layout makes of files. */
export interface FoundLayout {
  /** The program or format whose names were recognised, such as `CXI` or `ptychodus product`. */
  readonly program: string;
  /**
   * Fields of an import that follow from names, headers and attributes; what is absent could not be told. Datasets are
   * named as {@link datasetOf} resolves them.
   */
  readonly fields: ImportInput;
  /** What was taken for what, and by which convention, one sentence each. */
  readonly notes: readonly string[];
  /** What is missing or contradicts itself and what would help, one sentence each; with patterns and positions, none. */
  readonly problems: readonly string[];
}

/** A way of some program to lay out its files. */
export interface Layout {
  /** The program or format. */
  readonly program: string;
  /**
   * Recognises files by names, headers and attributes; elements are read of small arrays alone.
   *
   * @param files The open files, the one that was named first in front.
   * @returns What is what; null where it is no file of this program.
   * @throws {Error} If a file is damaged.
   */
  find(files: readonly ArrayFile[]): Promise<FoundLayout | null>;
}
