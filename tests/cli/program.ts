/**
 * The program as a user runs it: in a process of its own, in some directory.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

/** What a command line came to. */
export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command line came to, run together with others. */
export interface FinishedLine extends Finished {
  /** Whether tensorflow.js was loaded by then. */
  readonly tensorflow: boolean;
}

/** Flags of a training that takes a second. */
export const TINY = [
  ...["--n-filters-scale", "0.125", "--max-epochs", "1", "--batch-size", "4", "--limit-train-batches", "1"],
  ...["--accelerator", "cpu", "--no-results", "--no-report"],
];

/** {@link TINY} with another value of one of its flags. */
export function tinyWith(flag: string, value: string): string[] {
  return TINY.with(TINY.indexOf(flag) + 1, value);
}

/** Runs one command line. */
export async function exitwave(
  cwd: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Finished> {
  return finished(await command("../../cli.ts", { cwd, args, env }).output());
}

/** Runs command lines one after the other in a single process. */
export async function exitwaveEach(cwd: string, lines: readonly (readonly string[])[]): Promise<FinishedLine[]> {
  const { stdout, stderr } = await exitwaveProcess("./run_lines.ts", cwd, [JSON.stringify(lines)]);
  const [out, err] = [stdout.split("\0"), stderr.split("\0")];
  return lines.map((_, i) => ({
    ...JSON.parse(out[2 * i + 1] ?? `{"code": -1, "tensorflow": false}`) as { code: number; tensorflow: boolean },
    stdout: out[2 * i] ?? "",
    stderr: err[i] ?? "",
  }));
}

/** Starts a command line and leaves it running. */
export function startExitwave(cwd: string, args: readonly string[]): Deno.ChildProcess {
  return command("../../cli.ts", { cwd, args, env: {} }).spawn();
}

/**
 * Starts a command line from a shell and leaves it running.
 *
 * @param cwd Directory.
 * @param script What the shell does; `"$@"` is the program with its arguments.
 * @param args The arguments.
 */
export function startShell(cwd: string, script: string, args: readonly string[]): Deno.ChildProcess {
  // A limit that the script sets would meet Deno's own caches first.
  const words = [Deno.execPath(), ...runArgs("../../cli.ts", args).toSpliced(1, 0, "--no-code-cache")];
  return new Deno.Command("sh", { ...options(cwd, {}), args: ["-c", script, "sh", ...words] }).spawn();
}

/** Runs a command line from a shell, as {@link startShell} does. */
export async function shell(cwd: string, script: string, args: readonly string[]): Promise<Finished> {
  return finished(await startShell(cwd, script, args).output());
}

// --- internal ---

interface ProcessOptions {
  readonly cwd: string;
  readonly args: readonly string[];
  readonly env: Record<string, string>;
}

function command(script: string, { cwd, args, env }: ProcessOptions): Deno.Command {
  return new Deno.Command(Deno.execPath(), { ...options(cwd, env), args: runArgs(script, args) });
}

function runArgs(script: string, args: readonly string[]): string[] {
  return ["run", "-A", "--no-check", fileURLToPath(new URL(script, import.meta.url)), ...args];
}

function options(cwd: string, env: Record<string, string>): Omit<Deno.CommandOptions, "args"> {
  return {
    cwd,
    env: { XDG_RUNTIME_DIR: "", NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  };
}

async function exitwaveProcess(script: string, cwd: string, args: readonly string[]): Promise<Finished> {
  return finished(await command(script, { cwd, args, env: {} }).output());
}

function finished({ code, stdout, stderr }: Deno.CommandOutput): Finished {
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
