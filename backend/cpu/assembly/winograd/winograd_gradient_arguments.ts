/**
 * What the two kernels for the gradient of a 3 × 3 convolution by its filter have in common.
 */

/** Arguments of both. */
@unmanaged
export class WinogradGradient {
  x: usize;
  dy: usize;
  /** The gradient of the filter (3, 3, inputs, outputs). */
  filter: usize;
  /** Room for the sums of each section: 36 · inputs · roundUp(outputs, 8) floats. */
  sums: usize;
  /** Room for each thread, `workBytes` apart: intermediate values, then transformed tiles; of one section the first's. */
  work: usize;
  /** A byte for each pair of channels, what is known of its gradients; rows of roundUp(outputs, 4). */
  doubts: usize;
  /** A float for each pair of channels, in rows as long: what its gradients are compared with. */
  bounds: usize;
  /** A byte for each channel of `x` and `dy`, roundUp(…, 4) each: how many of its values are not zero. */
  xDensities: usize;
  dyDensities: usize;
  /** Room for the indices of the input channels that are not sparse, and five more. */
  dense: usize;
  /** Where the number of pairs and channels that are left to compute is written, or -1 if that is too much. */
  toMend: usize;
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
  /** Tiles that are transformed together. */
  tiles: i32;
  sections: i32;
}
