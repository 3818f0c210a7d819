/**
 * Dead leaves: disks that lie on one another, which have the edges, the occlusion and the scale invariance of pictures of
 * the world (Lee, Mumford and Huang 2001, doi:10.1023/A:1011109015675).
 *
 * @module
 */
import { type ComplexImage, zeroImage } from "../../complex_image.ts";
import { gaussianFilter } from "../../gaussian_filter.ts";
import { Random } from "../../random/random.ts";
import { objectOfMaps } from "./contrast.ts";

/** Size and seed of an object. */
export interface DeadLeavesOptions {
  /** Rows. */
  readonly height: number;
  /** Columns. */
  readonly width: number;
  readonly seed: number;
}

/** Least and greatest radius in pixels; the density of radii falls as r⁻³. */
const RADII = [2, 60] as const;
/** Standard deviation of the edges in pixels, and what lies beyond the object so that its border has no edge. */
const [EDGE, MARGIN] = [0.7, 3] as const;

/**
 * Makes an object of leaves, each of one amplitude and one phase, independent of each other: amplitudes from 0.6 to 1,
 * phases from −1 to 1 rad.
 *
 * @param options Size and seed.
 * @returns The object.
 */
export function deadLeavesObject(options: DeadLeavesOptions): ComplexImage {
  const [height, width] = [options.height + 2 * MARGIN, options.width + 2 * MARGIN];
  const { re, im } = leaves({ ...options, height, width });
  const soft = (data: Float32Array): Float32Array =>
    gaussianFilter({ height, width, data }, { sigma: EDGE, radius: MARGIN, inside: true }).data;
  const maps = { height: options.height, width: options.width, re: soft(re), im: soft(im) };
  return objectOfMaps(maps, { amplitudeRange: [0.6, 1], phaseContrast: 2 });
}

// --- internal ---

/**
 * The topmost leaf of every pixel. The pile is looked at from above: leaves are laid from the top down, each seen where
 * none is yet, until nothing is bare; so that it is a sample of an endless pile, without a number of leaves to choose.
 */
function leaves({ height, width, seed }: DeadLeavesOptions): ComplexImage {
  const random = new Random(seed, "object");
  const maps = zeroImage(height, width);
  const covered = new Uint8Array(height * width);
  const [least, greatest] = RADII;
  for (let bare = covered.length; bare > 0;) {
    // The inverse of the distribution of r⁻³.
    const radius = (least ** -2 - random.uniform() * (least ** -2 - greatest ** -2)) ** -0.5;
    const [x, y] = [width, height].map((side) => random.uniform() * (side + 2 * greatest) - greatest) as [
      number,
      number,
    ];
    const [amplitude, phase] = [random.uniform(), random.uniform()];
    const last = Math.min(height - 1, Math.floor(y + radius));
    for (let row = Math.max(0, Math.ceil(y - radius)); row <= last; row++) {
      const half = Math.sqrt(radius * radius - (row - y) ** 2);
      const to = Math.min(width - 1, Math.floor(x + half));
      for (let column = Math.max(0, Math.ceil(x - half)); column <= to; column++) {
        const at = row * width + column;
        if (covered[at]) continue;
        covered[at] = 1;
        bare--;
        maps.re[at] = amplitude;
        maps.im[at] = phase;
      }
    }
  }
  return maps;
}
