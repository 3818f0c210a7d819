/**
 * A step that WebGPU can do again.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import type { StepRecording } from "../../interface/step_recorder.ts";
import type { BufferArena } from "./buffer_arena.ts";
import { encodeCommands, type RecordedCommand } from "./recorded_commands.ts";
import { bytesOf, type PartsBackend } from "./parts_backend.ts";
import type { ReplayQueue } from "./replay_queue.ts";
import type { VariableHomes } from "./variable_homes.ts";

/** What a recording consists of. */
export interface RecordedStep {
  /** Buffers that were made in it. */
  readonly arena: BufferArena;
  /** Where the variables are that it moves. */
  readonly homes: VariableHomes;
  /** What the GPU is told. */
  readonly commands: readonly RecordedCommand[];
  /** Its inputs, taken over. */
  readonly inputs: readonly tf.TensorInfo[];
  /** All buffers that it reads or writes. */
  readonly uses: ReadonlySet<GPUBuffer>;
  /** What is read of it. */
  readonly outputs: readonly tf.TensorInfo[];
  /** Hands it in. */
  readonly queue: ReplayQueue;
  /** Called when it is freed. */
  readonly forget: () => void;
}

/** The recording. */
export class GpuRecording implements StepRecording {
  readonly #backend: PartsBackend;
  readonly #step: RecordedStep;
  readonly #inputs: readonly tf.Tensor[];
  readonly #outputs: readonly Output[];
  /** Buffers of others that it reads. */
  readonly #lent: ReadonlySet<GPUBuffer>;
  readonly #programs: number;
  #lost = false;
  /** When it was told the last time. */
  #told: number | null = null;

  /**
   * @param backend Where it was recorded.
   * @param step What it consists of.
   */
  constructor(backend: PartsBackend, step: RecordedStep) {
    this.#backend = backend;
    this.#step = step;
    this.#inputs = step.inputs.map((input) => tf.keep(tf.engine().makeTensorFromTensorInfo(input, backend)));
    this.#outputs = step.outputs.map(({ dataId, shape, dtype }) => {
      backend.uploadToGPU(dataId);
      return { shape, dtype, binding: backend.bindingOf(dataId) };
    });
    this.#programs = step.commands.filter((command) => "pipeline" in command).length;
    this.#lent = new Set([...step.uses].filter((buffer) => !step.arena.has(buffer)));
  }

  obstacle(): string | null {
    return this.#lost ? "a tensor that it reads is gone" : this.#step.homes.obstacle();
  }

  replay(inputs: readonly tf.Tensor[]): tf.Tensor[] {
    const { homes, commands, queue } = this.#step, backend = this.#backend;
    homes.goHome();
    this.#inputs.forEach((input, index) => this.#write({ input, by: inputs[index] }));
    encodeCommands(backend.readyEncoder(), commands);
    const outputs = this.copiesOfOutputs();
    this.#told = queue.tell(this.#programs);
    homes.forgetValues();
    return outputs;
  }

  /** What is read of the step that was done last, as tensors of their own. */
  copiesOfOutputs(): tf.Tensor[] {
    const backend = this.#backend;
    return this.#outputs.map(({ shape, dtype, binding: { buffer, offset = 0 } }) => {
      const copy = backend.makeTensorInfo([...shape], dtype);
      backend.uploadToGPU(copy.dataId);
      const { buffer: to } = backend.bindingOf(copy.dataId);
      backend.readyEncoder().copyBufferToBuffer(buffer, offset, to, 0, bytesOf(shape));
      backend.keepUntilHandedIn(copy);
      return tf.engine().makeTensorFromTensorInfo(copy, backend);
    });
  }

  /**
   * Takes back a buffer that no tensor has any more.
   *
   * @returns Whether it is one of its own; else it goes where it came from.
   */
  takesBack(buffer: GPUBuffer): boolean {
    if (this.#step.arena.has(buffer)) {
      this.#step.arena.release(buffer);
      return true;
    }
    this.#lost ||= this.#lent.has(buffer);
    return false;
  }

  dispose(): void {
    this.#step.forget();
    this.#backend.flush();
    tf.dispose([...this.#inputs]);
    this.#step.homes.dispose();
    this.#step.arena.dispose();
  }

  #write({ input, by }: { readonly input: tf.Tensor; readonly by: tf.Tensor | undefined }): void {
    if (!by || String(by.shape) !== String(input.shape) || by.dtype !== input.dtype) {
      throw new TypeError(
        `Cannot do a step again as an input must have shape [${input.shape}]: current value is [${by?.shape}]`,
      );
    }
    if (by.dataId === input.dataId) return;
    const backend = this.#backend,
      { buffer } = backend.bindingOf(input.dataId),
      { values } = backend.tensorMap.get(by.dataId);
    // No program reads it.
    if (!buffer) return;
    if (values) {
      const Numbers = input.dtype === "float32" ? Float32Array : Int32Array;
      const typed = values instanceof Numbers ? values : Numbers.from(values as ArrayLike<number>);
      this.#step.queue.write({ buffer, values: typed as Float32Array<ArrayBuffer>, before: this.#told });
      return;
    }
    const from = backend.bindingOf(by.dataId);
    backend.keepUntilHandedIn(by);
    backend.readyEncoder().copyBufferToBuffer(from.buffer, from.offset ?? 0, buffer, 0, buffer.size);
  }
}

// --- internal ---

/** What is read of a step, and where it lies. */
interface Output extends Pick<tf.TensorInfo, "shape" | "dtype"> {
  readonly binding: GPUBufferBinding;
}
