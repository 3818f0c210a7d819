/**
 * What is what in files of the field: every program has its own names and conventions. A layout says of some open files
 * which dataset is the patterns, which the positions, and what their numbers mean, in the fields of an import.
 *
 * @module
 */
import type { ImportInput } from "../../config/fields/import_input.ts";

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
