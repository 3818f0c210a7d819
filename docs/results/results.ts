/**
 * Measures rows of `docs/results.md`: `deno task results star/gridsize-1 dose`. Without a name it lists them.
 *
 * @module
 */
import type { Evaluation } from "../../recon/image/evaluate.ts";
import { sharedPath } from "../../tests/shared_data.ts";
import type { Experiment, Row } from "./experiment.ts";
import { experiments } from "./experiments.ts";
import { addFigures, readFigures } from "./figures.ts";

const ROOT = new URL("../../", import.meta.url);

if (import.meta.main) await measure(Deno.args);

// --- internal ---

async function measure(names: readonly string[]): Promise<void> {
  const rows = experiments.flatMap((experiment) => experiment.rows.map((row) => ({ experiment, row })));
  const nameOf = ({ experiment, row }: (typeof rows)[number]): string => `${experiment.id}/${row.id}`;
  const unknown = names.filter((name) => !rows.some((each) => [each.experiment.id, nameOf(each)].includes(name)));
  if (names.length === 0 || unknown.length > 0) {
    const measured = await readFigures();
    for (const each of rows) say(`${nameOf(each)}${nameOf(each) in measured ? "" : " (not measured)"}`);
    if (unknown.length === 0) return;
    say(`Cannot measure ${unknown.join(", ")} as there is no such row: the names are those above`);
    Deno.exit(2);
  }
  for (const each of rows) {
    const name = nameOf(each);
    if (!names.includes(name) && !names.includes(each.experiment.id)) continue;
    await makeScans(each.experiment);
    await measureRow(name, each.row);
  }
}

/** Scans that are there already are the same: they are made by their command, and by the seed in it. */
async function makeScans({ id, scans }: Experiment): Promise<void> {
  await Deno.mkdir(new URL(`results/${id}/`, ROOT), { recursive: true });
  for (const command of scans) {
    const [, path = ""] = / -o (\S+)/.exec(command) ?? [];
    if (await Deno.stat(new URL(path, ROOT)).catch(() => null)) continue;
    await run(command);
  }
}

async function measureRow(name: string, { commands, picture = false }: Row): Promise<void> {
  let trainSeconds = 0;
  for (const command of commands) {
    const seconds = await run(command);
    if (command.startsWith("train ")) trainSeconds += seconds;
  }
  const [, directory = ""] = / -o (\S+)$/.exec(commands.at(-1) ?? "") ?? [];
  const image = new URL(`${directory}/`, ROOT);
  const evaluation: Evaluation = JSON.parse(await Deno.readTextFile(new URL("metrics.json", image)));
  const { amplitude, phase, frc } = evaluation;
  await addFigures(name, {
    commands,
    amplitude: { ssim: amplitude.ssim, correlation: amplitude.correlation },
    phase: { ssim: phase.ssim, correlation: phase.correlation },
    resolution50: frc.resolution50,
    trainSeconds,
  });
  if (!picture) return;
  const target = new URL(`docs/images/results/${name.replace("/", "-")}.png`, ROOT);
  await Deno.mkdir(new URL("./", target), { recursive: true });
  await Deno.copyFile(new URL("comparison.png", image), target);
}

/** Runs a command in a process of its own; returns the seconds it took. */
async function run(command: string): Promise<number> {
  const data = sharedPath("data");
  if (data === null && command.includes("$DATA")) {
    say(`Cannot run ${command} as the real scans are not there: EXITWAVE_SHARED names their folder`);
    Deno.exit(2);
  }
  say(`$ deno run -A cli.ts ${command}`);
  const args = ["run", "-A", "cli.ts", ...command.replaceAll("$DATA", data ?? "").split(" ")];
  const start = performance.now();
  const { code } = await new Deno.Command(Deno.execPath(), { args, cwd: ROOT, stdin: "null" }).spawn().status;
  // Why, it has said itself.
  if (code !== 0) Deno.exit(code);
  return (performance.now() - start) / 1000;
}

function say(text: string): void {
  // deno-lint-ignore no-console -- a program of the command line
  console.log(text);
}
