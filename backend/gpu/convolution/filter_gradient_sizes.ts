/**
 * What programs of the gradient of a convolution by its filter are made for. The rows of all images are cut into shares, as
 * many for every program; within a share each of them adds the products of a weight, row after row and in each
 * along the columns. The shares are then added. So every way to compute a gradient gives the same bits.
 *
 * @module
 */
import { LANES } from "./convolution_sizes.ts";

/** Images (B, rows, columns, inputs), a filter (height, width, inputs, outputs), and shares of rows. */
export interface FilterGradientSizes {
  /** Rows of all images, and of one. */
  readonly rows: number;
  readonly imageRows: number;
  readonly columns: number;
  readonly height: number;
  readonly width: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly shares: number;
  readonly rowsPerShare: number;
}

/**
 * Sizes of a gradient.
 *
 * @param image Shape of the images.
 * @param filter Shape of the filter.
 */
export function filterGradientSizes(image: readonly number[], filter: readonly number[]): FilterGradientSizes {
  const [batch = 0, imageRows = 0, columns = 0] = image;
  const [height = 0, width = 0, inputs = 0, outputs = 0] = filter;
  const rows = batch * imageRows;
  const tiles = height * width * Math.ceil(inputs / LANES) * Math.ceil(outputs / LANES);
  const wanted = Math.min(rows, Math.max(1, Math.ceil(INVOCATIONS / tiles)));
  const rowsPerShare = Math.max(1, Math.ceil(rows / Math.max(1, wanted)));
  const shares = Math.max(1, Math.ceil(rows / rowsPerShare));
  return { rows, imageRows, columns, height, width, inputs, outputs, shares, rowsPerShare };
}

// --- internal ---

/** Tiles of 4 × 4 weights, times shares, that keep a GPU busy; more would only mean more shares to add. */
const INVOCATIONS = 1 << 15;
