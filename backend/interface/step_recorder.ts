/**
 * A step of a training, an inference or an engine that is recorded once and done again and again: what a GPU was told to do
 * is told to it anew, and nothing is computed of what to tell.
 *
 * @module
 */
import type * as tf from "../../packages/tensorflow.ts";

/** An accelerator that can record what it is told. */
export interface StepRecorder {
  /**
   * Does a step and takes down what it consists of, but for its inputs: two steps with the same traces differ in their
   * inputs alone.
   *
   * @param step The step; nothing is awaited in it.
   */
  trace<T>(step: () => T): { readonly result: T; readonly trace: StepTrace };
  /**
   * Does a step and records it. Variables that it moves are where they were before, with new values, and stay there. What a
   * program changes where it lies is changed there again.
   *
   * @param step The step, which returns the tensors that are read of it; nothing is awaited in it.
   * @throws What the step throws; then nothing is recorded.
   */
  record<Outputs extends readonly tf.Tensor[]>(step: () => Outputs): RecordedResult<Outputs>;
  /**
   * Says that a tensor is an input of the step: its values are others in each. Without a recording that means nothing.
   *
   * @param tensor A tensor that has just been made.
   */
  markInput(tensor: tf.Tensor): void;
}

/** What comes of a step that is recorded. */
export interface RecordedResult<Outputs extends readonly tf.Tensor[]> {
  /** The tensors that are read of it, the caller's to dispose of. */
  readonly results: Outputs;
  /** What it consists of. */
  readonly trace: StepTrace;
  /** Does it again. */
  readonly recording: StepRecording;
}

/** What a step consists of: its programs, and all numbers that came from the host. */
export type StepTrace = readonly string[];

/** A step that can be done again. */
export interface StepRecording {
  /** Why it cannot be done now; null where it can. */
  obstacle(): string | null;
  /**
   * Does it again.
   *
   * @param inputs Its inputs in the order in which they were marked, of the same shapes; they stay the caller's.
   * @returns The tensors that are read of it, the caller's to dispose of.
   */
  replay(inputs: readonly tf.Tensor[]): tf.Tensor[];
  /** Frees what it holds. */
  dispose(): void;
}
