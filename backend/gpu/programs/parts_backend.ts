/**
 * Tensors that are parts of one buffer, on WebGPU. A program has few buffers but may have many parameters to move; where
 * they lie in one buffer, it moves all of them at once. To whoever reads one it is a tensor like any other.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import { BoundedBackend } from "./bounded_backend.ts";

/** A part of a tensor. */
export interface Part {
  /** Its first element, a multiple of 64, as every adapter can bind what begins there. */
  readonly first: number;
  /** Its shape. */
  readonly shape: readonly number[];
}

/** A tensor and where it is to lie. */
export interface PlacedTensor {
  /** First element. */
  readonly first: number;
  /** The tensor, of float32. */
  readonly tensor: tf.TensorInfo;
}

/** tensorflow.js' backend, and parts. */
export class PartsBackend extends BoundedBackend {
  #handedIn = 0;

  constructor(device: GPUDevice, info: GPUAdapterInfo) {
    super(device, info);
    const internals = this.#internals;
    const { releaseResource } = internals;
    internals.tensorToBinding = (tensor) => tensor ? this.bindingOf(tensor.dataId) : null;
    internals.releaseResource = (dataId) => {
      const whole = this.#map.get(dataId)?.part?.whole;
      releaseResource.call(this, dataId);
      if (whole) this.disposeData(whole);
    };
  }

  /**
   * Tensors that are parts of one: nothing is copied, and it lives as long as the last of them.
   *
   * @param whole The tensor, of float32; it stays the caller's to free.
   * @param parts Where they are.
   * @returns The parts, the caller's to free.
   */
  partsOf({ dataId: whole }: tf.TensorInfo, parts: readonly Part[]): tf.TensorInfo[] {
    this.uploadToGPU(whole);
    const { resource } = this.#data(whole);
    return parts.map(({ first, shape }) => {
      const part = this.makeTensorInfo([...shape], "float32");
      // What is external to tensorflow.js is not freed by it.
      Object.assign(this.#data(part.dataId), { resource, external: true, part: { whole, offset: 4 * first } });
      this.incRef(whole);
      return part;
    });
  }

  /**
   * One tensor that others are parts of. Where they are that already, it is the one; else they are copied.
   *
   * @param placed The tensors, of which none overlaps another.
   * @param length Elements of the whole.
   * @returns The whole, the caller's to free; what lies between its parts may be anything.
   */
  wholeOf(placed: readonly PlacedTensor[], length: number): tf.TensorInfo {
    const common = this.#commonOf(placed, length);
    if (common !== null) {
      this.incRef(common);
      return { dataId: common, shape: [length], dtype: "float32" };
    }
    const whole = this.makeTensorInfo([length], "float32");
    this.uploadToGPU(whole.dataId);
    for (const { tensor, first } of placed) this.#copy(tensor, { dataId: whole.dataId, first });
    return whole;
  }

  /** Where a tensor lies, as a program binds it. */
  bindingOf(dataId: tf.DataId): GPUBufferBinding {
    const { resource: buffer, part, shape } = this.#data(dataId);
    return part ? { buffer, offset: part.offset, size: bytesOf(shape) } : { buffer };
  }

  override async read(dataId: object): Promise<tf.BackendValues> {
    if (!this.#map.has(dataId) || !this.#data(dataId).part) return super.read(dataId);
    const { shape } = this.#data(dataId);
    if (bytesOf(shape) === 0) return new Float32Array();
    const copy = this.makeTensorInfo(shape, "float32");
    this.uploadToGPU(copy.dataId);
    this.#copy({ dataId, shape, dtype: "float32" }, { dataId: copy.dataId, first: 0 });
    try {
      return await super.read(copy.dataId);
    } finally {
      this.disposeData(copy.dataId);
    }
  }

  /** How often commands have been handed in. */
  get handedIn(): number {
    return this.#handedIn;
  }

  override submitQueue(): void {
    super.submitQueue();
    this.#handedIn++;
  }

  /** Tensors stay as they are until the commands have been handed in that were told so far. */
  keepUntilHandedIn(...tensors: readonly tf.TensorInfo[]): void {
    for (const { dataId } of tensors) this.#internals.commandQueueOwnedIds.add(dataId);
  }

  /** Hands in what the encoder has been told so far. */
  flush(): void {
    this.endComputePassEncoder();
    if (this.#internals.commandEncoder) this.submitQueue();
  }

  /** The encoder, outside of a pass. */
  readyEncoder(): GPUCommandEncoder {
    this.ensureCommandEncoderReady();
    this.endComputePassEncoder();
    const { commandEncoder } = this.#internals;
    if (!commandEncoder) throw new TypeError("Cannot tell the GPU anything as there is no encoder");
    return commandEncoder;
  }

  /** The tensor that all are parts of, at their places; null where there is none. */
  #commonOf(placed: readonly PlacedTensor[], length: number): tf.DataId | null {
    const common = placed[0] && this.#data(placed[0].tensor.dataId).part?.whole;
    if (!common || String(this.#data(common).shape) !== String([length])) return null;
    const fits = ({ tensor, first }: PlacedTensor): boolean => {
      const { part } = this.#data(tensor.dataId);
      return part?.whole === common && part.offset === 4 * first;
    };
    return placed.every(fits) ? common : null;
  }

  #copy({ dataId, shape }: tf.TensorInfo, to: { readonly dataId: tf.DataId; readonly first: number }): void {
    if (bytesOf(shape) === 0) return;
    this.uploadToGPU(dataId);
    const { buffer, offset = 0 } = this.bindingOf(dataId);
    const { commandQueueOwnedIds } = this.#internals;
    this.readyEncoder().copyBufferToBuffer(
      buffer,
      offset,
      this.#data(to.dataId).resource,
      4 * to.first,
      bytesOf(shape),
    );
    commandQueueOwnedIds.add(dataId).add(to.dataId);
  }

  #data(dataId: tf.DataId): TensorData {
    return this.#map.get(dataId);
  }

  get #map(): Internals["tensorMap"] {
    return this.#internals.tensorMap;
  }

  get #internals(): Internals {
    return this as unknown as Internals;
  }
}

/** Bytes of a tensor of float32. */
export function bytesOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 4);
}

// --- internal ---

/** What tensorflow.js' backend of this version has, and its types keep to themselves. */
interface Internals {
  readonly tensorMap: { has(dataId: tf.DataId): boolean; get(dataId: tf.DataId): TensorData };
  readonly commandEncoder: GPUCommandEncoder | null;
  readonly commandQueueOwnedIds: WeakSet<tf.DataId>;
  tensorToBinding: (tensor?: tf.TensorInfo) => GPUBufferBinding | null;
  releaseResource: (dataId: tf.DataId) => void;
}

interface TensorData {
  readonly shape: number[];
  readonly resource: GPUBuffer;
  readonly part?: { readonly whole: tf.DataId; readonly offset: number };
}
