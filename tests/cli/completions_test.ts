/** Completion, as each shell does it: what TAB offers behind what was typed. */
import { assert, assertEquals } from "@std/assert";
import { COMMANDS } from "../../cli/commands/commands.ts";
import { completionTable } from "../../cli/completions/completion_table.ts";
import { TempDir } from "../data/temp_dir.ts";
import { exitwave } from "./program.ts";
import { lacksShell, type Shell, SHELLS } from "./shells.ts";
import { onTerminal, PYTHON } from "./terminal/pseudo_terminal.ts";

const TABLE = completionTable(COMMANDS);

/** What is offered in a folder with `my scan.npz`, `other.h5` and the folder `runs`. */
const OFFERED: readonly (readonly [line: string, offered: readonly string[]])[] = [
  ["exitwave ", [...TABLE.map(({ name }) => name)]],
  ["exitwave tr", ["train"]],
  ["exitwave --v", ["--version"]],
  ["exitwave help we", ["weights"]],
  ["exitwave completions ", ["bash", "fish", "zsh"]],
  ["exitwave completions bash ", []],
  ["exitwave config ", ["diff", "explain", "schema", "show", "validate"]],
  ["exitwave config show oth", ["other.h5"]],
  ["exitwave weights export run", ["runs"]],
  ["exitwave train my", ["my scan.npz"]],
  ["exitwave train other.h5 my", ["my scan.npz"]],
  ["exitwave train --max-ep", ["--max-epochs"]],
  ["exitwave train --max_ep", ["--max-epochs"]],
  ["exitwave train --enable-over", ["--enable-oversampling"]],
  ["exitwave train --no-enable-over", ["--no-enable-oversampling"]],
  ["exitwave train --initial-w", ["--initial-weights"]],
  ["exitwave train --measurement ", ["amplitude", "intensity"]],
  ["exitwave train --measurement=i", ["--measurement=intensity"]],
  ["exitwave train --patch-size ", ["128", "256", "64"]],
  ["exitwave train --batch-size ", []],
  ["exitwave train --logger cs", ["csv"]],
  ["exitwave train --logger csv,js", ["csv,jsonl"]],
  ["exitwave train --logger=csv,ml", ["--logger=csv,mlflow"]],
  ["exitwave train --output-dir r", ["runs"]],
  ["exitwave train -o r", ["runs"]],
  ["exitwave train -o o", []],
  ["exitwave train --config oth", ["other.h5"]],
  ["exitwave train --dry-run oth", ["other.h5"]],
  ["exitwave train --seed 3 --dry-run --notes my oth", ["other.h5"]],
  ["exitwave train --set training.epo", ["training.epochs="]],
  ["exitwave train --set training.epochs=3 oth", ["other.h5"]],
  ["exitwave simulate --object dead", ["deadLeaves"]],
  ["exitwave simulate --object oth", ["other.h5"]],
  ["exitwave evaluate runs oth", ["other.h5"]],
  ["exitwave doctor oth", []],
  ...TABLE.filter(({ flags }) => flags.length > 0).map(({ name, flags }) =>
    [
      `exitwave ${name} --`,
      flags.map((flag) => flag.name).filter((flag) => flag.startsWith("--")),
    ] as const
  ),
];

for (const shell of SHELLS) {
  Deno.test({
    name: `completions are what ${shell} offers, without a program being started`,
    ignore: lacksShell(shell) || PYTHON === null,
    fn: async () => {
      using space = new TempDir();
      const { path } = space;
      await Deno.mkdir(`${path}/runs`);
      for (const name of ["my scan.npz", "other.h5"]) await Deno.writeTextFile(`${path}/${name}`, "");
      const { code, stdout, stderr } = await exitwave(path, ["completions", shell]);
      assertEquals([code, stderr], [0, ""]);
      await Deno.mkdir(`${path}/.script`);
      await Deno.writeTextFile(`${path}/.script/_exitwave`, stdout);
      const offered = await OFFERS[shell](path, OFFERED.map(([line]) => line));
      for (const [i, [line, expected]] of OFFERED.entries()) {
        const words = offered[i]?.map((word) => word.replace(/\/$/, "")).toSorted();
        assertEquals(words, expected.toSorted(), `${shell}: ${line}`);
      }
    },
  });
}

