/**
 * tensorflow.js' backend for WebGPU, that refuses a tensor of more bytes than a program may see. Without, the device
 * reports an error some time later, which says nothing of the tensor, and nothing that it computed is to be trusted.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import { WebGPUBackend } from "../../../packages/tensorflow_webgpu.ts";

/** The backend. */
export class BoundedBackend extends WebGPUBackend {
  /**
   * Gives a tensor its memory; tensorflow.js calls it for whatever its programs and ours read and write.
   *
   * @param dataId The tensor.
   * @throws {RangeError} If it is larger than the device lets a program see.
   */
  override uploadToGPU(dataId: tf.DataId): void {
    const { resource, shape, values } = (this as unknown as Internals).tensorMap.get(dataId);
    if (resource) return;
    try {
      this.requireRoom(shape);
    } catch (error) {
      // Nobody was given an output yet who could free it.
      if (!values) this.disposeData(dataId);
      throw error;
    }
    super.uploadToGPU(dataId);
  }

  /**
   * Refuses a tensor that is too large.
   *
   * @param shape Its shape; elements have 4 bytes.
   * @throws {RangeError} If it is larger than the device lets a program see.
   */
  requireRoom(shape: readonly number[]): void {
    const { maxStorageBufferBindingSize, maxBufferSize } = this.device.limits;
    const most = Math.min(maxStorageBufferBindingSize, maxBufferSize);
    const bytes = shape.reduce((product, length) => product * length, 4);
    if (bytes <= most) return;
    throw new RangeError(
      `Cannot make a tensor of ${shape.join(" × ")} values on webgpu as its programs see at most ${mebibytes(most)} ` +
        `at once: current value is ${mebibytes(bytes)}; set a smaller training.batchSize or inference.batchSize, or ` +
        "use cpu",
    );
  }
}

// --- internal ---

/** What tensorflow.js' backend of this version has, and its types keep to themselves. */
interface Internals {
  readonly tensorMap: {
    get(
      dataId: tf.DataId,
    ): { readonly shape: readonly number[]; readonly resource?: GPUBuffer; readonly values?: unknown };
  };
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(0)} MiB`;
}
