/**
 * A program's way to lay out its files.
 *
 * @module
 */
import type { Contents } from "../contents/contents.ts";
import type { FilePart } from "../contents/file_part.ts";

/** A way of some program to lay out its files. */
export interface Layout {
  /** The program or format. */
  readonly program: string;
  /**
   * Recognises a file by names, headers and attributes; elements are read of small arrays alone. What it cannot read it
   * leaves to be told by the contents.
   *
   * @param contents The file.
   * @returns What is what, under the names that datasets have in the file; null where it is no file of this program.
   */
  find(contents: Contents): Promise<FilePart | null>;
}
