/**
 * Whether a network can be held at all, told from the shapes of its parameters: before a weight is drawn, which of a
 * large network takes minutes.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import { parameterCount, type ParameterSpec } from "./parameter_spec.ts";

/** How often the parameters are held, and by what. */
export interface RoomOptions {
  /**
   * Tensors for each parameter, itself included: in a training its gradient and the optimizer's state besides.
   *
   * @default {1}
   */
  readonly copies?: number;
  /**
   * Limits of a WebGPU device, `maxBufferSize` and `maxStorageBufferBindingSize`, in bytes. What the memory of the CPU can
   * hold is known from tensorflow.js.
   *
   * @default {{}}
   */
  readonly limits?: Readonly<Record<string, number>>;
}

/**
 * Refuses a network that the current backend cannot hold. What it computes needs memory as well, so one that is not
 * refused may still be too large.
 *
 * @param parameters The parameters of the network.
 * @param options How often they are held, and by what.
 * @throws {RangeError} With the bytes that are needed and those that there are.
 */
export function requireRoom(
  parameters: readonly ParameterSpec[],
  { copies = 1, limits = {} }: RoomOptions = {},
): void {
  const { maxMemory = Infinity } = tf.memory() as { maxMemory?: number };
  const { maxBufferSize = Infinity, maxStorageBufferBindingSize = Infinity } = limits;
  const count = parameterCount(parameters);
  refuse(copies > 1 ? `${count} parameters, ${copies} tensors each,` : `${count} parameters`, {
    needed: FLOAT * count * copies,
    most: maxMemory,
  });
  const most = Math.min(maxBufferSize, maxStorageBufferBindingSize);
  for (const spec of parameters) refuse(`parameter ${spec.name}`, { needed: FLOAT * parameterCount([spec]), most });
}

// --- internal ---

/** Bytes of a float32. */
const FLOAT = 4;

interface Room {
  /** Bytes that are needed. */
  readonly needed: number;
  /** Bytes that there are. */
  readonly most: number;
}

function refuse(what: string, { needed, most }: Room): void {
  if (needed <= most) return;
  throw new RangeError(
    `Cannot create the network as its ${what} must fit into ${mebibytes(most)} of the accelerator: ` +
      `current value is ${mebibytes(needed)} (use a lower model.filterScale)`,
  );
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}
