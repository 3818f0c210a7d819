/**
 * The phase of an image that a network painted is open: an engine, around whose image the object is 1, begins with one that
 * is nearly real in the mean.
 *
 * @module
 */
import type { Reconstruction } from "./image/reconstruction.ts";

/**
 * An image times a factor, turned until its mean over what is covered is real.
 *
 * @param image The image.
 * @param factor Of its amplitude.
 */
export function uprightImage(image: Reconstruction, factor: number): Reconstruction {
  const { object: { re, im, ...size }, mask } = image;
  let [a, b] = [0, 0];
  mask.forEach((covered, p) => {
    if (covered === 0) return;
    a += re[p] ?? 0;
    b += im[p] ?? 0;
  });
  const length = Math.hypot(a, b) || 1;
  const [cos, sin] = [factor * a / length, -factor * b / length];
  return {
    ...image,
    object: {
      ...size,
      re: re.map((value, p) => value * cos - (im[p] ?? 0) * sin),
      im: im.map((value, p) => value * cos + (re[p] ?? 0) * sin),
    },
  };
}
