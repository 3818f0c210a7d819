/**
 * A process that `EngineProcess` speaks to: a first line describes it, and every line of its input is answered by one with
 * the milliseconds of a step.
 *
 * @module
 */
import process from "node:process";
import { createInterface } from "node:readline";
import type { EngineDescription } from "../engine_process.ts";
import { print } from "../terminal.ts";

/** How to answer. */
export interface AnswerOptions {
  /** What the process says of itself. */
  readonly description: EngineDescription;
  /** Whether milliseconds are of the clock on the wall, or of the processor, of all threads together. */
  readonly clock: "wall" | "process";
  /**
   * Steps until one waits for their result; the milliseconds are of one of them.
   *
   * @default 1
   */
  readonly burst?: number;
}

/**
 * Answers until the input ends, then ends the process.
 *
 * @param step Takes so many steps; resolves when the last result can be read.
 * @param options What it says of itself, and its clock.
 */
export async function answerSteps(
  step: (times: number) => Promise<void>,
  { description, clock, burst = 1 }: AnswerOptions,
): Promise<never> {
  print(JSON.stringify(description));
  for await (const _ of createInterface({ input: process.stdin })) {
    const start = now(clock);
    await step(burst);
    print(JSON.stringify({ ms: (now(clock) - start) / burst }));
  }
  // Threads that sleep would keep the process.
  return Deno.exit(0);
}

// --- internal ---

function now(clock: AnswerOptions["clock"]): number {
  if (clock === "wall") return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e3;
}
