/**
 * Kernels that do on purpose what ours should never do, handed out by the same code as ours.
 *
 * @module
 */
import asc from "../../../../packages/development/assemblyscript.ts";

const SOURCES = new URL("../../../../backend/cpu/assembly/", import.meta.url);

/** All take the number of a thread as their first argument. */
const KERNELS = `
export {
  awaitJob, awaitThreads, claim, failJob, failure, finishJob, forgetFailure, loseThread, resetClaims, startJob,
} from "./runtime/threads";
import { barrier } from "./runtime/threads";

/** That thread traps, the others wait for it at a barrier. */
export function trapOne(args: usize, thread: i32, threads: i32): void {
  if (thread === load<i32>(args)) unreachable();
  barrier(threads);
}

/** A part of the work traps. */
export function trapPart(args: usize, part: i32, parts: i32): void {
  if (part === load<i32>(args)) unreachable();
}

/** That thread sleeps for as many milliseconds as the second argument says, the others wait for it at a barrier. */
export function sleepOne(args: usize, thread: i32, threads: i32): void {
  if (thread === load<i32>(args)) {
    for (let slept: i32 = 0; slept < load<i32>(args + 4); slept += 50) atomic.wait<i32>(args + 64, 0, 50_000_000);
  }
  barrier(threads);
}

/** The same, and nobody waits for it but the caller. */
export function sleepAlone(args: usize, thread: i32, threads: i32): void {
  if (thread !== load<i32>(args)) return;
  for (let slept: i32 = 0; slept < load<i32>(args + 4); slept += 50) atomic.wait<i32>(args + 64, 0, 50_000_000);
}

/** Each thread leaves its number, counted from 1, in a word of its own. */
export function sign(args: usize, thread: i32, threads: i32): void {
  barrier(threads);
  store<i32>(<usize>load<i32>(args) + 4 * thread, thread + 1);
}
`;

/** Compiles them. */
export async function faultyKernels(): Promise<WebAssembly.Module> {
  let binary: Uint8Array<ArrayBuffer> | null = null;
  const memory = ["--importMemory", "--noExportMemory", "--sharedMemory", "--initialMemory", "256"];
  const layout = [...memory, "--maximumMemory", "65536", "--memoryBase", "32768"];
  const options = ["faulty.ts", "--outFile", "out.wasm", ...layout, "--enable", "simd,threads"];
  const { error, stderr } = await asc.main([...options, "-O3", "--noAssert", "--runtime", "stub", "--use", "abort="], {
    readFile: (name: string): string | null => name === "faulty.ts" ? KERNELS : read(name),
    writeFile: (_name: string, data: string | Uint8Array): void => {
      if (typeof data !== "string") binary = Uint8Array.from(data);
    },
    listFiles: (): string[] => [],
  });
  if (error || !binary) throw new Error(`Cannot compile faulty kernels: ${error?.message}\n${stderr}`);
  return await WebAssembly.compile(binary);
}

// --- internal ---

/** A source file; the compiler also asks for files that need not be there. */
function read(name: string): string | null {
  try {
    return Deno.readTextFileSync(new URL(name, SOURCES));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
