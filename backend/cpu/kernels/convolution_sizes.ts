/**
 * Sizes of a two-dimensional convolution, as tensorflow.js works them out of a call.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import type { KernelCall } from "./kernel_call.ts";

/** Sizes, channels last. */
export interface ConvolutionSizes {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly inputs: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outputs: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly dilationHeight: number;
  readonly dilationWidth: number;
  readonly top: number;
  readonly left: number;
  /** Distance at which the input's rows are set, with zeros between. */
  readonly spreadHeight: number;
  /** Distance at which the input's columns are set, with zeros between. */
  readonly spreadWidth: number;
}

/**
 * The sizes of a call.
 *
 * @param call A call with the attributes of a convolution.
 * @param x Shape (B, H, W, I) of the input.
 * @param filter Shape (h, w, I, O) of the filter.
 * @returns The sizes, or undefined for other layouts.
 */
export function convolutionSizes(
  call: KernelCall,
  x: readonly number[],
  filter: readonly number[],
): ConvolutionSizes | undefined {
  if (call.attribute<string>("dataFormat") !== "NHWC") return undefined;
  const info = tf.backend_util.computeConv2DInfo(
    [...x] as Shape4,
    [...filter] as Shape4,
    call.attribute<number>("strides"),
    call.attribute<number | undefined>("dilations") ?? 1,
    call.attribute<"same" | "valid">("pad"),
    call.attribute<"floor">("dimRoundingMode"),
  );
  // Fewer channels in the filter than in the input: a grouped convolution.
  if (info.inChannels !== filter[2]) return undefined;
  return {
    batch: info.batchSize,
    height: info.inHeight,
    width: info.inWidth,
    inputs: info.inChannels,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    outputs: info.outChannels,
    filterHeight: info.filterHeight,
    filterWidth: info.filterWidth,
    strideHeight: info.strideHeight,
    strideWidth: info.strideWidth,
    dilationHeight: info.dilationHeight,
    dilationWidth: info.dilationWidth,
    top: info.padInfo.top,
    left: info.padInfo.left,
    spreadHeight: 1,
    spreadWidth: 1,
  };
}

/** Sizes of the convolution of the output's gradient with the turned filter that is the gradient by the input. */
export function inputGradientSizes(s: ConvolutionSizes): ConvolutionSizes {
  return {
    ...s,
    height: s.outHeight,
    width: s.outWidth,
    inputs: s.outputs,
    outHeight: s.height,
    outWidth: s.width,
    outputs: s.inputs,
    strideHeight: 1,
    strideWidth: 1,
    top: (s.filterHeight - 1) * s.dilationHeight - s.top,
    left: (s.filterWidth - 1) * s.dilationWidth - s.left,
    spreadHeight: s.strideHeight,
    spreadWidth: s.strideWidth,
  };
}

/** Whether there is nothing to compute; tensorflow.js also makes negative sizes, of filters larger than the image. */
export function isEmpty({ batch, outHeight, outWidth, outputs, inputs }: ConvolutionSizes): boolean {
  return Math.min(batch, outHeight, outWidth, outputs, inputs) <= 0;
}

/** Values under the filter at one place. */
export function patchLength({ filterHeight, filterWidth, inputs }: ConvolutionSizes): number {
  return filterHeight * filterWidth * inputs;
}

/** Multiplications of the convolution, in thousands: what its work is measured by. */
export function convolutionWork(s: ConvolutionSizes): number {
  return s.batch * s.outHeight * s.outWidth * s.outputs * patchLength(s) / 16;
}

/** The arguments of `BandSizes` in `assembly/convolution/band.ts`. */
export function bandArguments(x: number, s: ConvolutionSizes): number[] {
  return [
    ...[x, s.batch, s.height, s.width, s.inputs, s.outHeight, s.outWidth, s.outputs, s.filterHeight, s.filterWidth],
    ...[s.strideHeight, s.strideWidth, s.dilationHeight, s.dilationWidth, s.top, s.left, s.spreadHeight, s.spreadWidth],
  ];
}

/** Bytes of the band of an output row and of its patches. */
export function bandBytes(s: ConvolutionSizes): number {
  const columns = (s.outWidth - 1) * s.strideWidth + (s.filterWidth - 1) * s.dilationWidth + 1;
  return 4 * (columns * s.inputs * s.filterHeight + patchLength(s) * s.outWidth) + 128;
}

// --- internal ---

type Shape4 = [number, number, number, number];
