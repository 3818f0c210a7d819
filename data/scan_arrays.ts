/**
 * The small arrays of a scan's file: coordinates, probe and object.
 *
 * @module
 */
import { probeWarnings } from "./checks/probe_place.ts";
import { type ComplexImage, firstImage, imagesOf, projection } from "./complex_image.ts";
import type { NpyArray } from "./formats/npy.ts";
import type { ArrayFile } from "./formats/array_file.ts";
import { shapeText } from "../config/values/printable.ts";
import { findKey } from "./scan_layout.ts";

/** Positions of the largest scan by far; a longer list is something else. */
const MOST_POSITIONS = 1 << 22;
/** Pixels of the largest object, or of all modes of a probe, that are handled. */
const MOST_PIXELS = 1 << 28;

/** Reads a list of coordinates, in object pixels. */
export async function readAxis(file: ArrayFile, key: string): Promise<Float64Array> {
  const array = await file.read(findKey(file, [key]), MOST_POSITIONS);
  if (array.kind === "complex") {
    throw new TypeError(
      `Cannot use scan ${file.path} as ${key} must be real numbers: its element type is ${array.dtype} (save ${key}.real)`,
    );
  }
  if (array.kind !== "real" || array.shape.filter((length) => length !== 1).length > 1) {
    return wrongShape(file, key, "a list (M)", array);
  }
  return array.data instanceof Float64Array ? array.data : Float64Array.from(array.data);
}

/** Reads the coordinates of so many patterns; a surplus goes into `warnings`. */
export async function readCoordinates(
  file: ArrayFile,
  key: string,
  { count, warnings }: { readonly count: number; readonly warnings: string[] },
): Promise<Float64Array> {
  const values = await readAxis(file, key);
  if (values.length < count) {
    throw new RangeError(
      `Cannot use scan ${file.path} as ${key} has fewer values than there are patterns: ${values.length} for ${count}`,
    );
  }
  const extra = values.length - count;
  if (extra > 0) {
    warnings.push(
      `${key} has ${extra} values more than there are patterns; the last ${extra} are dropped; if the first are too many, take them out of the file`,
    );
  }
  return values.slice(0, count);
}

/** Names that objects have in files: in scans, in what `infer` and ptychodus write, and in tike's. */
export type ObjectKey = "objectGuess" | "object" | "psi";

/** An object, and what is wrong with it. */
export interface ObjectFound {
  /** Null where there is none at all; where there is a problem, a part of it is not finite. */
  readonly object: ComplexImage | null;
  /** Beginning of a sentence; null where nothing is wrong. */
  readonly problem: string | null;
}

/**
 * Reads an object, (H, W) or (L, H, W), of whose slices the product is taken, or says what is wrong with it.
 *
 * @param key Its name.
 * @param warnings Gets a sentence on slices.
 */
export async function readObject(
  file: ArrayFile,
  key: ObjectKey,
  warnings: string[],
): Promise<ObjectFound> {
  const array = await file.read(key, MOST_PIXELS).catch(unsupported);
  if (typeof array === "string") return { object: null, problem: `${key} cannot be read: ${array}` };
  const image = projection(array);
  if (!image) return { object: null, problem: `${key} must be numbers of shape (H, W) or (L, H, W): ${shown(array)}` };
  const { re, im } = image;
  const slices = array.shape.slice(0, -2).reduce((product, length) => product * length, 1);
  if (slices > 1) warnings.push(`${key} has ${slices} slices, of which the product is taken`);
  const bad = re.reduce((count, value, i) => Number.isFinite(value) && Number.isFinite(im[i]) ? count : count + 1, 0);
  if (bad === 0) {
    if (re.some((value) => value !== 0) || im.some((value) => value !== 0)) return { object: image, problem: null };
    return { object: null, problem: "its object is zero everywhere" };
  }
  return {
    object: bad < re.length ? image : null,
    problem: `its object is not finite: ${bad} of the ${re.length} pixels of ${key} are NaN or infinite`,
  };
}

/**
 * Reads an object of which every pixel is needed, as {@link readObject} does.
 *
 * @throws {TypeError} If one cannot be used.
 */
export async function requireObject(file: ArrayFile, key: ObjectKey, warnings: string[]): Promise<ComplexImage> {
  const { object, problem } = await readObject(file, key, warnings);
  if (object && problem === null) return object;
  throw new TypeError(`Cannot use scan ${file.path} as ${problem}`);
}

/** What is read of a probe. */
export interface ReadProbeOptions {
  /** Side N that it must have; null for any. */
  readonly patchSize: number | null;
  /**
   * Its name.
   *
   * @default "probeGuess"
   */
  readonly name?: string;
  /** Gets a sentence where modes are not finite and left out, or the probe is not in the middle. */
  readonly warnings: string[];
}

/** Modes of a probe. */
export interface ProbeFound {
  /** The first of them. */
  readonly probe: ComplexImage;
  /** All, except what is not finite behind the first. */
  readonly probeModes: readonly ComplexImage[];
}

/** Reads a probe, (N, N) or (P, N, N), or with more axes of length one before the last two. */
export async function readProbe(file: ArrayFile, options: ReadProbeOptions): Promise<ProbeFound> {
  const { patchSize, name = "probeGuess", warnings } = options;
  const key = findKey(file, [name]);
  const array = await file.read(key, MOST_PIXELS);
  const shape = [...array.shape.slice(0, -2).filter((length) => length !== 1), ...array.shape.slice(-2)];
  const image = shape.length === 2 || shape.length === 3 ? firstImage(array) : null;
  const side = patchSize ?? image?.height;
  if (!image || image.height !== side || image.width !== side) {
    const size = side ?? "N";
    const wanted = `(${size}, ${size}) or (P, ${size}, ${size})`;
    return wrongShape(file, key, wanted, array, probeRemedy(shape, image !== null));
  }
  const probeModes = [image, ...furtherModes(array, key, warnings)];
  warnings.push(...probeWarnings(probeModes, key));
  return { probe: image, probeModes };
}

// --- internal ---

/** Why an array cannot be decoded. Damage to the file is none of these errors, and never passed over. */
function unsupported(error: unknown): string {
  if (!(error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError)) throw error;
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function shown({ kind, dtype, shape }: NpyArray): string {
  return `its shape is ${shapeText(shape)}${kind === "real" ? "" : ` and its element type ${dtype}`}`;
}

function wrongShape(file: ArrayFile, key: string, wanted: string, array: NpyArray, remedy = ""): never {
  throw new TypeError(
    `Cannot use scan ${file.path} as ${key} must be numbers of shape ${wanted}: ${shown(array)}${remedy}`,
  );
}

function probeRemedy(shape: readonly number[], isImage: boolean): string {
  const [a, b, c] = shape;
  if (shape.length === 3 && a === b && b !== c) {
    return "; its modes lie last, move them first: numpy.moveaxis(probe, -1, 0)";
  }
  if (shape.length > 3) return "; keep one axis of modes, the first";
  return isImage ? "; crop it, or pad it with zeros, around its middle: its pixels are those of the object" : "";
}

/** One that is not finite stops nobody where there are others. */
function furtherModes(array: NpyArray, key: string, warnings: string[]): ComplexImage[] {
  const modes = imagesOf(array).slice(1);
  const finite = modes.filter(({ re, im }) => re.every(Number.isFinite) && im.every(Number.isFinite));
  const lost = modes.length - finite.length;
  if (lost > 0) warnings.push(`${lost} of the ${modes.length + 1} modes of ${key} are not finite and left out`);
  return finite;
}
