/**
 * An object made of a picture.
 *
 * @module
 */
import type { ComplexImage } from "../../complex_image.ts";
import { objectOfMaps } from "./contrast.ts";
import type { GreyImage } from "./image_file.ts";

/** What the object is made of. */
export interface ImageObjectOptions {
  /** Grey levels, of which the amplitudes are made: 0.2 for the darkest to 1 for the brightest. */
  readonly image: GreyImage;
  /**
   * Grey levels of the same size, of which the phases are made: −1 rad for the darkest to 1 rad for the brightest.
   *
   * @default the image of the amplitudes
   */
  readonly phaseImage?: GreyImage;
}

/**
 * Makes an object of grey levels.
 *
 * @param options The pictures.
 * @returns The object, a pixel of the image a pixel of the object.
 * @throws {RangeError} If the pictures are of different sizes, or a grey level is not finite.
 */
export function imageObject({ image, phaseImage = image }: ImageObjectOptions): ComplexImage {
  const { height, width } = image;
  if (phaseImage.height !== height || phaseImage.width !== width) {
    throw new RangeError(
      `Cannot make an object as both images must be of one size: that of the phases is ` +
        `${phaseImage.height} × ${phaseImage.width}, that of the amplitudes ${height} × ${width}`,
    );
  }
  for (const { data } of [image, phaseImage]) {
    const bad = data.findIndex((value) => !Number.isFinite(value));
    if (bad < 0) continue;
    throw new RangeError(
      `Cannot make an object as its image is not finite: the value at [${Math.floor(bad / width)}, ${bad % width}] ` +
        `is ${data[bad]}`,
    );
  }
  const maps = { height, width, re: Float32Array.from(image.data), im: Float32Array.from(phaseImage.data) };
  return objectOfMaps(maps, { amplitudeRange: [0.2, 1], phaseContrast: 2 });
}
