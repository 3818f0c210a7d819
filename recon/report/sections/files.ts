/**
 * The files of a run.
 *
 * @module
 */
import { table } from "../page/table.ts";
import { bytesText } from "./run_words.ts";
import type { Section } from "./section.ts";

/** Files. */
export const filesSection: Section = {
  id: "files",
  title: "Files",
  content: ({ files }) => {
    if (files.length === 0) return null;
    return table({
      caption: "Files in the directory of the run, and in the folders of it",
      columns: ["File", "Size"],
      rows: files.map(({ path, bytes }) => [{ text: path }, { text: bytesText(bytes), sort: bytes }]),
    });
  },
};
