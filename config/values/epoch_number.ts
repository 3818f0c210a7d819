/**
 * Epochs as people count them.
 *
 * @module
 */

/**
 * The number that people call an epoch by, from 1 on: in the terminal, in pictures, on pages and in sentences. Programs
 * count from 0: payloads, callbacks, logs, and names of files such as `epoch=02-poisson_val=0.1234.safetensors`.
 *
 * @param epoch The epoch, from 0.
 */
export function epochNumber(epoch: number): number {
  return epoch + 1;
}
