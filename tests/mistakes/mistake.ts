/**
 * What goes wrong at first. `docs/what_goes_wrong.md` lists these mistakes with what the program says, and
 * `mistakes_slow.ts` makes each of them and compares.
 *
 * @module
 */
import { writeNpz } from "../../data/formats/write_npz.ts";
import type { WritableArray } from "../../data/formats/npy_encode.ts";

/** Writes files into a directory. */
export type Writer = (directory: string) => Promise<void>;

/** A mistake, and what comes of it. */
export interface Mistake {
  /** What is wrong, as a heading. */
  readonly wrong: string;
  /**
   * Command lines without the program's name, of which the last one tells. The test adds where to write to, and that a
   * training shall be a small one.
   */
  readonly lines: readonly string[];
  /** The whole line that the program prints; `…` stands for figures that depend on the training. */
  readonly says: string;
  /** What else helps, where the line does not say it all. */
  readonly helps?: string;
  /** Writes the files that the line names into the directory where it is run. */
  readonly write?: Writer;
}

/** Mistakes of one kind. */
export interface MistakeSection {
  /** Heading. */
  readonly title: string;
  readonly mistakes: readonly Mistake[];
}

/** Writes a scan. */
export function scanFile(name: string, arrays: () => Record<string, WritableArray>): Writer {
  return (directory) => writeNpz(`${directory}/${name}`, arrays());
}
