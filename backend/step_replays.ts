/**
 * Steps that are alike but for their inputs, of a training, an inference or an engine: one of them is recorded, and the next
 * ones are done again as it was, where the accelerator can. To make sure that they are alike, two of them are taken down
 * and compared. Steps of a few kinds may alternate.
 *
 * @module
 */
import type * as tf from "../packages/tensorflow.ts";
import type { StepRecorder, StepRecording, StepTrace } from "./interface/step_recorder.ts";
import { stepRecorder } from "./step_recorder.ts";

/** A step that may have been recorded. */
export interface RepeatedStep<Outputs extends readonly tf.Tensor[]> {
  /** All but the values of its inputs; steps with the same are alike. */
  readonly key: string;
  /** Does it as always. */
  readonly work: () => DoneStep<Outputs>;
  /** Its inputs in the order in which `work` marks them, for a step that is done again; of what the recorded one moved. */
  readonly inputs: (moved: readonly string[]) => readonly tf.Tensor[];
}

/** A step that was done. */
export interface DoneStep<Outputs extends readonly tf.Tensor[]> {
  /** What is read of it, the caller's to dispose of. */
  readonly outputs: Outputs;
  /**
   * Names of the parameters that it moved.
   * @default []
   */
  readonly moved?: readonly string[];
}

/** How steps are done again. */
export interface StepReplaysOptions {
  /** Whether they may be. */
  readonly enabled: boolean;
  /** Told, once for each reason, why the accelerator could do steps again but does not. */
  readonly onRefusal?: (reason: string) => void;
}

/** Records steps, and does them again. */
export class StepReplays {
  readonly #options: StepReplaysOptions;
  readonly #refusals = new Set<string>();
  /** Whether a recorded step was not like the one before it: then none is recorded any more. */
  #unlike = false;
  /** Kinds of steps by their key, that which was done last behind the others. */
  readonly #kinds = new Map<string, Kind>();

  /** @param options Whether it may, and who is told where it does not. */
  constructor(options: StepReplaysOptions) {
    this.#options = options;
  }

  /**
   * Tells why a step is not done again, where the accelerator could.
   *
   * @param reason The reason.
   */
  refuse(reason: string): void {
    if (!this.#options.enabled || stepRecorder() === null || this.#refusals.has(reason)) return;
    this.#refusals.add(reason);
    this.#options.onRefusal?.(reason);
  }

  /**
   * Does a step; call it within `tf.tidy`.
   *
   * @param step The step.
   * @returns What is read of it, the caller's to dispose of.
   * @throws What the step throws.
   */
  take<const Outputs extends readonly tf.Tensor[]>({ key, work, inputs }: RepeatedStep<Outputs>): Outputs {
    const known = this.#kinds.get(key)?.recorded;
    if (known?.recording.obstacle() === null) {
      this.#kindOf(key);
      // It has as many outputs as the step that was recorded.
      return known.recording.replay(inputs(known.moved)) as readonly tf.Tensor[] as Outputs;
    }
    if (known) this.#forget(key);
    const recorder = this.#options.enabled && !this.#unlike ? stepRecorder() : null;
    if (recorder === null) return work().outputs;
    const kind = this.#kindOf(key);
    kind.count += 1;
    if (kind.count === FIRST_TRACED) {
      const { result: { outputs }, trace } = recorder.trace(work);
      kind.trace = trace;
      return outputs;
    }
    return kind.count === FIRST_TRACED + 1 ? this.#record(recorder, { kind, work }) : work().outputs;
  }

  /** Frees what was recorded. */
  dispose(): void {
    for (const key of [...this.#kinds.keys()]) this.#forget(key);
  }

  #record<Outputs extends readonly tf.Tensor[]>(
    recorder: StepRecorder,
    { kind, work }: { readonly kind: Kind; readonly work: () => DoneStep<Outputs> },
  ): Outputs {
    const recorded = [...this.#kinds].filter(([, { recorded }]) => recorded !== null).map(([key]) => key);
    recorded.slice(0, Math.max(0, recorded.length + 1 - MOST_RECORDED)).forEach((key) => this.#forget(key));
    let moved: readonly string[] = [];
    const { results, trace, recording } = recorder.record(() => {
      const done = work();
      moved = done.moved ?? [];
      return done.outputs;
    });
    const changed = difference(kind.trace, trace);
    kind.trace = [];
    if (changed === null) kind.recorded = { recording, moved };
    else {
      recording.dispose();
      this.#unlike = true;
      this.refuse(`two steps differ in more than their inputs: ${changed}`);
    }
    return results;
  }

  /** The kind of a step that is done now. */
  #kindOf(key: string): Kind {
    const kind = this.#kinds.get(key) ?? { count: 0, trace: [], recorded: null };
    this.#kinds.delete(key);
    this.#kinds.set(key, kind);
    return kind;
  }

  #forget(key: string): void {
    this.#kinds.get(key)?.recorded?.recording.dispose();
    this.#kinds.delete(key);
  }
}

/**
 * What people are told where steps are not done again.
 *
 * @param steps What they call the steps.
 * @param reason Why.
 */
export function notReplayed(steps: "Batches" | "Training steps", reason: string): string {
  return `${steps} are not replayed on the GPU, and take longer: ${reason}`;
}

// --- internal ---

/** The first step of a kind compiles programs and makes constants. */
const FIRST_TRACED = 2;

/** Each keeps its buffers. */
const MOST_RECORDED = 4;

/** Steps that are alike. */
interface Kind {
  /** Steps of it that were done as always. */
  count: number;
  trace: StepTrace;
  recorded: { readonly recording: StepRecording; readonly moved: readonly string[] } | null;
}

/** The first thing that two steps do not have in common; null where they are alike. */
function difference(one: StepTrace, other: StepTrace): string | null {
  const at = Array.from({ length: Math.max(one.length, other.length) }, (_, index) => index)
    .find((index) => one[index] !== other[index]);
  return at === undefined ? null : `${one[at] ?? "nothing"}, then ${other[at] ?? "nothing"}`;
}
