/**
 * The `import` section: how a scan is made of what detectors, beamlines and other programs write. A field that is null is
 * found in the files; what was found stands in the recipe that the scan carries.
 *
 * @module
 */
import { z } from "../../packages/zod.ts";
import { field, fraction, positive, whole } from "./field.ts";

/** The eight ways to lay scan axes onto detector axes: x and y are swapped first, then change their signs. */
export const ORIENTATIONS = [
  ...["none", "flip_x", "flip_y", "flip_xy", "swap", "swap_flip_x", "swap_flip_y", "swap_flip_xy"] as const,
] as const;

/** One of {@link ORIENTATIONS}. */
export type Orientation = (typeof ORIENTATIONS)[number];

/** zod schema of the `import` section; strict, every key has a default. */
export const importSchema = z.strictObject({
  files: field(z.array(z.string().min(1)).min(1).nullable().default(null), {
    about:
      "Files to read, the one with the patterns first; a dataset of another is named FILE:DATASET; null names none",
    path: "FILE",
  }),
  patterns: field(dataset(), {
    about:
      "Dataset of the patterns; a * in it, as in entry/data_*, joins several in the order of their numbers; null finds it",
  }),
  framesAxis: field(z.enum(["first", "last"]).nullable().default(null), {
    about: "Whether patterns follow each other along the first axis or, as in (N, N, M), along the last; null finds it",
  }),
  transpose: field(z.boolean().nullable().default(null), {
    about:
      "Whether rows and columns of patterns, mask, probe and object are swapped, as in MATLAB's files; null finds it",
  }),
  frames: field(z.string().min(1).nullable().default(null), {
    about: "Frames to take, as numbers and Python's slices such as 0:100:2,150; null takes all",
  }),
  frameIndexes: field(dataset(), {
    about: "Dataset of the scan position that each frame belongs to, in the order of the frames; null finds it",
  }),
  measurement: field(z.enum(["amplitude", "intensity"]).nullable().default(null), {
    about: "What the patterns hold: amplitudes (square roots of counts) or intensities (counts); null finds it",
  }),
  positions: field(dataset(), { about: "Dataset of the scan positions as a table, (M, 2) or (2, M); null finds it" }),
  xColumn: field(whole(0).nullable().default(null), { about: "Column of x in the table of positions; null finds it" }),
  yColumn: field(whole(0).nullable().default(null), { about: "Column of y in the table of positions; null finds it" }),
  xPositions: field(dataset(), { about: "Dataset of x alone, where positions are no table; null finds it" }),
  yPositions: field(dataset(), { about: "Dataset of y alone, where positions are no table; null finds it" }),
  raster: field(z.tuple([whole(1), whole(1)]).nullable().default(null), {
    about: "Rows and columns of the raster that the patterns were recorded on, row by row; null finds it",
  }),
  step: field(z.union([positive(), z.tuple([positive(), positive()])]).nullable().default(null), {
    about:
      "Step of the raster where the files have no positions, or [from row to row, from column to column], in units; null takes none",
  }),
  positionIndexes: field(dataset(), {
    about: "Dataset of the index of each scan position, by which frameIndexes names it; null finds it",
  }),
  units: field(z.enum(["m", "mm", "um", "nm", "angstrom", "px"]).nullable().default(null), {
    about: "Unit of the positions; px are object pixels; null finds it",
  }),
  positionReference: field(z.enum(["centre", "corner"]).nullable().default(null), {
    about: "Whether positions in px name the centre of a patch or its least corner; null finds it",
  }),
  orientation: field(z.enum([...ORIENTATIONS, "auto"]).nullable().default(null), {
    about:
      "How scan axes lie on detector axes; auto takes what the patterns want; null takes what the file's program says",
  }),
  rotation: field(z.number().min(-360).max(360).default(0), {
    about: "Angle by which positions are turned after that, from x towards y",
    unit: "degrees",
  }),
  xBounds: field(bounds(), { about: "Part of the scan's width that is taken, as fractions of its extent" }),
  yBounds: field(bounds(), { about: "Part of the scan's height that is taken, as fractions of its extent" }),
  duplicates: field(z.enum(["keep", "drop", "merge"]).default("keep"), {
    about: "What becomes of frames at the same position: all stay, the first stays, or their counts are averaged",
  }),
  probe: field(datasetOr("estimate"), {
    about: "Dataset of the probe, or estimate, which makes one of the mean pattern; null finds it",
  }),
  object: field(datasetOr("none"), { about: "Dataset of a known object, or none; null finds it" }),
  objectCentre: field(z.tuple([z.number(), z.number()]).nullable().default(null), {
    about: "Position of the object's middle as [x, y], in the unit of the positions; null finds it",
  }),
  mask: field(datasetOr("none"), { about: "Dataset of the detector's mask, or none; null finds it" }),
  maskGood: field(z.union([z.literal(0), z.literal(1)]).nullable().default(null), {
    about: "What the mask has where a pixel is good: 0, all else being bad, or 1; null finds it",
  }),
  badValues: field(z.array(z.number()).nullable().default(null), {
    about: "Values that mark bad pixels, such as 4294967295; null finds them",
  }),
  valueBounds: field(z.tuple([z.number(), z.number()]).nullable().default(null), {
    about: "Least and greatest value of a good pixel, as the file has them; others are masked; null sets none",
  }),
  hotPixels: field(z.boolean().default(false), {
    about: "Mask pixels that outshine all their neighbours in most frames",
  }),
  deadPixels: field(z.boolean().default(false), {
    about: "Mask pixels, gaps and beam stops that saw nothing in any frame, beside pixels that saw much",
  }),
  dark: field(dataset(), {
    about: "Dataset of dark frames, whose mean is subtracted; what falls below zero becomes 0; null names none",
  }),
  fftshift: field(z.boolean().nullable().default(null), {
    about: "Whether the direct beam lies in the corners and goes to the centre; null finds it",
  }),
  centre: field(z.union([z.tuple([z.number(), z.number()]), z.enum(["image", "beam"])]).nullable().default(null), {
    about: "Pixel of the direct beam as [row, column]; image takes the middle, beam the centre of mass; null finds it",
    unit: "px",
    flags: ["centre", "center"],
  }),
  crop: field(whole(2).nullable().default(null), {
    about: "Side of the square around the centre that is kept, before bin; null finds it",
    unit: "px",
  }),
  bin: field(whole(1).default(1), { about: "Counts of bin × bin pixels are summed" }),
  pad: field(whole(2).nullable().default(null), {
    about: "Side to which patterns are padded with masked pixels, after bin; null finds it",
    unit: "px",
  }),
  energy: field(positive().nullable().default(null), {
    about: "Energy of a photon, or by which an electron was accelerated; null finds it",
    unit: "eV",
  }),
  radiation: field(z.enum(["photons", "electrons"]).nullable().default(null), {
    about: "What the energy is of, which decides the wavelength; null takes photons unless the file says electrons",
  }),
  wavelength: field(positive().nullable().default(null), {
    about: "Wavelength, instead of the energy; null finds it",
    unit: "m",
  }),
  distance: field(positive().nullable().default(null), {
    about: "From the sample to the detector; null finds it",
    unit: "m",
  }),
  detectorPixel: field(z.union([positive(), z.tuple([positive(), positive()])]).nullable().default(null), {
    about: "Size of a detector pixel, or [height, width]; null finds it",
    unit: "m",
  }),
  pixelSize: field(z.union([positive(), z.tuple([positive(), positive()])]).nullable().default(null), {
    about: "Size of a pixel of probe and object in the files, or [height, width]; null finds it, or takes λz/(NΔ)",
    unit: "m",
  }),
  photons: field(positive().nullable().default(null), {
    about: "Mean photons of a pattern; null takes the counts, where patterns are counts",
    unit: "photons",
  }),
});

// --- internal ---

function dataset(): z.ZodDefault<z.ZodNullable<z.ZodString>> {
  return z.string().min(1).nullable().default(null);
}

function datasetOr<W extends string>(
  word: W,
): z.ZodDefault<z.ZodNullable<z.ZodUnion<readonly [z.ZodEnum<{ [K in W]: K }>, z.ZodString]>>> {
  return z.union([z.enum([word]), z.string().min(1)]).nullable().default(null);
}

function bounds(): z.ZodDefault<z.ZodTuple<[z.ZodNumber, z.ZodNumber], null>> {
  return z.tuple([fraction(), fraction()]).default([0, 1]);
}
