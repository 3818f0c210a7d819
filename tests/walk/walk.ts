/**
 * Does what README and guide say, literally, as somebody would who has just cloned the repository: in a clean clone, every
 * file that is printed is saved, and every command that is printed is run, from top to bottom. Each command must end
 * well, and each evaluation find an image that a flat one is far from.
 *
 * ```sh
 * deno task walk
 * ```
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { TempDir } from "../data/temp_dir.ts";
import { sharedPath } from "../shared_data.ts";
import { type PrintedBlock, printedBlocks } from "./printed_blocks.ts";

const PAGES = [
  ...["README.md", "docs/guide.md", "docs/loggers.md", "docs/from_ptychopinn.md", "docs/from_lightning_and_hydra.md"],
];

/** A file of the README that is not part of the repository. */
const STAR = "siemens_star_64.npz";

/** Debian's own has the packages that `.ci/run` installs, whatever else is on the PATH. */
const PYTHON = "/usr/bin/python3";

/** Correlation of the phase with the truth: a flat image has 0.1 or 0.2. */
const LEAST_CORRELATION = 0.85;

const counts = { passed: 0, failed: 0, ignored: 0 };
const root = fileURLToPath(new URL("../..", import.meta.url));
const space = new TempDir();
const place = space.path;
const clone = join(place, "exitwave");
await run(["git", "clone", "--quiet", root, clone], place);
await Deno.mkdir(join(place, "bin"));
// A reader has installed deno.
await Deno.symlink(Deno.execPath(), join(place, "bin", "deno"));
const star = sharedPath("data", STAR);
if (star !== null) await Deno.copyFile(star, join(clone, STAR));

for (const page of PAGES) {
  for (const block of printedBlocks(await Deno.readTextFile(join(clone, page)))) await follow(page, block);
}
const { code, output } = await run(["git", "status", "--porcelain"], clone);
tell("after all of it git status shows nothing", code === 0 && output === "", output);
space[Symbol.dispose]();
const { passed, failed, ignored } = counts;
// deno-lint-ignore no-console -- a program for the terminal
console.log(`\n${failed === 0 ? "ok" : "FAILED"} | ${passed} passed | ${failed} failed | ${ignored} ignored`);
Deno.exit(failed === 0 ? 0 : 1);

// --- internal ---

async function follow(page: string, { language, text, line, saveAs, notRun, epochs }: PrintedBlock): Promise<void> {
  if (saveAs !== null) await Deno.writeTextFile(join(clone, saveAs), text);
  const title = `${page}:${line}`;
  const missing = text.includes(STAR) && star === null ? `${STAR} is not there` : null;
  const reason = notRun ?? missing;
  if (reason !== null) {
    counts.ignored++;
    show(`${title} ... ignored (${reason})`);
    return;
  }
  // Whole scripts of TypeScript are run by `deno test --doc`.
  if (language === "sh") {
    for (const printed of commandsIn(text)) {
      const command = epochs === null ? printed : printed.replace(/--max-epochs \d+/, `--max-epochs ${epochs}`);
      await obey(`${title} $ ${command}`, ["bash", "-euc", command]);
    }
  }
  if (language === "python") await obey(`${title} python`, [PYTHON, "-c", text]);
}

/** Commands one by one: a line that ends in a backslash goes on. */
function commandsIn(text: string): string[] {
  return text.replace(/\\\n\s*/g, "").split("\n").filter((command) => command.trim() !== "");
}

async function obey(title: string, command: readonly string[]): Promise<void> {
  const start = performance.now();
  const { code, output } = await run(command, clone);
  const correlation = /^correlation .*? (\S+)$/m.exec(output)?.[1];
  const isGood = correlation === undefined || Number(correlation) >= LEAST_CORRELATION;
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const figure = correlation === undefined ? "" : `, phase correlation ${correlation}`;
  tell(`${title} (${seconds} s${figure})`, code === 0 && isGood, output);
}

function tell(title: string, isGood: boolean, output: string): void {
  counts[isGood ? "passed" : "failed"]++;
  show(`${title} ... ${isGood ? "ok" : `FAILED\n${output}`}`);
}

function show(text: string): void {
  // deno-lint-ignore no-console -- a program for the terminal
  console.log(text);
}

async function run([program = "", ...args]: readonly string[], cwd: string): Promise<{ code: number; output: string }> {
  const path = [join(place, "bin"), Deno.env.get("PATH")].join(":");
  const env = { PATH: path, DENO_INSTALL_ROOT: place, NO_COLOR: "1" };
  const { code, stdout, stderr } = await new Deno.Command(program, { args, cwd, env, stdin: "null" }).output();
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  return { code, output: text(stdout) + text(stderr) };
}
