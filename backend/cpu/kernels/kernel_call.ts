/**
 * A call of a kernel: its inputs and attributes by name.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import type { CpuBackend } from "../runtime/cpu_backend.ts";

/** Reads a call. */
export class KernelCall {
  /** The backend that it is made on. */
  readonly backend: CpuBackend;
  readonly #inputs: tf.NamedTensorInfoMap;
  readonly #attributes: Record<string, unknown>;

  constructor({ inputs, attrs, backend }: Parameters<tf.KernelFunc>[0]) {
    this.backend = backend as CpuBackend;
    this.#inputs = inputs;
    this.#attributes = (attrs ?? {}) as Record<string, unknown>;
  }

  /**
   * An input.
   *
   * @param name Its name.
   * @throws {TypeError} If the call has none of that name.
   */
  input(name: string): tf.TensorInfo {
    const input = this.#inputs[name];
    if (!input) throw new TypeError(`Cannot run a kernel as it lacks an input: current value is no ${name}`);
    return input;
  }

  /** An input that need not be there. */
  optional(name: string): tf.TensorInfo | undefined {
    return this.#inputs[name] ?? undefined;
  }

  /** All inputs, in order of their names' appearance; for kernels of a list of tensors. */
  get inputs(): tf.TensorInfo[] {
    return Object.values(this.#inputs) as tf.TensorInfo[];
  }

  /** Whether all inputs are float32. */
  get allFloat(): boolean {
    return this.inputs.every(({ dtype }) => dtype === "float32");
  }

  /** Where an input's values are. */
  address(name: string): number {
    return this.backend.address(this.input(name));
  }

  /**
   * An attribute, as tensorflow.js documents it for the kernel.
   *
   * @typeParam T Its type there.
   */
  attribute<T>(name: string): T {
    return this.#attributes[name] as T;
  }
}
