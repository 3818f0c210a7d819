/**
 * Steps of a training that are alike but for their inputs: one of them is recorded, and the next ones are done again as it
 * was, where the accelerator can. To make sure that they are alike, two steps in a row are taken down and compared.
 *
 * @module
 */
import type * as tf from "../packages/tensorflow.ts";
import type { StepRecorder, StepRecording, StepTrace } from "./interface/step_recorder.ts";
import { stepRecorder } from "./step_recorder.ts";

/** A step that may have been recorded. */
export interface RepeatedStep {
  /** All but the values of its inputs; steps with the same are alike. */
  readonly key: string;
  /** Does it as always. */
  readonly work: () => DoneStep;
  /** Its inputs in the order in which `work` marks them, for a step that is done again; of what the recorded one moved. */
  readonly inputs: (moved: DoneStep["moved"]) => readonly tf.Tensor[];
}

/** A step that was done. */
export interface DoneStep {
  /** What is read of it, the caller's to dispose of. */
  readonly output: tf.Tensor;
  /** Names of the parameters that it moved. */
  readonly moved: readonly string[];
}

/** How steps are done again. */
export interface StepReplaysOptions {
  /** Whether they may be. */
  readonly enabled: boolean;
  /** Told, once for each reason, why the accelerator could do steps again but does not. */
  readonly onRefusal?: (reason: string) => void;
}

/** Records a step, and does it again. */
export class StepReplays {
  readonly #options: StepReplaysOptions;
  readonly #refusals = new Set<string>();
  /** Whether a recorded step was not like the one before it: then none is recorded any more. */
  #unlike = false;
  #recorded: { readonly key: string; readonly recording: StepRecording; readonly moved: DoneStep["moved"] } | null =
    null;
  /** Steps in a row that are alike. */
  #row: { readonly key: string; count: number; trace: StepTrace } = { key: "", count: 0, trace: [] };

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
  take({ key, work, inputs }: RepeatedStep): tf.Tensor {
    const known = this.#recorded?.key === key ? this.#recorded : null;
    if (known?.recording.obstacle() === null) return known.recording.replay(inputs(known.moved));
    if (known) this.#forget();
    const recorder = this.#options.enabled && !this.#unlike ? stepRecorder() : null;
    if (recorder === null) return work().output;
    if (this.#row.key !== key) this.#row = { key, count: 0, trace: [] };
    this.#row.count += 1;
    if (this.#row.count === FIRST_TRACED) {
      const { result: { output }, trace } = recorder.trace(work);
      this.#row.trace = trace;
      return output;
    }
    return this.#row.count === FIRST_TRACED + 1 ? this.#record(recorder, { key, work }) : work().output;
  }

  /** Frees what was recorded. */
  dispose(): void {
    this.#forget();
  }

  #record(recorder: StepRecorder, { key, work }: Pick<RepeatedStep, "key" | "work">): tf.Tensor {
    const { trace: before } = this.#row;
    this.#forget();
    let moved: DoneStep["moved"] = [];
    const { result, trace, recording } = recorder.record(() => {
      const done = work();
      moved = done.moved;
      return done.output;
    });
    const changed = difference(before, trace);
    if (changed === null) this.#recorded = { key, recording, moved };
    else {
      recording.dispose();
      this.#unlike = true;
      this.refuse(`two steps differ in more than their inputs: ${changed}`);
    }
    return result;
  }

  #forget(): void {
    this.#recorded?.recording.dispose();
    this.#recorded = null;
    this.#row = { ...this.#row, key: "" };
  }
}

// --- internal ---

/** The first step of a row compiles programs and makes constants. */
const FIRST_TRACED = 2;

/** The first thing that two steps do not have in common; null where they are alike. */
function difference(one: StepTrace, other: StepTrace): string | null {
  const at = Array.from({ length: Math.max(one.length, other.length) }, (_, index) => index)
    .find((index) => one[index] !== other[index]);
  return at === undefined ? null : `${one[at] ?? "nothing"}, then ${other[at] ?? "nothing"}`;
}
