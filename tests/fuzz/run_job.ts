/**
 * Watches over a process that fuzzes: one that hangs is ended, and the case that it was at has failed.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { caseAt, casesOf, type FuzzCase, type FuzzJob, type FuzzPart, type FuzzReport } from "./case.ts";

/** Limits of a case. */
export interface FuzzLimits {
  /** Seconds. */
  readonly seconds: number;
  /** Memory of the process, in MB. */
  readonly megabytes: number;
}

/** A case that failed. */
export interface FuzzFailure extends FuzzCase {
  readonly seed: number;
  readonly problem: string;
}

/**
 * Runs cases to their end, in as many processes as it takes.
 *
 * @param job The cases.
 * @param limits Limits of each.
 * @returns Those that failed.
 */
export async function runJob(job: FuzzJob, limits: FuzzLimits): Promise<FuzzFailure[]> {
  const failures: FuzzFailure[] = [];
  for (let from = 0; from < casesOf(job);) {
    const { at, problems } = await runOnce({ ...job, from }, limits);
    failures.push(...problems.map(([at, problem]) => ({ ...caseAt(job, at), seed: job.seed, problem })));
    from = at;
  }
  return failures;
}

// --- internal ---

type Problem = readonly [at: number, problem: string];

/** Runs cases until all are done or one ends the process; `at` is the next. */
async function runOnce(job: FuzzPart, limits: FuzzLimits): Promise<{ at: number; problems: Problem[] }> {
  const worker = fileURLToPath(new URL("./fuzz_worker.ts", import.meta.url));
  const args = ["run", "-A", "--quiet", "--no-check", "--v8-flags=--expose-gc", worker, JSON.stringify(job)];
  await using child = new Deno.Command(Deno.execPath(), { args, stdout: "piped", stderr: "piped" }).spawn();
  const complaints = new Response(child.stderr).text();
  const problems: Problem[] = [];
  let running: number | null = null;
  let next = job.from;
  const lines = linesOf(child.stdout);
  for (;;) {
    // Loading the program and its files takes longer than any case.
    const line = await within(lines.next(), running === null ? 300 : limits.seconds);
    if (line === "late") {
      child.kill("SIGKILL");
      problems.push([
        running ?? next,
        running === null ? "it does not begin" : `it takes longer than ${limits.seconds} s`,
      ]);
      return { at: (running ?? next) + 1, problems };
    }
    if (line.done) break;
    const report = JSON.parse(line.value) as FuzzReport;
    if ("begins" in report) {
      running = report.begins;
      continue;
    }
    running = null;
    next = report.ended + 1;
    if (report.problem !== null) problems.push([report.ended, report.problem]);
    if ((report.megabytes ?? 0) > limits.megabytes) {
      problems.push([report.ended, `it takes ${report.megabytes} MB`]);
      child.kill("SIGKILL");
      return { at: next, problems };
    }
  }
  if ((await child.status).success) return { at: next, problems };
  problems.push([running ?? next, `it ends the process: ${(await complaints).trim().slice(-500)}`]);
  return { at: (running ?? next) + 1, problems };
}

async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string, undefined> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

async function within<T>(work: Promise<T>, seconds: number): Promise<T | "late"> {
  const { promise, resolve } = Promise.withResolvers<"late">();
  const timer = setTimeout(() => resolve("late"), 1000 * seconds);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
