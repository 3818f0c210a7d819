/**
 * `reconstruction.npz`, the file in which a reconstruction is handed on.
 *
 * @module
 */
import { complexArray, realArray, type WritableArray } from "../data/formats/npy_encode.ts";
import { PIXEL_SIZE_KEY } from "../data/object_pixel.ts";
import { writeNpz } from "../data/formats/write_npz.ts";
import type { ComplexImage } from "../data/complex_image.ts";
import type { Patterns } from "../data/patterns.ts";
import type { FoundVariation } from "./engines/state/found_variation.ts";
import type { Reconstruction } from "./image/reconstruction.ts";

/** What an engine finds beside the object. */
export interface FoundBeside {
  /**
   * Modes of the probe, in √counts.
   * @default []
   */
  readonly probe?: readonly ComplexImage[];
  /** (N, N) counts that fall on the detector in every pattern. */
  readonly background?: Float32Array;
  /**
   * How it differs from shot to shot.
   * @default null
   */
  readonly variation?: FoundVariation | null;
  /** Positions of the patterns, and their numbers in the scan. */
  readonly patterns?: Pick<Patterns, "x" | "y" | "numbers">;
}

/**
 * Writes a reconstruction, atomically: `object` complex64 (H, W), `mask` uint8 (H, W), `origin` float64 (2): y, x,
 * and, where it is known, `pixel_size_m` float64 (2): height, width.
 *
 * An engine adds the `probe` that it found, complex64 (modes, N, N), in √counts, and the positions that it ended with, which
 * are those of the scan where it corrected none: `xcoords`, `ycoords` float64 (M) in object pixels, and `frame_indices` int32
 * (M), the numbers of their patterns in the scan. Where it looked for a background, that is `background` float32 (N, N), counts.
 * Where the probe differs from shot to shot, so that it is P + Σₖ cⱼₖ Eₖ of pattern j, there are `eigenprobes` E complex64
 * (K, N, N), the strongest first, and `probe_coefficients` c complex64 (M, K).
 *
 * @param path An NPZ file; an existing one is replaced.
 * @throws {Error} Where the file cannot be written; the message names it.
 *
 * @example
 * ```ts
 * import { readReconstruction, writeReconstruction } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const path = await Deno.makeTempFile({ suffix: ".npz" });
 * const object = { height: 1, width: 2, re: Float32Array.of(1, 2), im: Float32Array.of(0, -1) };
 * const reconstruction = { object, mask: Uint8Array.of(1, 0), origin: { y: -3, x: 8 } };
 * await writeReconstruction(path, reconstruction);
 * assertEquals(await readReconstruction(path), reconstruction);
 * await Deno.remove(path);
 * ```
 */
export async function writeReconstruction(
  path: string,
  reconstruction: Reconstruction,
  { probe = [], variation = null, patterns, background }: FoundBeside = {},
): Promise<void> {
  const { object, mask, origin, pixelSize } = reconstruction;
  const shape = [object.height, object.width];
  await writeNpz(path, {
    object: complexArray(object, shape),
    mask: realArray(mask, shape),
    origin: realArray(Float64Array.of(origin.y, origin.x)),
    ...(pixelSize && { [PIXEL_SIZE_KEY]: realArray(Float64Array.of(pixelSize.height, pixelSize.width)) }),
    ...(probe.length > 0 && { probe: modesArray(probe) }),
    ...(background &&
      { background: realArray(background, [Math.sqrt(background.length), Math.sqrt(background.length)]) }),
    ...(variation && {
      eigenprobes: modesArray(variation.eigenprobes),
      probe_coefficients: complexArray(variation.coefficients, [
        ...[variation.coefficients.height, variation.coefficients.width],
      ]),
    }),
    ...(patterns && {
      ...{ xcoords: realArray(patterns.x), ycoords: realArray(patterns.y) },
      frame_indices: realArray(patterns.numbers),
    }),
  });
}

// --- internal ---

function modesArray(modes: readonly ComplexImage[]): WritableArray {
  const [{ height, width } = { height: 0, width: 0 }] = modes;
  const joined = (part: "re" | "im"): Float32Array => {
    const values = new Float32Array(modes.length * height * width);
    modes.forEach((mode, k) => values.set(mode[part], k * height * width));
    return values;
  };
  return complexArray({ re: joined("re"), im: joined("im") }, [modes.length, height, width]);
}
