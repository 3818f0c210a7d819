/**
 * What the kernel for convolutions by Winograd's transforms and its filters have in common.
 */

/** Arguments of the kernel. */
@unmanaged
export class Winograd {
  x: usize;
  filter: usize;
  /** 0 for none. */
  bias: usize;
  y: usize;
  /** Room for the transformed filter: 36 · roundUp(outputs, 8) · inputs floats. */
  u: usize;
  /** Room for each thread, `workBytes` apart. */
  work: usize;
  workBytes: i32;
  batch: i32;
  height: i32;
  width: i32;
  inputs: i32;
  outHeight: i32;
  outWidth: i32;
  outputs: i32;
  top: i32;
  left: i32;
  /** Tiles of a block. */
  tiles: i32;
  relu: i32;
  /**
   * 0 if the filter is (3, 3, inputs, outputs); else it is (3, 3, outputs, inputs) and to be turned, and this is room for
   * (3, 3, inputs, roundUp(outputs, 8)).
   */
  turned: usize;
  /** Where it is written whether the filter is thin, and nothing was computed; room for an integer more than outputs. */
  thin: usize;
}
