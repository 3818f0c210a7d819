/**
 * What a convolution's programs are made for. All of them add an output's products in one order: channels of the
 * image in fours, and of each four the filter's rows, then the channels, then the filter's columns. So every way to
 * compute a convolution gives the same bits, and which of them is chosen changes nothing but the time.
 *
 * @module
 */

/** Images (B, rows, columns, inputs) and a filter (height, width, inputs, outputs); as much comes out as goes in. */
export interface ConvolutionSizes {
  readonly batch: number;
  readonly rows: number;
  readonly columns: number;
  readonly height: number;
  readonly width: number;
  readonly inputs: number;
  readonly outputs: number;
  /** What is done to a sum. */
  readonly end: "" | "bias" | "bias relu";
}

/**
 * Sizes of a convolution.
 *
 * @param image Shape of the images.
 * @param filter Shape of the filter.
 * @param end What is done to sums.
 */
export function convolutionSizes(
  image: readonly number[],
  filter: readonly number[],
  end: ConvolutionSizes["end"],
): ConvolutionSizes {
  const [batch = 0, rows = 0, columns = 0] = image;
  const [height = 0, width = 0, inputs = 0, outputs = 0] = filter;
  return { batch, rows, columns, height, width, inputs, outputs, end };
}

/** Channels that an invocation reads or writes together. */
export const LANES = 4;

/** Components of a vector. */
export const COMPONENTS = ["x", "y", "z", "w"] as const;

/** Texts for the numbers below a count, in lines. */
export function lines(count: number, text: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => text(index)).join("\n");
}

/** The type of that many numbers. */
export function vectorOf(lanes: number): string {
  return lanes === 1 ? "f32" : `vec${lanes}<f32>`;
}
