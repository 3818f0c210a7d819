/**
 * Images with zeros and small values where kernels that take a short cut could lose them.
 *
 * @module
 */

/** How an image is filled; all but `signed` and `scales` are zero somewhere or of one sign. */
export const FILLINGS = [
  "signed",
  "relu",
  "sparse",
  "one pixel",
  "left half",
  "right half",
  "border",
  "centre",
  "scales",
  "sparse channels",
  "dead channels",
] as const;

/** One of {@link FILLINGS}. */
export type Filling = typeof FILLINGS[number];

/**
 * Fills an image.
 *
 * @param shape (B, H, W, C).
 * @param filling How.
 * @param seed The same seed gives the same image.
 */
export function sparseImage(
  shape: readonly [number, number, number, number],
  filling: Filling,
  seed: number,
): Float32Array {
  const [batch, height, width, channels] = shape;
  const next = randomNumbers(seed);
  const scales = Array.from({ length: channels }, () => 10 ** (-8 * next()));
  const densities = Array.from({ length: channels }, () => next() < 0.5 ? 0.05 * next() : next());
  const [oneRow, oneColumn] = [Math.floor(height * next()), Math.floor(width * next())];
  return Float32Array.from({ length: batch * height * width * channels }, (_, index) => {
    const channel = index % channels;
    const column = Math.floor(index / channels) % width, row = Math.floor(index / channels / width) % height;
    const [value, chance] = [2 * next() - 1, next()];
    const edge = row === 0 || column === 0 || row === height - 1 || column === width - 1;
    switch (filling) {
      case "signed":
        return value;
      case "relu":
        return Math.max(0, value);
      case "sparse":
        return chance < 0.05 ? value : 0;
      case "one pixel":
        return row === oneRow && column === oneColumn ? value : 0;
      case "left half":
        return column < width / 2 ? Math.abs(value) : 0;
      case "right half":
        return column >= width / 2 ? Math.abs(value) : 0;
      case "border":
        return edge ? value : 0;
      case "centre":
        return Math.hypot(row - height / 2, column - width / 2) < height / 4 ? value : 0;
      case "scales":
        return value * (scales[channel] ?? 0);
      case "sparse channels":
        return chance < (densities[channel] ?? 0) ? Math.abs(value) : 0;
      case "dead channels":
        return channel % 3 === 0 ? value : 0;
    }
  });
}

// --- internal ---

function randomNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