Deno.test("completionTable() has every command and flag that help shows, once, and what help says of it", () => {
  assertEquals(TABLE.map(({ name }) => name), [...COMMANDS.map(({ name }) => name), "help"]);
  for (const { name, flags } of TABLE) {
    const names = flags.flatMap((flag) => [flag.name, ...flag.others]);
    assertEquals(names.filter((flag, i) => names.indexOf(flag) !== i), [], name);
    for (const { about, values } of flags) {
      assert(about.length > 0 && about.length <= 61, about);
      // They stand in scripts unquoted.
      assertEquals(values.filter((value) => !/^[\w.-]+$/.test(value)), []);
    }
  }
});

// --- internal ---

/** What a shell offers behind each line, in a folder with `.script/_exitwave`. */
type Offers = (cwd: string, lines: readonly string[]) => Promise<string[][]>;

/** Key that has a shell write all that it offers into the line, and another that goes to its beginning. */
const [ALL, HOME] = ["\x14", "\x01"];

/** Writes the words behind it into a file. No command but those of the shell is found. */
const SHOW = `PATH=
show() { printf '%s\\0' "$@" >> offered; printf '\\n' >> offered; }
PS1='#ready#'
`;

const BASH = `source .script/_exitwave
bind '"\\C-t": insert-completions'
${SHOW}`;

const ZSH = `fpath+=($PWD/.script)
autoload -U compinit
compinit -D -u
zle -C all-matches complete-word _generic
zstyle ':completion:all-matches::::' completer _all_matches _complete
zstyle ':completion:all-matches:*' insert true
bindkey '^T' all-matches
bindkey '^A' beginning-of-line
${SHOW}`;

const OFFERS: Readonly<Record<Shell, Offers>> = {
  bash: (cwd, lines) => typed(cwd, { rc: BASH, command: ["bash", "--noprofile", "--rcfile", "rc", "-i"] }, lines),
  zsh: (cwd, lines) => typed(cwd, { rc: ZSH, command: ["zsh", "-d", "-i"], env: { ZDOTDIR: cwd } }, lines),
  // Fish tells what it would offer.
  fish: async (cwd, lines) => {
    const tell = lines.map((line) => `complete -C '${line}'; echo`).join("\n");
    const script = `source .script/_exitwave\nset PATH\n${tell}`;
    const { stdout, stderr } = await new Deno.Command("fish", {
      args: ["--no-config", "-c", script],
      cwd,
      env: { HOME: cwd, LC_ALL: "C.UTF-8" },
    }).output();
    assertEquals(new TextDecoder().decode(stderr), "");
    const blocks = new TextDecoder().decode(stdout).split(/^\n/m);
    return blocks.slice(0, lines.length).map((block) =>
      block.split("\n").filter((line) => line !== "").map((line) => line.split("\t")[0] ?? "")
    );
  },
};

/** Types each line before a shell, has it write all that it offers, and reads the words. */
async function typed(
  cwd: string,
  { rc, command, env = {} }: { rc: string; command: readonly string[]; env?: Readonly<Record<string, string>> },
  lines: readonly string[],
): Promise<string[][]> {
  await Deno.writeTextFile(`${cwd}/rc`, rc);
  await Deno.writeTextFile(`${cwd}/.zshrc`, rc);
  const steps = lines.map((line) => ({ after: "#ready#", type: `${line}${ALL}${HOME}show \n` }));
  const all = [...steps, { after: "#ready#", type: "exit\n" }];
  await onTerminal({ cwd, command, columns: 4000, steps: all, env: { TERM: "dumb", ...env } });
  const rows = (await Deno.readTextFile(`${cwd}/offered`)).split("\0\n");
  return lines.map((line, i) => offeredWords(line, rows[i]?.split("\0") ?? []));
}

/** Of the words that stand in the line then, those that were not typed; none where the last is still what was typed. */
function offeredWords(line: string, words: readonly string[]): string[] {
  const before = line.split(" ").slice(0, -1);
  const rest = words.slice(before.length);
  const begun = line.split(" ").at(-1) ?? "";
  if (rest.length === 1 && rest[0] === begun) return [];
  // bash completes what is behind the equals sign alone.
  const flag = begun.includes("=") ? begun.slice(0, begun.indexOf("=") + 1) : "";
  return rest.map((word) => word.startsWith(flag) ? word : `${flag}${word}`);
}
