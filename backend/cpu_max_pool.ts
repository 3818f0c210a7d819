/**
 * The gradient of max pooling on the CPU.
 *
 * @module
 */
import type { ConvolutionSizes } from "./cpu_convolution.ts";

/**
 * Hands the gradient of each output to the input that was the maximum: the first one, if several are equal.
 *
 * @param x Input (B, H, W, C), row-major.
 * @param dy Gradient of the output (B, H′, W′, C), row-major.
 * @param sizes Sizes of the pooling; the window takes the place of the filter.
 * @returns Gradient of the input.
 */
export function maxPoolGradient(x: Float32Array, dy: Float32Array, sizes: ConvolutionSizes): Float32Array {
  const { batchSize, outHeight, outWidth, outChannels } = sizes;
  const gradient = new Float32Array(x.length);
  let at = 0;
  for (let image = 0; image < batchSize; image++) {
    for (let row = 0; row < outHeight; row++) {
      for (let column = 0; column < outWidth; column++) {
        const window = windowAt(sizes, image, row, column);
        for (let channel = 0; channel < outChannels; channel++, at++) {
          const first = argMax(x, sizes, window, channel);
          gradient[first] = (gradient[first] as number) + (dy[at] as number);
        }
      }
    }
  }
  return gradient;
}

// --- internal ---

/** The part of an input image under the window; ends are exclusive. */
interface Window {
  readonly image: number;
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

function windowAt(sizes: ConvolutionSizes, image: number, row: number, column: number): Window {
  const top = row * sizes.strideHeight - sizes.padInfo.top;
  const left = column * sizes.strideWidth - sizes.padInfo.left;
  return {
    image,
    top: Math.max(top, 0),
    bottom: Math.min(top + sizes.filterHeight, sizes.inHeight),
    left: Math.max(left, 0),
    right: Math.min(left + sizes.filterWidth, sizes.inWidth),
  };
}

function argMax(x: Float32Array, sizes: ConvolutionSizes, window: Window, channel: number): number {
  const { inHeight, inWidth, inChannels } = sizes;
  let best = -1;
  for (let row = window.top; row < window.bottom; row++) {
    for (let column = window.left; column < window.right; column++) {
      const at = ((window.image * inHeight + row) * inWidth + column) * inChannels + channel;
      if (best < 0 || (x[at] as number) > (x[best] as number)) best = at;
    }
  }
  return best;
}
