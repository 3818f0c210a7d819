/**
 * Tensors that are kept as halves (f16) on WebGPU. To tensorflow.js such a tensor is float32 like any other: programs of
 * ours that know halves read and write them as they are, and for whoever else wants one it becomes float32 then and there,
 * for good.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import type { HalfStorage } from "../../interface/half_storage.ts";
import { elementsOf } from "./gpu_program.ts";
import { PartsBackend } from "./parts_backend.ts";

/** tensorflow.js' backend with parts, and halves. */
export abstract class HalvesBackend extends PartsBackend implements HalfStorage {
  #keeping = false;

  constructor(device: GPUDevice, info: GPUAdapterInfo) {
    super(device, info);
    // All that tensorflow.js' own programs read and write.
    this.#internals.tensorToBinding = (tensor) => {
      if (!tensor) return null;
      this.widen(tensor.dataId);
      return this.bindingOf(tensor.dataId);
    };
  }

  get canKeepHalves(): boolean {
    return this.device.features.has("shader-f16");
  }

  /** Whether activations are to be kept as halves now. */
  get keepsHalves(): boolean {
    return this.#keeping;
  }

  keepingHalves<T>(work: () => T): T {
    if (!this.canKeepHalves) throw new TypeError("Cannot keep halves as the device has no shader-f16");
    const before = this.#keeping;
    this.#keeping = true;
    try {
      return work();
    } finally {
      this.#keeping = before;
    }
  }

  /** Whether a tensor is kept as halves. */
  isHalf(dataId: tf.DataId): boolean {
    return this.#data(dataId).half === true;
  }

  override uploadToGPU(dataId: tf.DataId): void {
    const data = this.#data(dataId);
    if (data.half && !data.resource) data.resource = this.#internals.bufferManager.acquireBuffer(bytesOf(data), USAGE);
    else super.uploadToGPU(dataId);
  }

  override read(dataId: object): Promise<tf.BackendValues> {
    if (this.tensorMap.has(dataId)) this.widen(dataId);
    return super.read(dataId);
  }

  /**
   * A tensor that is to be kept as halves; a program writes it.
   *
   * @param shape Its shape.
   */
  protected makeHalf(shape: readonly number[]): tf.TensorInfo {
    const tensor = this.makeTensorInfo([...shape], "float32");
    this.#data(tensor.dataId).half = true;
    return tensor;
  }

  /**
   * Makes a tensor float32 if it is not: whoever has it has it so from now on.
   *
   * @param dataId The tensor.
   */
  protected widen(dataId: tf.DataId): void {
    const data = this.#data(dataId);
    if (!data.half) return;
    // The halves go to a tensor of their own, which is freed once what reads them has been handed in.
    const halves = this.makeHalf(data.shape);
    this.#data(halves.dataId).resource = data.resource;
    const wide = this.widened(halves);
    data.resource = this.#data(wide.dataId).resource;
    data.half = false;
    this.#data(wide.dataId).resource = null;
    this.#internals.commandQueueOwnedIds.add(dataId);
    this.disposeData(halves.dataId);
    this.disposeData(wide.dataId);
  }

  /** A copy as float32, by a program. */
  protected abstract widened(halves: tf.TensorInfo): tf.TensorInfo;

  #data(dataId: tf.DataId): TensorData {
    return this.#internals.tensorMap.get(dataId);
  }

  get #internals(): Internals {
    return this as unknown as Internals;
  }
}

// --- internal ---

/** What tensorflow.js' backend of this version has, and its types keep to themselves. */
interface Internals {
  readonly tensorMap: { get(dataId: tf.DataId): TensorData };
  readonly bufferManager: { acquireBuffer(size: number, usage: number): GPUBuffer };
  readonly commandQueueOwnedIds: WeakSet<tf.DataId>;
  tensorToBinding: (tensor?: tf.TensorInfo) => GPUBufferBinding | null;
}

interface TensorData {
  readonly shape: number[];
  resource?: GPUBuffer | null | undefined;
  half?: boolean;
}

/** As of tensorflow.js' own buffers. */
const USAGE = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;

/** Whole words. */
function bytesOf({ shape }: TensorData): number {
  return 4 * Math.ceil(elementsOf(shape) / 2);
}
