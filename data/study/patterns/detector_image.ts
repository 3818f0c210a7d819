/**
 * An image of the detector with the pixels that can be trusted.
 *
 * @module
 */

/** An image and which of its pixels are valid. */
export interface DetectorImage {
  /** Rows. */
  readonly height: number;
  /** Columns. */
  readonly width: number;
  /** Values, row-major; 0 where a pixel is not valid. */
  readonly data: Float64Array;
  /** 1 = valid. */
  readonly valid: Uint8Array;
}

/** The image with rows and columns swapped. */
export function transposed({ height, width, data, valid }: DetectorImage): DetectorImage {
  const from = (i: number): number => (i % height) * width + Math.floor(i / height);
  return {
    height: width,
    width: height,
    data: data.map((_, i) => data[from(i)] ?? 0),
    valid: valid.map((_, i) => valid[from(i)] ?? 0),
  };
}

/** The image as `numpy.fft.fftshift` moves it: pixel [0, 0] goes to [⌊H/2⌋, ⌊W/2⌋]. */
export function shifted({ height, width, data, valid }: DetectorImage): DetectorImage {
  const [down, across] = [Math.ceil(height / 2), Math.ceil(width / 2)];
  const from = (i: number): number => ((Math.floor(i / width) + down) % height) * width + (i % width + across) % width;
  return {
    height,
    width,
    data: data.map((_, i) => data[from(i)] ?? 0),
    valid: valid.map((_, i) => valid[from(i)] ?? 0),
  };
}

/**
 * The value below which a share of the valid pixels lies; 0 without valid pixels.
 *
 * @param share From 0 to 1.
 */
export function quantile({ data, valid }: DetectorImage, share: number): number {
  const sorted = data.filter((_, i) => valid[i] === 1).sort();
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
}
