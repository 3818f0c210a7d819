/**
 * Keeping the activations of a network in half as many bytes.
 *
 * @module
 */

/** An accelerator that can. */
export interface HalfStorage {
  /** Whether the device has 16-bit floating-point numbers. */
  readonly canKeepHalves: boolean;
  /**
   * Does some work meanwhile keeping as halves what convolutions with a ReLU give, and what follows from it alone:
   * pooled, enlarged and weighed activations, and the gradients by them. All sums are of float32.
   *
   * @param work The work; nothing is awaited in it.
   * @throws {TypeError} If the device cannot.
   */
  keepingHalves<T>(work: () => T): T;
}
