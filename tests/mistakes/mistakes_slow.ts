import { assert, assertEquals } from "@std/assert";
import { writeScan } from "../../data/writing/write_scan.ts";
import { exitwaveEach } from "../cli/program.ts";
import { withTempDir } from "../data/temp_dir.ts";
import type { Mistake } from "./mistake.ts";
import { mistakes } from "./mistakes.ts";
import { star } from "./usual_scan.ts";

/** What every training has that does not say otherwise. */
const TINY = {
  model: { filterScale: 0.125 },
  training: { epochs: 1, batchSize: 4, limitTrainBatches: 1, limitValBatches: 1 },
  inference: { results: false },
  execution: { accelerator: "cpu", report: false },
};

/** A network that has learned the star, and a look at what it was trained on. */
const BEFORE = [
  "train star.npz --output-dir runs/star --max-epochs 12 --learning-rate 0.002 --limit-train-batches 40",
  "infer runs/star star.npz",
];

const all = mistakes.flatMap((section) => section.mistakes);

Deno.test("what_goes_wrong.md: the program says of each mistake what the page says", (t) =>
  withTempDir(async (directory) => {
    await Deno.writeTextFile(`${directory}/tiny.json`, JSON.stringify(TINY));
    await writeScan(`${directory}/star.npz`, star);
    for (const { write } of all) await write?.(directory);
    const lines = [...BEFORE, ...all.flatMap(({ lines }) => lines)];
    const results = (await exitwaveEach(directory, lines.map(completed))).values();
    for (const line of BEFORE) {
      await t.step(`${line} is no mistake`, () => assertEquals(troubles(results.next().value), []));
    }
    for (const mistake of all) {
      const told = mistake.lines.map(() => results.next().value);
      await t.step(mistake.wrong, () => assertSays(told.at(-1), mistake));
    }
  }));

Deno.test("what_goes_wrong.md has no mistake twice", () => {
  const headings = all.map(({ wrong }) => wrong);
  assertEquals(headings.filter((heading, i) => headings.indexOf(heading) !== i), []);
});

// --- internal ---

type Told = { readonly code: number; readonly stderr: string } | undefined;

/** The words of a line, and what the page leaves out. */
function completed(line: string, number: number): string[] {
  const [command = "", ...words] = line.split(" ");
  const isRun = command === "train" && !words.includes("--resume");
  return [
    command,
    ...words,
    ...(isRun ? ["--config", "tiny.json"] : []),
    ...(command === "infer" ? ["--accelerator", "cpu", "--no-results"] : []),
    ...((isRun || command === "infer") && !words.includes("--output-dir") ? ["--output-dir", `out/${number}`] : []),
  ];
}

function troubles(told: Told): string[] {
  return (told?.stderr ?? "nothing was run").split("\n").filter((line) => /^(?:warning|error): /.test(line));
}

function assertSays(told: Told, { says }: Mistake): void {
  const pattern = new RegExp(`^${says.split("…").map(RegExp.escape).join(".+")}$`);
  const lines = troubles(told);
  // Where it only looks wrong, the work is done.
  assertEquals(told?.code === 0, says.startsWith("warning: "), told?.stderr);
  assert(lines.some((line) => pattern.test(line)), `${says}\nis not what it says:\n${lines.join("\n")}`);
}
