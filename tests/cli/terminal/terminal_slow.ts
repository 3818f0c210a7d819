/** What people see on a terminal of some width, which may change meanwhile, and what a pipe gets. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { withTempDir } from "../../data/temp_dir.ts";
import { exitwave } from "../program.ts";
import { ESCAPE, onTerminal, PYTHON, Screen, type Shown, type TerminalOptions } from "./pseudo_terminal.ts";

const CLI = fileURLToPath(new URL("../../../cli.ts", import.meta.url));

/** The program on a terminal. */
async function shownOf(line: readonly string[], options: Omit<TerminalOptions, "command">): Promise<Shown> {
  const command = [Deno.execPath(), "run", "--quiet", "-A", "--no-check", "--no-code-cache", CLI, ...line];
  return await onTerminal({ ...options, command });
}

/** The lines of progress, each with the time and the width of the terminal when it was drawn. */
function drawn({ printed, text }: Shown): { seconds: number; columns: number; line: string }[] {
  let read = 0;
  const ends = printed.map(([seconds, columns, part]) => ({ seconds, columns, end: read += part.length }));
  return [...text.matchAll(DRAWN)].map(({ index, 0: { length }, 1: line = "" }) => {
    const { seconds, columns } = ends.find(({ end }) => end >= index + length) ?? { seconds: NaN, columns: NaN };
    return { seconds, columns, line };
  });
}

/** What begins with wiping the row and ends at its beginning. */
const DRAWN = new RegExp(`\r${ESCAPE}\\[J([^\r\n]+)\r(?!\n)`, "g");

const LINE = [
  ...["train", "scan.npz", "-o", "my run", "--n-filters-scale", "0.125", "--accelerator", "cpu"],
  ...[
    "--max-epochs",
    "60",
    "--batch-size",
    "4",
    "--limit-train-batches",
    "4",
    "--val-split",
    "0.3",
    "--no-results",
    "--no-report",
  ],
];

Deno.test({
  name: "train on a terminal draws one line that fits, before and after its width changes, and rows that stay",
  ignore: PYTHON === null,
  fn: async () => {
    await withTempDir(async (cwd) => {
      await exitwave(cwd, ["simulate", "-o", "scan.npz", "--patterns", "24"]);
      const steps = [
        { after: "epoch 1/60", columns: 40 },
        { after: "epoch 20/60", columns: 200 },
        // Twenty epochs are left: several times what passes from one drawing to the next.
        { after: "epoch 40/60", columns: 12 },
      ];
      const shown = await shownOf(LINE, { cwd, steps, env: { NO_COLOR: "" } });
      assertEquals(shown.code, 0, shown.text);
      const lines = drawn(shown);
      for (const { columns, line } of lines) {
        assert(line.length < columns, `${line.length} columns of ${columns}: ${line}`);
      }
      assertEquals([...new Set(lines.map(({ columns }) => columns))], [80, 40, 200, 12]);
      const [seconds = 0] = shown.printed.at(-1) ?? [];
      assert(lines.length <= 5 * seconds + 1, `${lines.length} drawings in ${seconds} s`);
      const at = (wanted: number): string => lines.findLast(({ columns }) => columns === wanted)?.line ?? "";
      assertMatch(at(40), /^epoch \d+\/60 .*best \S+ .* left$/);
      assertMatch(
        at(200),
        /^epoch \d+\/60 {2}[█░]{24} {2}\S+ {2}loss \S+ {2}val \S+ .*best.* {2}\d.* left$/,
      );
      const screen = new Screen(1000);
      screen.print(shown.text);
      const epochs = screen.rows.filter((row) => row.startsWith("epoch"));
      assertEquals(epochs.map((row) => row.split(" ")[1]), Array.from({ length: 60 }, (_, k) => `${k + 1}/60`));
      assertMatch(epochs[0] ?? "", /^epoch 1\/60 {2}loss=\d\S* {2}val=\d\S* {2}lr=0\.001 {2}\S+ s {2}best$/);
      const [end, metric, run, best, ...rest] = screen.rows.slice(
        screen.rows.findIndex((row) => /^finished/.test(row)),
      );
      assertMatch(end ?? "", /^finished after 60 epochs and 240 steps in .* s, \S+ patterns\/s$/);
      assertMatch(metric ?? "", /^best poisson_val_loss \S+ in epoch \d+(; \S+ at the end)?$/);
      assertEquals(run, "run: 'my run'");
      assertMatch(best ?? "", /^best: 'my run\/checkpoints\/epoch=\d\d-poisson_val=\S+\.safetensors'$/);
      assertEquals(rest, [""]);
    });
  },
});

Deno.test({
  name: "a terminal gets colour for what is wrong unless NO_COLOR is set, and no escape codes where it obeys none",
  ignore: PYTHON === null,
  fn: async () => {
    await withTempDir(async (cwd) => {
      const failing = ["train", "nowhere.npz", "--accelerator", "cpu"];
      const coloured = await shownOf(failing, { cwd, env: { NO_COLOR: "" } });
      const red = `${ESCAPE}[31merror:${ESCAPE}[0m`;
      assertStringIncludes(coloured.text, `${red} Cannot read nowhere.npz`);
      const plain = await shownOf(failing, { cwd, env: { NO_COLOR: "1" } });
      assertEquals(plain.text, coloured.text.replace(red, "error:"));
      const work = ["simulate", "-o", "scan.npz", "--patterns", "400"];
      const shown = await shownOf(work, { cwd, columns: 30, env: { NO_COLOR: "1" } });
      assertEquals([shown.code, shown.text.replaceAll(`${ESCAPE}[J`, "").includes(ESCAPE), drawn(shown).length > 0], [
        0,
        false,
        true,
      ]);
      const dumb = await shownOf(work, { cwd, columns: 30, env: { TERM: "dumb" } });
      assertMatch(dumb.text, /^400 patterns of 64 × 64 px, \S+ photons each, in .* patterns\/s: scan\.npz\r\n$/);
    });
  },
});

Deno.test({
  name:
    "the width is that of the terminal where only the progress goes there, and a script that prints has its own row",
  ignore: PYTHON === null,
  fn: async () => {
    await withTempDir(async (cwd) => {
      await exitwave(cwd, ["simulate", "-o", "scan.npz", "--patterns", "12"]);
      await Deno.writeTextFile(
        `${cwd}/run.ts`,
        `export const callbacks = [{ name: "talker", onBatchEnd: () => console.log("from the script") }];
export default { training: { epochs: 2 } };
`,
      );
      const line = [
        "train",
        "scan.npz",
        "--config",
        "run.ts",
        "-o",
        "run",
        "--n-filters-scale",
        "0.125",
        "--batch-size",
        "4",
      ];
      const words = [Deno.execPath(), "run", "--quiet", "-A", "--no-check", CLI, ...line, "--accelerator", "cpu"];
      const command = ["sh", "-c", '"$@" < /dev/null > result', "sh", ...words];
      const shown = await onTerminal({ cwd, command, columns: 50 });
      assertEquals(shown.code, 0, shown.text);
      const lines = drawn(shown);
      assert(lines.length > 0 && lines.every(({ line }) => line.length < 50), JSON.stringify(lines));
      const screen = new Screen(1000);
      screen.print(shown.text);
      const told = screen.rows.filter((row) => row.includes("from the script"));
      assertEquals(new Set(told), new Set(["from the script"]));
      assertMatch(await Deno.readTextFile(`${cwd}/result`), /^finished after 2 epochs/);
    });
  },
});
