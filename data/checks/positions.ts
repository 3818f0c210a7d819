/**
 * Scan positions that are not in object pixels: in metres they all fall on one pixel, in nanometres they lie miles apart.
 *
 * @module
 */

/** Positions to look at. */
export interface CheckedPositions {
  /** Columns. */
  readonly x: Float64Array;
  /** Rows. */
  readonly y: Float64Array;
  /** Side N of a patch; null where it is not known. */
  readonly patchSize: number | null;
}

/** Coordinates beyond it, in pixels, have no fractions worth keeping. */
const GREATEST_COORDINATE = 2 ** 31;

/**
 * Refuses coordinates that no object has.
 *
 * @param name What they are, for the message: `x coordinate`.
 * @param values The coordinates.
 * @param place Beginning of the message: `Cannot use scan x.npz as`.
 * @throws {RangeError} If one is beyond ±2³¹ pixels.
 */
export function requireCoordinates(name: string, values: Float64Array, place: string): void {
  const far = values.findIndex((value) => Math.abs(value) > GREATEST_COORDINATE);
  if (far < 0) return;
  throw new RangeError(
    `${place} its ${name} must be in object pixels, within ±${GREATEST_COORDINATE}: the value at ${far} is ${
      values[far]
    }`,
  );
}

/** A sentence where positions span too little, or lie too far apart, to be in object pixels. */
export function positionWarnings({ x, y, patchSize }: CheckedPositions): string[] {
  if (x.length < 2) return [];
  const [across, down] = [extent(x), extent(y)];
  if (across === 0 && down === 0) {
    return [
      `all ${x.length} positions are the same, (${short(x[0] ?? NaN)}, ${
        short(y[0] ?? NaN)
      }): write the centre of each ` +
      "patch in object pixels as xcoords and ycoords",
    ];
  }
  const spans = `positions span ${short(across)} × ${short(down)} px (x × y)`;
  const [size, greatest] = [patchSize ?? SMALLEST_NETWORK, Math.max(across, down)];
  const [close, apart] = [spacing(x.length, across, down), spacingApart(x.length, { across, down, size })];
  const rest = "xcoords and ycoords must be in object pixels: divide them by the size of a pixel";
  // Whole numbers count pixels, however few.
  if (greatest <= Math.min(size / 32, x.length < FEW ? 1 : 2) && !(isWhole(x) && isWhole(y))) {
    return [`${spans}: are they in ${unitBelow(greatest)}? ${rest}`];
  }
  const least = Math.min(across, down);
  if (least > 0 && least < LINE) return [`${spans}: is one of the axes in metres? ${rest}`];
  if (x.length >= MANY && close < Math.min(size / 128, 0.5)) {
    return [`${spans}, ${short(close)} px from one to the next: are they in micrometres? ${rest}`];
  }
  if (x.length >= FEW && apart > size) {
    return [
      `${spans}, ${short(apart)} px from one to the next, while patches have ${size} px and should overlap: are they ` +
      `in nanometres or motor steps? ${rest}`,
    ];
  }
  return [];
}

// --- internal ---

const SMALLEST_NETWORK = 64;
/** Fewer positions say nothing on their density. */
const MANY = 16;
const FEW = 4;
/** A scan along a line strays more than so many pixels to the side, or not at all. */
const LINE = 1e-4;

function extent(values: Float64Array): number {
  let [least, greatest] = [Infinity, -Infinity];
  for (const value of values) {
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  return greatest - least;
}

/** Distance of neighbours if positions filled a line, or a square, as evenly as they can: the greater way to see it. */
function spacing(count: number, across: number, down: number): number {
  return Math.max(Math.max(across, down) / (Math.sqrt(count) - 1), Math.sqrt(across * down / count));
}

/** Distance of neighbours on a grid over the extent; along a line, where the other extent is below a patch. */
function spacingApart(
  count: number,
  { across, down, size }: { readonly across: number; readonly down: number; readonly size: number },
): number {
  if (Math.min(across, down) < size) return Math.max(across, down) / (count - 1);
  return Math.sqrt(across * down / count);
}

function isWhole(values: Float64Array): boolean {
  return values.every(Number.isInteger);
}

function unitBelow(span: number): string {
  return span < 0.01 ? "metres" : "micrometres or metres";
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
