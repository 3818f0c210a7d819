/**
 * Runs the cases of a {@link FuzzPart}, given as JSON, and prints a {@link FuzzReport} a line. What a case leaves to be
 * collected is collected before the next, for it is not that one's memory: `--v8-flags=--expose-gc` has to be given.
 *
 * @module
 */
import { Random } from "../../data/random/random.ts";
import { caseAt, casesOf, type FuzzPart, type FuzzReport, inputFolder } from "./case.ts";
import { judge } from "./judge.ts";
import { allTargets } from "./targets/all_targets.ts";

const job = JSON.parse(Deno.args[0] ?? "") as FuzzPart;
const targets = new Map((await allTargets(job.run)).map((target) => [target.name, target]));
const { gc } = globalThis as { gc?: () => void };
if (!gc) {
  throw new Error("Cannot measure the memory of a case as garbage cannot be collected: use --v8-flags=--expose-gc");
}

for (let at = job.from; at < casesOf(job); at++) {
  const { target: name, number } = caseAt(job, at);
  const target = targets.get(name);
  if (!target) throw new Error(`Cannot fuzz ${name} as it is no target`);
  const folder = inputFolder(job, { target: name, number });
  const path = `${folder}/${target.file}`;
  await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  await Deno.writeFile(path, await target.make(new Random(job.seed, `${name} ${number}`)));
  gc();
  report({ begins: at });
  forgetPeak();
  const problem = await judge(target, path);
  report({ ended: at, problem, megabytes: peak() });
  if (problem === null) await Deno.remove(folder, { recursive: true });
}

function report(line: FuzzReport): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${JSON.stringify(line)}\n`));
}

/** Has Linux measure the most memory from now on. */
function forgetPeak(): void {
  try {
    Deno.writeTextFileSync("/proc/self/clear_refs", "5");
  } catch {
    // Elsewhere only what is in use afterwards is known.
  }
}

function peak(): number | null {
  try {
    const [, kilobytes] = /^VmHWM:\s*(\d+)/m.exec(Deno.readTextFileSync("/proc/self/status")) ?? [];
    return kilobytes === undefined ? null : Number(kilobytes) / 1000;
  } catch {
    return null;
  }
}
