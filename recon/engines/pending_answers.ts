/**
 * What batches have found of each of their patterns and what is still on the accelerator: it is read together, as nothing
 * waits for the accelerator meanwhile.
 *
 * @module
 */
import { readTogether } from "../../backend/read_together.ts";
import * as tf from "../../packages/tensorflow.ts";

/** Takes what was found of patterns: two numbers of each. */
export type AnswerReader = (numbers: Int32Array, answers: Float32Array) => void;

/** Answers of batches since they were read last; what is on the accelerator is freed where its scope ends. */
export class PendingAnswers implements Disposable {
  readonly #answers: Answer[] = [];

  /**
   * Takes those of a batch.
   *
   * @param numbers (B) numbers of its patterns.
   * @param answers Tensors of 2 B numbers; freed once they are read.
   * @param readers As many, each of which gets one of them.
   */
  add(numbers: Int32Array, answers: readonly tf.Tensor[], readers: readonly AnswerReader[]): void {
    answers.forEach((tensor, k) => {
      const reader = readers[k];
      if (!reader) throw new TypeError("Cannot go on as nobody reads an answer");
      this.#answers.push({ numbers, tensor, reader });
    });
  }

  /** Reads them all at once. */
  async read(): Promise<void> {
    const answers = this.#answers.splice(0);
    const values = await readTogether(answers.map(({ tensor }) => tensor));
    answers.forEach(({ numbers, reader }, k) => reader(numbers, values[k] ?? new Float32Array()));
  }

  /** Frees what was not read. */
  [Symbol.dispose](): void {
    tf.dispose(this.#answers.splice(0).map(({ tensor }) => tensor));
  }
}

// --- internal ---

interface Answer {
  readonly numbers: Int32Array;
  readonly tensor: tf.Tensor;
  readonly reader: AnswerReader;
}
