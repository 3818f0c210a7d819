/**
 * An array that is written as it comes, some rows at a time: a file of any size needs the memory of a few rows.
 *
 * @module
 */
import { shapeText } from "../../config/values/printable.ts";
import type { ComplexArray, NpyArray, RealArray } from "./npy.ts";
import type { RealDtype } from "./npy_header.ts";

/** An array whose rows (along the first axis) come in order while it is written. It can be written once. */
export interface StreamedArray {
  /** Rows to come. */
  readonly kind: "streamed";
  /** Element type of all rows. */
  readonly dtype: RealDtype | "c8" | "c16";
  /** Lengths of the axes: as many rows as the first says must come. */
  readonly shape: readonly number[];
  /** Some rows at a time, as arrays of one axis more; their elements are read before the next are asked for. */
  readonly rows: AsyncIterable<NpyArray>;
}

/**
 * An array to write as it comes.
 *
 * @param header Element type and shape, known beforehand.
 * @param rows Its rows in order, any number at a time: what `ArrayFile.rows` yields, or a generator of one's own. An array
 * of elements may be used again for the next rows.
 * @returns The array.
 * @throws {RangeError} If the shape has no first axis.
 * @example
 * ```ts
 * import { readNpz, realArray, streamedArray, writeNpz } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * async function* frames() {
 *   for (let frame = 0; frame < 3; frame++) yield realArray(new Uint16Array(4).fill(frame), [1, 2, 2]);
 * }
 * const path = await Deno.makeTempFile({ suffix: ".npz" });
 * await writeNpz(path, { diffraction: streamedArray({ dtype: "u2", shape: [3, 2, 2] }, frames()) });
 * assertEquals((await readNpz(path)).get("diffraction")?.shape, [3, 2, 2]);
 * await Deno.remove(path);
 * ```
 */
export function streamedArray(
  header: Pick<StreamedArray, "dtype" | "shape">,
  rows: AsyncIterable<NpyArray>,
): StreamedArray {
  const { dtype, shape } = header;
  if (shape.length === 0) throw new RangeError("Cannot write an array row by row as it has none: its shape is ()");
  return { kind: "streamed", dtype, shape, rows };
}

/**
 * The rows of an array as they come, each held against its type and shape, and counted.
 *
 * @param array The array.
 * @throws {TypeError} If rows are of another type or shape.
 * @throws {RangeError} If they are fewer or more than the shape says.
 */
export async function* streamedRows(array: StreamedArray): AsyncGenerator<RealArray | ComplexArray> {
  const [length = 0, ...rest] = array.shape;
  const wanted = `rows of type ${array.dtype} and shape ${shapeText(rest)}`;
  let done = 0;
  for await (const rows of array.rows) {
    const [count = 0, ...own] = rows.shape;
    const fits = own.length === rest.length && own.every((size, axis) => size === rest[axis]) && rows.shape.length > 0;
    if (rows.kind === "text" || rows.kind === "object" || rows.dtype !== array.dtype || !fits) {
      throw new TypeError(
        `Cannot write an array as ${wanted} were announced: it got type ${rows.dtype} and shape ${shapeText(own)}`,
      );
    }
    done += count;
    if (done > length) throw new RangeError(`Cannot write an array as more than the ${length} announced rows came`);
    yield rows;
  }
  if (done < length) {
    throw new RangeError(`Cannot write an array as ${length} rows were announced: ${done} came`);
  }
}
