/**
 * Engines timed in turns, so that what else the machine does meets all of them. One that takes minutes a step is asked but
 * once, as all others wait for it.
 *
 * @module
 */
import type { EngineProcess } from "./engine_process.ts";

/** An engine under test. */
export interface TimedEngine {
  /** Its name. */
  readonly name: string;
  /** Takes a step when it is asked, and says how many milliseconds it took. */
  readonly process: Pick<EngineProcess, "step">;
  /** Milliseconds of its timed steps. */
  readonly times: number[];
}

/**
 * Has all engines take steps in turns, two of each to warm up and then those that are timed. One whose step took longer
 * than half a minute is timed in one step; and in its first, unwarmed, if that took longer than two minutes.
 *
 * @param engines The engines; they are given their times.
 * @param rounds Timed rounds.
 * @returns What is to be known of the times, one sentence each.
 */
export async function timeRounds(engines: readonly TimedEngine[], rounds: number): Promise<string[]> {
  const last = new Map<TimedEngine, number>();
  const notes: string[] = [];
  for (let round = -WARM_UP; round < rounds; round++) {
    for (const engine of engines) {
      const before = last.get(engine) ?? 0;
      if (before > LONG && engine.times.length > 0) continue;
      const ms = await engine.process.step();
      last.set(engine, ms);
      const only = ms > VERY_LONG || (ms > LONG && before > 0);
      if (round >= 0 || only) engine.times.push(ms);
      if (only) notes.push(noteOf(engine, before === 0));
    }
  }
  return notes;
}

// --- internal ---

const WARM_UP = 2;

const [LONG, VERY_LONG] = [30_000, 120_000] as const;

function noteOf({ name, times }: TimedEngine, first: boolean): string {
  const how = first ? "in its first step, in which programs are compiled too" : "in one step";
  const many = times.length > 1 ? "the rest was left out" : `it was timed ${how}`;
  return `${name} takes ${((times.at(-1) ?? NaN) / 1000).toFixed(0)} s a step: ${many}`;
}
