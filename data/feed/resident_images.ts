/**
 * Whether the images of all patterns can stay on an accelerator.
 *
 * @module
 */
import { areHeld } from "../frames/frames.ts";
import type { Patterns } from "../patterns.ts";

/** How large a buffer of an accelerator may be, in bytes; what is absent is unknown. */
export interface BufferLimits {
  /** Of any buffer. */
  readonly maxBufferSize?: number;
  /** Of a buffer that a program reads. */
  readonly maxStorageBufferBindingSize?: number;
}

/** Samples whose images shall stay there. */
export interface ResidentSamples {
  /** Side N of a pattern, in pixels. */
  readonly patchSize: number;
  /** Their patterns. */
  readonly patterns: Pick<Patterns, "count" | "frames">;
}

/**
 * Refuses what cannot stay there.
 *
 * @param samples The samples.
 * @param limits Of the accelerator.
 * @throws {RangeError} If their images are larger than a buffer of the accelerator may be, or not in memory.
 */
export function requireResident(samples: ResidentSamples, limits: BufferLimits): void {
  requireRoom(samples, limits);
  requireHeld(samples.patterns);
}

// --- internal ---

function requireHeld({ frames }: ResidentSamples["patterns"]): void {
  if (areHeld(frames)) return;
  const mebibytes = (4 * frames.count * frames.patchSize ** 2 / 2 ** 20).toFixed(0);
  throw new RangeError(
    `Cannot keep the samples on the accelerator as they are read from a file: current value is ${mebibytes} MiB of ` +
      "images; set execution.frameCache to as much, or execution.pinMemory to false",
  );
}

function requireRoom({ patterns: { count }, patchSize }: ResidentSamples, limits: BufferLimits): void {
  const { maxBufferSize = Infinity, maxStorageBufferBindingSize = Infinity } = limits;
  const most = Math.min(maxBufferSize, maxStorageBufferBindingSize);
  const bytes = 4 * count * patchSize ** 2;
  if (bytes <= most) return;
  const mebibytes = (size: number): string => `${(size / 2 ** 20).toFixed(0)} MiB`;
  throw new RangeError(
    `Cannot keep ${count} samples on the accelerator as a buffer may have ${mebibytes(most)}: ` +
      `current value is ${mebibytes(bytes)}; set execution.pinMemory to false`,
  );
}
