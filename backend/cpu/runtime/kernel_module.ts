/**
 * The compiled kernels: the build for relaxed SIMD where the engine has it, else the one for plain SIMD.
 *
 * @module
 */

import { JOB_ARGUMENTS } from "./job_page.ts";

/** Which build of the kernels an engine can run. */
export type KernelBuild = "relaxed-simd" | "simd";

/**
 * The best build that this engine can run.
 *
 * @throws {Error} If it has no SIMD or no threads.
 */
export function bestBuild(): KernelBuild {
  if (!WebAssembly.validate(SIMD)) {
    throw new Error("Cannot use accelerator cpu as this engine has no WebAssembly SIMD: use a current version of Deno");
  }
  return WebAssembly.validate(RELAXED_SIMD) ? "relaxed-simd" : "simd";
}

/**
 * Compiles a build.
 *
 * @param build Which.
 * @returns The module; it imports `env.memory`, a shared memory.
 */
export async function compileKernels(build: KernelBuild): Promise<WebAssembly.Module> {
  const file = build === "relaxed-simd" ? "kernels.wasm" : "kernels_simd.wasm";
  const response = await fetch(new URL(`../${file}`, import.meta.url));
  return await WebAssembly.compile(await response.arrayBuffer());
}

/**
 * A kernel: arguments, which part of the work, and how many parts there are; or the number of the thread and of the
 * threads, if it keeps them together.
 */
export type KernelFunction = (args: number, part: number, parts: number) => void;

/** What the module exports besides its kernels. */
export interface ThreadFunctions {
  awaitJob(seen: number): number;
  startJob(threads: number): void;
  finishJob(): void;
  resetClaims(): void;
  claim(): number;
  awaitThreads(): void;
  failJob(): void;
  loseThread(): void;
  failure(): number;
  forgetFailure(): void;
}

/**
 * An instance of the kernels on a memory.
 *
 * @param module The module.
 * @param memory The shared memory.
 * @returns The functions by name.
 */
export function instantiate(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): ThreadFunctions & Record<string, KernelFunction> {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return exports as unknown as ThreadFunctions & Record<string, KernelFunction>;
}

/** A job as a thread sees it. */
export interface Job {
  readonly thread: number;
  readonly threads: number;
  /** 0 where the kernel keeps the threads together. */
  readonly parts: number;
}

/**
 * Does a thread's part of a job: claims parts of it until there are none, or goes along with the other threads.
 *
 * @param kernels The thread's instance.
 * @param name The kernel.
 * @param job The job.
 */
export function takePart(
  kernels: ThreadFunctions & Record<string, KernelFunction>,
  name: string,
  { thread, threads, parts }: Job,
): void {
  const kernel = kernels[name];
  if (parts === 0) kernel?.(JOB_ARGUMENTS, thread, threads);
  else {
    for (let part = kernels.claim(); part < parts; part = kernels.claim()) kernel?.(JOB_ARGUMENTS, part, parts);
  }
}

/** Names of all exports in one order, by which threads call kernels by number. */
export function kernelNames(module: WebAssembly.Module): readonly string[] {
  return WebAssembly.Module.exports(module).map(({ name }) => name);
}

// --- internal ---

/** A module of one function that makes a vector of four floats. */
const SIMD = moduleOf([0xfd, 0x0c, ...new Array(16).fill(0), 0x1a]);

/** A module of one function that multiplies and adds vectors, relaxed. */
const RELAXED_SIMD = moduleOf([
  ...[1, 2, 3].flatMap(() => [0xfd, 0x0c, ...new Array(16).fill(0)]),
  ...[0xfd, 0x85, 0x02, 0x1a],
]);

/** The bytes of a module with one function `() => void` of these instructions. */
function moduleOf(instructions: readonly number[]): Uint8Array<ArrayBuffer> {
  const body = [0, ...instructions, 0x0b];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0], // magic, version
    ...[1, 4, 1, 0x60, 0, 0], // one type: no parameters, no results
    ...[3, 2, 1, 0], // one function of it
    ...[10, body.length + 2, 1, body.length, ...body],
  ]);
}
