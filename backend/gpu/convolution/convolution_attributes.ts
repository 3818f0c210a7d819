/**
 * Attributes of a convolution as tensorflow.js hands them to kernels and gradients.
 *
 * @module
 */

/** What is read of them. */
export interface ConvolutionAttributes {
  readonly strides: number | readonly number[];
  readonly pad: string | number;
  readonly dataFormat: string;
  /** Missing in the attributes of gradients. */
  readonly dilations?: number | readonly number[];
}

/**
 * Whether a convolution is one of ours: NHWC, stride 1, no dilation, padded to as much output as input, and a filter of
 * odd size, which has a middle.
 *
 * @param attributes Its attributes.
 * @param filterShape Shape (h, w, I, O) of its filter.
 */
export function keepsSize(attributes: ConvolutionAttributes, filterShape: readonly number[]): boolean {
  const { strides, pad, dataFormat, dilations = 1 } = attributes;
  const [height = 0, width = 0] = filterShape;
  const ones = [strides, dilations].flat().every((step) => step === 1);
  return ones && pad === "same" && dataFormat === "NHWC" && height % 2 === 1 && width % 2 === 1;
}
