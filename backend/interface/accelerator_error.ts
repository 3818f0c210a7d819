/**
 * The error of a machine without the accelerator that was asked for.
 *
 * @module
 */

/** There is no usable accelerator of the kind that was asked for. The command line exits with 4. */
export class AcceleratorError extends Error {
  /** Name of the class. */
  override readonly name: string = "AcceleratorError";
}
