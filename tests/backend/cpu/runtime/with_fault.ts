/**
 * Programs of ours in a process of their own in which a kernel really traps, or a thread really ends.
 *
 * @module
 */
import { TempDir } from "../../../data/temp_dir.ts";

/** What goes wrong. */
export interface Fault {
  /** The kernel traps on the thread, the thread ends, or it asks for memory until there is no more. */
  readonly how: "trap" | "end" | "fill";
  /** The kernel; "start" for a thread that is not ready yet, "any" for the one that watches. */
  readonly kernel: string;
  /** Thread, 0 for the one that hands out jobs; all others at once; or the one that watches over those. */
  readonly thread: number | "workers" | "watch";
  /** At which of its calls of the kernel, from 1; the thread that watches looks at jobs of all. */
  readonly call: number;
}

/** What became of a program. */
export interface FaultyEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const ROOT = new URL("../../../../", import.meta.url);

/**
 * Runs a program with a fault, for a minute and a half at most.
 *
 * @param file URL of the program.
 * @param args Its arguments.
 * @param fault The fault.
 */
export async function withFault(file: URL, args: readonly string[], fault: Fault): Promise<FaultyEnd> {
  using space = new TempDir();
  const config = `${space.path}/deno.json`;
  await Deno.writeTextFile(config, JSON.stringify(await configuration()));
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-check", "--no-lock", "--config", config, file.href, ...args],
    env: { EXITWAVE_TEST_FAULT: JSON.stringify(fault), NO_COLOR: "1" },
    signal: AbortSignal.timeout(90_000),
  });
  const { code, stdout, stderr } = await command.output();
  const [out = "", error = ""] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, stdout: out, stderr: error };
}

// --- internal ---

/** Our configuration, in which those who run kernels find the module that fails. */
async function configuration(): Promise<unknown> {
  const { imports } = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT))) as {
    imports: Record<string, string>;
  };
  const absolute = Object.entries(imports).map(([name, target]) => [
    name,
    target.startsWith("./") ? new URL(target, ROOT).href : target,
  ]);
  const std = { "@std/assert": "std/assert/mod.ts", "@std/cli/parse-args": "std/cli/parse_args.ts" };
  const linked = Object.entries(std).map(([name, path]) => [name, new URL(path, ROOT).href]);
  const runtime = new URL("backend/cpu/runtime/", ROOT);
  const kernels = new URL("kernel_module.ts", runtime).href;
  const faulty = new URL("faulty_kernel_module.ts", import.meta.url).href;
  const scopes = ["thread.ts", "thread_pool.ts", "watching_thread.ts"].map((
    file,
  ) => [new URL(file, runtime).href, { [kernels]: faulty }]);
  return { imports: Object.fromEntries([...absolute, ...linked]), scopes: Object.fromEntries(scopes) };
}
