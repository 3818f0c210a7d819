/**
 * What kernels of iterative engines are called with.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import type { GpuBackend, GpuInputs } from "../programs/gpu_backend.ts";
import type { GpuProgram } from "../programs/gpu_program.ts";
import { againOf } from "../programs/register_gpu_kernels.ts";

/** Sizes of a batch. */
export interface EngineSizes {
  /** Positions B of the batch. */
  readonly positions: number;
  /** Modes M of the probe. */
  readonly modes: number;
  /** Side N of a pattern. */
  readonly size: number;
  /** Eigenprobes K by which the first mode differs from shot to shot; 0 where it does not. */
  readonly eigenprobes: number;
}

/** A call of a kernel. Tensors that it makes on its way are freed at its end, but those that it returns. */
export class EngineCall {
  /** Its tensors by name. */
  readonly inputs: GpuInputs;
  /** Sizes of the batch. */
  readonly sizes: EngineSizes;
  readonly #backend: GpuBackend;
  readonly #made: tf.TensorInfo[] = [];

  /**
   * @param backend The backend.
   * @param inputs Tensors by the names of the kernel.
   */
  constructor(backend: GpuBackend, inputs: GpuInputs) {
    this.#backend = backend;
    this.inputs = inputs;
    const [positions = 0] = inputs.corners?.shape ?? [];
    const [modes = 0, size = 0] = inputs.probeRe?.shape ?? [];
    this.sizes = { positions, modes, size, eigenprobes: (inputs.coefficients?.shape[1] ?? 0) / 2 };
  }

  /** The same call of other tensors. */
  of(more: GpuInputs): EngineCall {
    return new EngineCall(this.#backend, { ...this.inputs, ...more });
  }

  /** Rows and columns of the object. */
  get canvas(): { readonly height: number; readonly width: number } {
    const [height = 0, width = 0] = this.inputs.objectRe?.shape ?? [];
    return { height, width };
  }

  /** Runs a program whose one output is needed on the way only. */
  make(program: GpuProgram, more: GpuInputs = {}): tf.TensorInfo {
    const made = this.#backend.compute(program, { inputs: { ...this.inputs, ...more } });
    this.#made.push(made);
    return made;
  }

  /** Runs a program whose outputs are all needed on the way only. */
  makeAll(program: GpuProgram, more: GpuInputs = {}): tf.TensorInfo[] {
    const made = this.return(program, more);
    this.#made.push(...made);
    return made;
  }

  /** Runs a program whose outputs the kernel returns. */
  return(program: GpuProgram, more: GpuInputs = {}): tf.TensorInfo[] {
    return this.#backend.run(program, { inputs: { ...this.inputs, ...more } });
  }

  /** An input that the kernel returns as it is. */
  again(name: string): tf.TensorInfo {
    return againOf({ backend: this.#backend, inputs: this.inputs }, name);
  }

  /** Frees what was made on the way. */
  [Symbol.dispose](): void {
    for (const { dataId } of this.#made) this.#backend.disposeData(dataId);
  }
}
