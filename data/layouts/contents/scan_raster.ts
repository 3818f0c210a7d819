/**
 * The raster of a scan in a file of four axes, (rows, columns, height, width), from calibrations of its axes.
 *
 * @module
 */
import type { Draft } from "./file_part.ts";
import { metresPer } from "./units.ts";

/** What a file says of one axis. */
export interface AxisScale {
  /** From one element to the next. */
  readonly step: number;
  /** Its unit, as the file has it. */
  readonly unit: string;
}

/**
 * Sets raster and step by the two axes of the scan.
 *
 * @param draft Where to.
 * @param shape The array's axes, four.
 * @param axes What the file says of the rows and the columns of the scan; null where it says nothing.
 */
export function stateRaster(
  { fields, notes }: Draft,
  shape: readonly number[],
  axes: readonly (AxisScale | null)[],
): void {
  const [rows, columns] = shape;
  if (shape.length !== 4 || rows === undefined || columns === undefined) return;
  fields.raster = [rows, columns];
  const steps = axes.slice(0, 2).map((axis) => {
    const metres = axis ? metresPer(axis.unit) : null;
    return axis && metres !== null && axis.step !== 0 && Number.isFinite(axis.step)
      ? Number((Math.abs(axis.step) * metres * 1e9).toPrecision(9))
      : null;
  });
  const [down, across] = steps;
  if (!down || !across) return;
  fields.step = down === across ? down : [down, across];
  fields.units = "nm";
  notes.push(
    `positions are those of the raster, by the axes' steps of ${rounded(down)} nm from row to row and ${
      rounded(across)
    } nm from column to column`,
  );
}

/**
 * Sets the size of an object pixel by the step of a pattern's pixels: N pixels of Δq cover 1 / Δq of the object, of Δθ
 * λ / Δθ.
 *
 * @param draft Where to; its energy is known if it will be.
 * @param sides Height and width of a pattern.
 * @param axes What the file says of the rows and columns of a pattern.
 * @param wavelength Metres; null where it is not known.
 */
export function stateReciprocal(
  { fields, notes }: Draft,
  [sides, wavelength]: readonly [sides: readonly number[], wavelength: number | null],
  axes: readonly (AxisScale | null)[],
): void {
  const sizes = axes.map((axis, i) => {
    const pixel = axis ? extent(axis, wavelength) : null;
    return pixel === null ? null : pixel / (sides[i] ?? NaN);
  });
  const [height, width] = sizes;
  if (!height || !width || !Number.isFinite(height + width)) return;
  fields.pixelSize = [height, width];
  notes.push(
    `an object pixel is ${rounded(height * 1e12)} pm × ${rounded(width * 1e12)} pm, by the steps of a pattern's pixels`,
  );
}

// --- internal ---

/** Metres of the object that correspond to one step of a pattern's axis. */
function extent({ step, unit }: AxisScale, wavelength: number | null): number | null {
  const size = Math.abs(step);
  if (!(size > 0)) return null;
  const bare = unit.replaceAll(/^\s*[[(]|[\])]\s*$/g, "");
  const inverse = /^\s*(?:1\s*\/\s*\$?(\S+?)\$?|\$?([^\s^$]+)\s*\^?\s*\{?\s*[-−⁻]\s*[1¹]\s*\}?\$?)\s*$/u.exec(bare);
  const length = metresPer(inverse?.[1] ?? inverse?.[2] ?? "");
  if (inverse && length !== null) return length / size;
  const radians = new Map([["mrad", 1e-3], ["rad", 1]]).get(bare.trim().toLowerCase());
  return radians === undefined || wavelength === null ? null : wavelength / (size * radians);
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
