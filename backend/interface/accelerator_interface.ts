/**
 * What is known of the accelerator in use.
 *
 * @module
 */

/** The accelerator in use. */
export interface Accelerator {
  /** What it is asked for by. */
  readonly name: "cpu" | "webgpu";
  /** What the hardware or its driver calls itself. */
  readonly adapter: string;
  /** Whether the processor does the work: always for cpu, for webgpu with a software adapter. */
  readonly software: boolean;
  /** Whether the same work gives the same bits from run to run on the same machine, and why. */
  readonly determinism: { readonly guaranteed: boolean; readonly reason: string };
  /** Limits of the WebGPU device, such as maxBufferSize in bytes; empty for cpu. */
  readonly limits: Readonly<Record<string, number>>;
  /**
   * The first error that the device reported outside of any call, or its loss; null while all is well. A result read
   * after such an error is not to be trusted.
   */
  failure(): Error | null;
}
