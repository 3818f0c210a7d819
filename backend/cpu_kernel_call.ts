/**
 * A call of a tensorflow.js kernel on the `cpu` backend, with its inputs and attributes by name.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";

/** Reads the inputs of a call and writes its output. */
export class KernelCallReader {
  readonly #call: Parameters<tf.KernelFunc>[0];

  constructor(call: Parameters<tf.KernelFunc>[0]) {
    this.#call = call;
  }

  /**
   * An input: its shape, its type and where its values are.
   *
   * @throws {TypeError} If the call has no input of that name.
   */
  input(name: string): tf.TensorInfo {
    const tensor = this.#call.inputs[name];
    if (!tensor) throw new TypeError(`Cannot run a kernel as it lacks an input: current value is no ${name}`);
    return tensor;
  }

  /** Shape of an input. */
  shape(name: string): number[] {
    return this.input(name).shape;
  }

  /** Values of an input, row-major; not a copy. */
  read(name: string): Float32Array {
    return this.#backend.readSync(this.input(name).dataId) as Float32Array;
  }

  /** An attribute; its type is the kernel's promise. */
  attribute<T>(name: string): T {
    return (this.#call.attrs as Readonly<Record<string, unknown>> | undefined)?.[name] as T;
  }

  /** An output of this shape. */
  write(
    values: Float32Array | Uint8Array,
    shape: readonly number[],
    dtype: "float32" | "bool" = "float32",
  ): tf.TensorInfo {
    return { dataId: this.#backend.write(values, [...shape], dtype), shape: [...shape], dtype };
  }

  /** Sizes of a convolution by the call's attributes; undefined for channels first. */
  convolution(x: readonly number[], filter: readonly number[]): tf.backend_util.Conv2DInfo | undefined {
    if (this.attribute<string>("dataFormat") !== "NHWC") return undefined;
    return tf.backend_util.computeConv2DInfo(
      x as Shape4,
      filter as Shape4,
      this.attribute<number>("strides"),
      this.attribute<number | undefined>("dilations") ?? 1,
      this.attribute<"same" | "valid">("pad"),
      this.attribute<"floor">("dimRoundingMode"),
    );
  }

  get #backend(): tf.KernelBackend {
    return this.#call.backend as tf.KernelBackend;
  }
}

type Shape4 = [number, number, number, number];
