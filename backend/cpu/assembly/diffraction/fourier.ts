/**
 * The centred, unitary Fourier transform of square complex images, as `backend/operations/waves/diffraction.ts` says.
 * Each thread takes whole images: the lines of an image are transformed four at a time, one in each lane, and stored as
 * columns; what that makes, once more, is the transform.
 */
import { claim } from "../runtime/threads";
import { transformLines, transformManyLines } from "./fourier_lines";

/** Arguments of {@link centredFourier}; the roots of unity follow. */
@unmanaged
class Fourier {
  re: usize;
  im: usize;
  /** Outputs. */
  toRe: usize;
  toIm: usize;
  /** Room for each thread: an image whose rows are 64 bytes longer, twice four lines, and sixteen. */
  room: usize;
  images: i32;
  /** Side of an image, even, at least 8, without other factors than 2, 3 and 5. */
  size: i32;
}

/** Columns of multiples of this side lie on so few lines of the cache that it pays to store sixteen of them at once. */
const CROWDED: i32 = 128;

export function centredFourier(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Fourier>(args), size = s.size;
  const roots = args + offsetof<Fourier>();
  const row = usize(size) << 2, plane = usize(size) * row, lines = 3 * usize(size) << 5;
  // Columns of a power of two would fall on few lines of the cache.
  const turnedRow = row + 64, turnedPlane = usize(size) * turnedRow;
  const turnedRe = s.room + usize(thread) * 2 * (turnedPlane + lines), turnedIm = turnedRe + turnedPlane;
  const room = turnedIm + turnedPlane;
  // The scale of both axes together: of a power of two it changes no bit.
  const scale: f32 = 1 / f32(size);
  for (let image = claim(); image < s.images; image = claim()) {
    const at = usize(image) * plane;
    transformLines(s.re + at, s.im + at, row, turnedRe, turnedIm, turnedRow, size, room, roots, 1);
    if (size % CROWDED !== 0) {
      transformLines(turnedRe, turnedIm, turnedRow, s.toRe + at, s.toIm + at, row, size, room, roots, scale);
    } else transformManyLines(turnedRe, turnedIm, turnedRow, s.toRe + at, s.toIm + at, row, size, room, roots, scale);
  }
}
