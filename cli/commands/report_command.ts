/**
 * What `--help` says of `report`, and its flags.
 *
 * @module
 */
import type { Command } from "../line/command.ts";

/** `report`. */
export const REPORT: Command = {
  name: "report",
  summary: "Write what a run, or several, came to into one file to look at",
  usage: "RUN... [-o FILE] [--format html|md|json|png]",
  example: "report runs/scan",
  positional: [{ word: "RUN...", flag: "runs", many: true }],
  sections: [],
  own: [
    { names: ["runs"], about: "Directory of a run; may be given several times", value: "DIR" },
    {
      names: ["output", "o"],
      about: "The file; by default report.html (.md, .json, .png) in the directory of the run, of several runs here",
      value: "FILE",
    },
    {
      names: ["format"],
      about: "What is written: a page, Markdown, JSON, or a picture; by default what the name of the file ends with",
      value: "html|md|json|png",
    },
  ],
  load: async () => (await import("./report.ts")).report,
};
