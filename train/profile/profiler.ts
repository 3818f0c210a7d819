/**
 * Where the time of a training goes: phases of the loop on the wall clock, and kernels of the accelerator. Every moment
 * belongs to one phase. Work within work counts once, for the inner phase; only validation, checkpoints and images keep
 * what they are made of. What no phase claims is `other`, so the phases add up to the whole.
 *
 * @module
 */
import { timeKernels } from "../../backend/kernel_timer.ts";
import { type Phase, PHASES, type PhaseTime, type Profile } from "./profile.ts";
import { profileTable } from "./profile_table.ts";
import { writeRunFile } from "../../run/run_file.ts";

/** Takes notice of what a training does. */
export interface PhaseClock {
  /** Does work that counts for a phase. */
  phase<T>(phase: Phase, work: () => T): T;
  /** The same, for work that is awaited. Phases may lie within each other, but not overlap. */
  phaseAsync<T>(phase: Phase, work: () => Promise<T>): Promise<T>;
  /** Gives what an iterable gives; waiting for it counts for a phase. */
  each<T>(phase: Phase, values: AsyncIterable<T>): AsyncIterable<T>;
  /** Counts a batch. */
  countSamples(samples: number): void;
  /** Counts an optimizer step. */
  countStep(): void;
}

/** Takes notice of nothing, at no cost. */
export const UNPROFILED: PhaseClock = {
  phase: (_phase, work) => work(),
  phaseAsync: (_phase, work) => work(),
  each: (_phase, values) => values,
  countSamples: () => {},
  countStep: () => {},
};

/** Measures from its construction until it is asked for the profile or disposed of. */
export class Profiler implements PhaseClock, Disposable {
  readonly #start = performance.now();
  readonly #kernels = timeKernels();
  readonly #times = new Map<Phase | "other", { milliseconds: number; calls: number }>();
  /** Phases under way, the innermost last. */
  readonly #open: Phase[] = [];
  /** Until when time has been counted. */
  #mark = this.#start;
  #samples = 0;
  #steps = 0;
  #profile: Profile | null = null;

  phase<T>(phase: Phase, work: () => T): T {
    this.#enter(phase);
    try {
      return work();
    } finally {
      this.#leave();
    }
  }

  async phaseAsync<T>(phase: Phase, work: () => Promise<T>): Promise<T> {
    this.#enter(phase);
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  async *each<T>(phase: Phase, values: AsyncIterable<T>): AsyncGenerator<T, void, void> {
    const iterator = values[Symbol.asyncIterator]();
    try {
      for (;;) {
        const { done, value } = await this.phaseAsync(phase, () => iterator.next());
        if (done) return;
        yield value;
      }
    } finally {
      await iterator.return?.();
    }
  }

  countSamples(samples: number): void {
    this.#samples += samples;
  }

  countStep(): void {
    this.#steps += 1;
  }

  /**
   * Ends the measurement; asked again, it gives the same.
   *
   * @returns What was measured.
   */
  finish(): Profile {
    return this.#profile ??= this.#measure();
  }

  /** Ends the measurement: the kernels are again as they were. */
  [Symbol.dispose](): void {
    this.finish();
  }

  /** The profile as a table to be read. */
  summary(): string {
    return profileTable(this.finish());
  }

  /**
   * Writes the profile as JSON.
   *
   * @param path The file, `profile.json` of a run.
   * @throws {Error} If it cannot be written.
   */
  async write(path: string): Promise<void> {
    await writeRunFile(path, JSON.stringify(this.finish(), null, 2) + "\n");
  }

  #enter(phase: Phase): void {
    this.#count();
    const outer = this.#open.at(-1);
    const counted = outer && WHOLE.includes(outer) ? outer : phase;
    this.#open.push(counted);
    if (counted !== outer) this.#time(counted).calls += 1;
  }

  #leave(): void {
    this.#count();
    this.#open.pop();
  }

  #count(): void {
    const now = performance.now();
    this.#time(this.#open.at(-1) ?? "other").milliseconds += now - this.#mark;
    this.#mark = now;
  }

  #time(phase: Phase | "other"): { milliseconds: number; calls: number } {
    let time = this.#times.get(phase);
    if (!time) this.#times.set(phase, time = { milliseconds: 0, calls: 0 });
    return time;
  }

  #measure(): Profile {
    this.#count();
    const kernels = this.#kernels.stop();
    const seconds = (this.#mark - this.#start) / 1000;
    const phases = [...PHASES, "other" as const].flatMap((phase): PhaseTime[] => {
      const time = this.#times.get(phase);
      const spent = (time?.milliseconds ?? 0) / 1000;
      return time ? [{ phase, seconds: spent, share: spent / seconds, calls: time.calls }] : [];
    });
    const training = phases.filter(({ phase }) => TRAINING.includes(phase));
    const trained = training.reduce((sum, phase) => sum + phase.seconds, 0) || Infinity;
    return {
      seconds,
      steps: this.#steps,
      samples: this.#samples,
      stepsPerSecond: this.#steps / trained,
      samplesPerSecond: this.#samples / trained,
      phases,
      kernelsMeasure: this.#kernels.measures,
      kernels: kernels.map((time) => ({ ...time, share: time.milliseconds / 1000 / seconds })),
    };
  }
}

// --- internal ---

/** Phases that are told as one, although batches are loaded and uploaded within. */
const WHOLE: readonly Phase[] = ["validate", "checkpoint", "images"];

const TRAINING: readonly string[] = PHASES.slice(0, PHASES.indexOf("callbacks"));
