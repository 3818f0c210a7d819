/**
 * The CPU backend: tensorflow.js' own, with tensors in one shared WebAssembly memory and the hot kernels replaced by ours.
 * Kernels that are not replaced read and write JavaScript views of that memory.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import { MathBackendCPU } from "../../../packages/tensorflow_cpu.ts";
import type { Arena, Block } from "./arena.ts";
import type { KernelBuild } from "./kernel_module.ts";
import type { ThreadPool } from "./thread_pool.ts";

/** Work on fewer numbers than this is done by one thread: waking others would take longer. */
const WORTH_THREADS = 8192;

/** What a backend is made of. */
export interface CpuBackendParts {
  readonly arena: Arena;
  readonly pool: ThreadPool;
  readonly memory: WebAssembly.Memory;
  readonly build: KernelBuild;
}

/** How a kernel runs. */
export interface RunOptions {
  /** Floats that follow the integers. */
  readonly floats?: readonly number[];
  /**
   * How many numbers are worked on.
   *
   * @default {Infinity}
   */
  readonly work?: number;
  /**
   * Whether the kernel waits for all its threads, or gives each memory of its own.
   *
   * @default {false}
   */
  readonly together?: boolean;
}

/** Holds tensors and runs kernels. */
export class CpuBackend extends MathBackendCPU {
  /** The threads. */
  readonly pool: ThreadPool;
  /** Which build of the kernels it runs. */
  readonly build: KernelBuild;
  readonly #arena: Arena;
  readonly #memory: WebAssembly.Memory;
  /** Blocks to be freed when the kernel of tensorflow.js that runs has ended; null while none runs. */
  #deferred: Block[] | null = null;

  constructor({ arena, pool, memory, build }: CpuBackendParts) {
    super();
    this.pool = pool;
    this.build = build;
    this.#arena = arena;
    this.#memory = memory;
  }

