/**
 * What `--help` says of `report`, and its flags.
 *
 * @module
 */
import type { Command } from "../line/command.ts";

/** `report`. */
export const REPORT: Command = {
  name: "report",
  summary: "Write the results of one or more runs into a single file",
  usage: "RUN... [-o FILE] [--format html|md|json|png]",
  example: "report runs/scan",
  positional: [{ word: "RUN...", flag: "runs", many: true }],
  sections: [],
  own: [
    { names: ["runs"], about: "Directory of a run; may be given several times", value: "DIR" },
    {
      names: ["output", "o"],
      about:
        "The file to write; by default report.html (.md, .json, .png) in the run directory, or here for several runs",
      value: "FILE",
    },
    {
      names: ["format"],
      about: "Format: a web page, Markdown, JSON or a picture; by default taken from the ending of the file name",
      value: "html|md|json|png",
    },
  ],
  load: async () => (await import("./report.ts")).report,
};
