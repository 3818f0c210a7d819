/**
 * What becomes of the detector's pixels: the square that is cut out, how many become one, and how large a pixel of the
 * object is then.
 *
 * @module
 */
import { type Experiment, farFieldPixel, type PixelSize, pixelText } from "../experiment.ts";
import { wavelengthOf } from "../study/positions/known_geometry.ts";
import type { ImportFields } from "./import_fields.ts";
import type { PixelSquare } from "./steps/pixel_map.ts";

/** Rows and columns. */
export interface ImageSize {
  readonly height: number;
  readonly width: number;
}

/** How frames become patterns. */
export interface FrameGeometry {
  /** The square that is cut out. */
  readonly square: PixelSquare;
  /** Detector pixels along a side that become one. */
  readonly bin: number;
  /** Side N of a pattern. */
  readonly patchSize: number;
  /**
   * Object pixels of the scan in one that belongs to whole frames: fewer detector pixels reach less far into reciprocal
   * space and leave larger pixels of the object. Binning changes none.
   */
  readonly scale: ImageSize;
}

/**
 * Works out the geometry.
 *
 * @param frame Rows and columns of a frame.
 * @param fields Complete fields.
 * @throws {RangeError} If crop, bin and pad do not fit together.
 */
export function frameGeometry(frame: ImageSize, fields: ImportFields): FrameGeometry {
  const { bin, fftshift } = fields;
  const side = fields.crop ?? Math.min(frame.height, frame.width);
  if (side % bin !== 0) {
    throw new RangeError(
      `Cannot bin ${side} × ${side} pixels by ${bin} as some are left over: set import.crop to a multiple of ${bin}`,
    );
  }
  const patchSize = fields.pad ?? side / bin;
  if (patchSize < side / bin || patchSize % 2 !== 0) {
    throw new RangeError(
      `Cannot make patterns of ${patchSize} × ${patchSize} pixels as ` +
        (patchSize % 2 !== 0 ? "their side must be even" : `crop and bin leave ${side / bin}`) +
        ": set import.crop and import.pad",
    );
  }
  for (const [name, length] of [["crop", side], ["pad", patchSize]] as const) {
    if (length <= MOST_SIDE) continue;
    throw new RangeError(
      `Cannot make patterns as import.${name} must be at most ${MOST_SIDE} pixels a side: current value is ${length}`,
    );
  }
  const middle = [Math.floor(frame.height / 2), Math.floor(frame.width / 2)] as const;
  const centre = Array.isArray(fields.centre) ? fields.centre : middle;
  requireInside(frame, centre, side);
  return {
    square: { fftshift: fftshift ?? false, centre, side },
    ...{ bin, patchSize },
    scale: { height: patchSize * bin / frame.height, width: patchSize * bin / frame.width },
  };
}

/**
 * The experiment of the scan.
 *
 * @param fields Complete fields.
 * @param geometry How frames become patterns.
 * @param scale Object pixels of the scan in one of those that `pixelSize` speaks of.
 * @param warnings Gets a sentence where the size of an object pixel contradicts the geometry.
 */
export function scanExperiment(
  fields: ImportFields,
  { bin, patchSize }: FrameGeometry,
  { scale, warnings }: { readonly scale: ImageSize; readonly warnings: string[] },
): Experiment {
  const { energy, radiation, distance } = fields;
  const wavelength = fields.wavelength ?? (energy === null ? null : wavelengthOf(energy, radiation ?? "photons"));
  const pixel = sizeOf(fields.detectorPixel);
  const detectorPixel = pixel && { height: bin * pixel.height, width: bin * pixel.width };
  const follows = farFieldPixel({ wavelength, distance, detectorPixel }, patchSize);
  const said = sizeOf(fields.pixelSize);
  const given = said && { height: said.height / scale.height, width: said.width / scale.width };
  if (given && follows && (isOff(given.height, follows.height) || isOff(given.width, follows.width))) {
    warnings.push(
      `an object pixel of ${
        pixelText(given)
      } is taken, as import.pixelSize says, but wavelength, distance and detector ` +
        `pixel give ${pixelText(follows)} (λz/NΔ with N = ${patchSize})`,
    );
  }
  return { wavelength, distance, detectorPixel, objectPixel: given ?? follows };
}

/** A length, or height and width, as a size. */
export function sizeOf(size: ImportFields["pixelSize"]): PixelSize | null {
  if (size === null) return null;
  const [height, width] = typeof size === "number" ? [size, size] : size;
  return { height, width };
}

// --- internal ---

/** More than any detector has, less than memory does. */
const MOST_SIDE = 8192;
/** Two ways to the size of a pixel may differ by so much. */
const TOLERANCE = 0.01;

function isOff(said: number, follows: number): boolean {
  return Math.abs(said / follows - 1) > TOLERANCE;
}

function requireInside({ height, width }: ImageSize, [row, column]: readonly [number, number], side: number): void {
  if (row > -side / 2 && row < height + side / 2 && column > -side / 2 && column < width + side / 2) return;
  throw new RangeError(
    `Cannot crop ${side} pixels about [${row}, ${column}] as no pixel of a ${height} × ${width} frame is among them: ` +
      "import.centre is [row, column]",
  );
}