  /** Bytes that tensors take, and bytes of the memory they are in. */
  get bytes(): { readonly used: number; readonly reserved: number } {
    return { used: this.#arena.usedBytes, reserved: this.#arena.reservedBytes };
  }

  /**
   * Makes a tensor whose values are yet to be written.
   *
   * @param shape Shape.
   * @param dtype Type; float32 by default.
   */
  output(shape: readonly number[], dtype: "float32" | "int32" | "bool" = "float32"): tf.TensorInfo {
    const length = tf.util.sizeFromShape([...shape]);
    const dataId = { id: nextId++ };
    this.data.set(dataId, this.#tensorData(length, dtype, `a tensor of shape [${shape}]`));
    return { dataId, shape: [...shape], dtype };
  }

  /** The address of a tensor's values. */
  address({ dataId }: tf.TensorInfo): number {
    const data = this.data.get(dataId);
    if (data instanceof ArenaData) return data.block.address;
    throw new TypeError(`Cannot run a kernel on a tensor of type ${data.dtype}: it is not in the arena`);
  }

  /**
   * Runs a kernel.
   *
   * @param name The kernel.
   * @param integers Its arguments.
   * @param options How it runs.
   */
  run(name: string, integers: readonly number[], { floats = [], work = Infinity, together }: RunOptions = {}): void {
    const manner = work < WORTH_THREADS ? "alone" : together ? "together" : "parts";
    this.pool.run(name, integers, floats, manner);
  }

  /**
   * Lends memory to a function.
   *
   * @param bytes How much.
   * @param use Gets the address; the memory is taken back when it returns or throws.
   */
  withScratch<T>(bytes: number, use: (address: number) => T): T {
    const block = this.#arena.allocate(bytes, "room for a kernel's intermediate values");
    try {
      return use(block.address);
    } finally {
      this.#arena.free(block);
    }
  }

  /** A tensor's values in place, to be read before the next kernel runs. */
  values({ dataId }: tf.TensorInfo): tf.TypedArray {
    return this.data.get(dataId).values as tf.TypedArray;
  }

  /** A whole number that a kernel left in memory that was lent to it. */
  readWord(address: number): number {
    return new Int32Array(this.#memory.buffer, address, 1)[0] ?? NaN;
  }

  /**
   * Runs a kernel of tensorflow.js. Those go on reading the values of intermediate tensors after they have disposed of
   * them, so that memory is taken back only when the kernel has ended.
   *
   * @param kernel The kernel.
   */
  runStock<T>(kernel: () => T): T {
    // A kernel may run another.
    if (this.#deferred) return kernel();
    this.#deferred = [];
    try {
      return kernel();
    } finally {
      const blocks = this.#deferred;
      this.#deferred = null;
      for (const block of blocks) this.#arena.free(block);
    }
  }

  override write(values: tf.backend_util.BackendValues, shape: number[], dtype: tf.DataType): object {
    const dataId = { id: nextId++ };
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  override move(
    dataId: object,
    values: tf.backend_util.BackendValues,
    shape: number[],
    dtype: tf.DataType,
    refCount: number,
  ): void {
    if (dtype === "string" || dtype === "complex64") {
      this.data.set(dataId, { values, dtype, refCount });
      return;
    }
    const data = this.#tensorData(tf.util.sizeFromShape(shape), dtype, `a tensor of shape [${shape}]`);
    data.refCount = refCount;
    // tensorflow.js' kernels make some outputs first and fill them later.
    if (values !== undefined && values !== null) data.values.set(values as ArrayLike<number>);
    this.data.set(dataId, data);
  }

  override readSync(dataId: object): tf.backend_util.BackendValues {
    const data = this.data.get(dataId);
    // A copy: the memory will be another tensor's one day.
    return data instanceof ArenaData ? data.copy() : super.readSync(dataId);
  }

  override disposeData(dataId: object, force = false): boolean {
    const data = this.data.has(dataId) ? this.data.get(dataId) : undefined;
    const gone = super.disposeData(dataId, force);
    if (gone && data instanceof ArenaData) this.#free(data.block);
    return gone;
  }

  /** What `tf.memory()` says: `maxMemory` is the most that all tensors together may take, in bytes. */
  override memory(): { unreliable: boolean; reasons: string[]; maxMemory: number } {
    return { unreliable: false, reasons: [], maxMemory: this.#arena.limitBytes };
  }

  override dispose(): void {
    this.pool.close();
  }

  #free(block: Block): void {
    if (this.#deferred) this.#deferred.push(block);
    else this.#arena.free(block);
  }

  #tensorData(length: number, dtype: NumericType, owner: string): ArenaData {
    const block = this.#arena.allocate(length * tf.util.bytesPerElement(dtype), owner);
    return new ArenaData(this.#memory, block, { length, dtype });
  }
}

// --- internal ---

let nextId = 0;

type NumericType = "float32" | "int32" | "bool";

/** What the backend knows of a tensor in the arena. */
class ArenaData {
  refCount = 1;
  readonly block: Block;
  readonly dtype: NumericType;
  readonly #memory: WebAssembly.Memory;
  readonly #length: number;
  #view: tf.TypedArray | undefined;

  constructor(memory: WebAssembly.Memory, block: Block, { length, dtype }: { length: number; dtype: NumericType }) {
    this.#memory = memory;
    this.#length = length;
    this.block = block;
    this.dtype = dtype;
  }

  /** The values in place; made when a kernel of tensorflow.js asks, ours do not. */
  get values(): tf.TypedArray {
    return this.#view ??= view(this.dtype, this.#memory.buffer, this.block.address, this.#length);
  }

  /** A kernel of tensorflow.js gives an output its values. */
  set values(values: tf.TypedArray) {
    this.values.set(values);
  }

  copy(): tf.TypedArray {
    return new ARRAYS[this.dtype](this.values);
  }
}

function view(dtype: NumericType, buffer: ArrayBufferLike, address: number, length: number): tf.TypedArray {
  if (dtype === "float32") return new Float32Array(buffer, address, length);
  return dtype === "int32" ? new Int32Array(buffer, address, length) : new Uint8Array(buffer, address, length);
}

const ARRAYS = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;
