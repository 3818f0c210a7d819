/**
 * What is known of the experiment that made a scan: the wave, where the detector stood, and how large pixels are.
 *
 * @module
 */

/** Height and width of a pixel, in metres. */
export interface PixelSize {
  /** Along columns, from row to row. */
  readonly height: number;
  /** Along rows, from column to column. */
  readonly width: number;
}

/** What is known of an experiment; null what is not. */
export interface Experiment {
  /** Wavelength in metres. */
  readonly wavelength: number | null;
  /** From the sample to the detector, in metres. */
  readonly distance: number | null;
  /** A pixel of the patterns: of several detector pixels where they were binned. */
  readonly detectorPixel: PixelSize | null;
  /** A pixel of object and probe. */
  readonly objectPixel: PixelSize | null;
}

/** An experiment of which nothing is known. */
export const UNKNOWN_EXPERIMENT: Experiment = {
  wavelength: null,
  distance: null,
  detectorPixel: null,
  objectPixel: null,
};

/**
 * Size of an object pixel in the far field, λz / (N · Δ): the transform of N detector pixels of Δ at distance z covers
 * λz/Δ of the object (Thibault et al. 2009, doi:10.1016/j.ultramic.2008.12.011).
 *
 * @param experiment Wavelength, distance and detector pixel.
 * @param patchSize Side N of a pattern in pixels.
 * @returns The size; null where one of the three is not known.
 */
export function farFieldPixel(experiment: Omit<Experiment, "objectPixel">, patchSize: number): PixelSize | null {
  const { wavelength, distance, detectorPixel } = experiment;
  if (wavelength === null || distance === null || detectorPixel === null) return null;
  const extent = (wavelength * distance) / patchSize;
  return { height: extent / detectorPixel.height, width: extent / detectorPixel.width };
}

/**
 * Size of an object pixel: the one that is known, else the one that follows in the far field.
 *
 * @param experiment The experiment.
 * @param patchSize Side N of a pattern in pixels.
 * @returns The size; null where neither is known.
 */
export function objectPixelOf(experiment: Experiment, patchSize: number): PixelSize | null {
  return experiment.objectPixel ?? farFieldPixel(experiment, patchSize);
}

/**
 * What is known of an experiment, as names and values of a table.
 *
 * @param experiment The experiment.
 * @param patchSize Side N of a pattern in pixels.
 */
export function experimentRows(experiment: Experiment, patchSize: number): [string, string][] {
  const { wavelength, distance, detectorPixel } = experiment;
  const objectPixel = objectPixelOf(experiment, patchSize);
  return [
    ...(wavelength === null ? [] : [["wavelength", lengthText(wavelength)] as [string, string]]),
    ...(distance === null ? [] : [["sample to detector", lengthText(distance)] as [string, string]]),
    ...(detectorPixel === null ? [] : [["pixel of the detector", pixelText(detectorPixel)] as [string, string]]),
    ["pixel of the object", objectPixel === null ? "not known" : pixelText(objectPixel)],
  ];
}

/** A pixel size as in a message: `8 nm`, or `8 nm × 10 nm`, height first. */
export function pixelText({ height, width }: PixelSize): string {
  return height === width ? lengthText(height) : `${lengthText(height)} × ${lengthText(width)}`;
}

/**
 * A length as people say it: three digits, in the unit that makes it at least 1.
 *
 * @param metres The length.
 */
export function lengthText(metres: number): string {
  const [unit, symbol] = LENGTH_UNITS.find(([unit]) => metres >= unit * (1 - 1e-6)) ?? [1e-12, "pm"];
  return `${Number((metres / unit).toPrecision(3))} ${symbol}`;
}

// --- internal ---

const LENGTH_UNITS: readonly (readonly [number, string])[] = [
  [1, "m"],
  [1e-3, "mm"],
  [1e-6, "µm"],
  [1e-9, "nm"],
  [1e-12, "pm"],
];
