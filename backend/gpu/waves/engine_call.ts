/**
 * What programs of iterative engines are called with.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import type { WebGPUBackend } from "../../../packages/tensorflow_webgpu.ts";
import { type GpuInputs, type GpuProgram, runGpuProgram } from "../programs/gpu_program.ts";

/** A call of a kernel. Tensors that it makes on its way are freed at its end, but those that it returns. */
export class EngineCall {
  /** The backend. */
  readonly backend: WebGPUBackend;
  /** Its tensors by name, and those made on the way. */
  readonly inputs: GpuInputs;
  /** Positions B of the batch. */
  readonly positions: number;
  /** Modes M of the probe. */
  readonly modes: number;
  /** Side N of a pattern. */
  readonly size: number;
  /** Rows of the object. */
  readonly height: number;
  /** Columns of the object. */
  readonly width: number;
  readonly #made: tf.TensorInfo[] = [];

  /**
   * @param backend The backend.
   * @param inputs Tensors by the names of the kernel.
   */
  constructor(backend: WebGPUBackend, inputs: GpuInputs) {
    this.backend = backend;
    this.inputs = inputs;
    const [positions = 0] = inputs.corners?.shape ?? [];
    const [modes = 0, size = 0] = inputs.probeRe?.shape ?? [];
    const [height = 0, width = 0] = inputs.objectRe?.shape ?? [];
    [this.positions, this.modes, this.size, this.height, this.width] = [positions, modes, size, height, width];
  }

  /** Runs a program whose output is needed on the way only. */
  make(program: GpuProgram, more: GpuInputs = {}): tf.TensorInfo {
    return this.onTheWay(runGpuProgram(this.backend, { ...this.inputs, ...more }, program));
  }

  /** Runs a program whose output the kernel returns. */
  return(program: GpuProgram, more: GpuInputs = {}): tf.TensorInfo {
    return runGpuProgram(this.backend, { ...this.inputs, ...more }, program);
  }

  /** Frees a tensor at the end. */
  onTheWay(made: tf.TensorInfo): tf.TensorInfo {
    this.#made.push(made);
    return made;
  }

  /** Frees what was made on the way. */
  [Symbol.dispose](): void {
    for (const { dataId } of this.#made) this.backend.disposeData(dataId);
  }
}
