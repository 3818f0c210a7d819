/**
 * The discrete Fourier transform of images: radix-2 (Cooley and Tukey 1965), in double precision.
 *
 * @module
 */

/** A complex image in double precision, transformed in place. */
export interface WaveField {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Transforms images of one size; the tables are made once. */
export class CentredFft2 {
  readonly #rows: LineTransform;
  readonly #columns: LineTransform;

  /**
   * @param height Rows of the images.
   * @param width Columns of the images; by default as many as rows.
   * @throws {RangeError} If a side is not a power of two.
   */
  constructor(height: number, width: number = height) {
    this.#rows = new LineTransform(width);
    this.#columns = width === height ? this.#rows : new LineTransform(height);
  }

  /**
   * Replaces a field by its Fourier transform: unitary (the sum of squares stays), exp(−2πi…), origin and DC both at
   * pixel [height/2, width/2].
   *
   * @param field height × width values, row-major.
   */
  transform(field: WaveField): void {
    const [height, width] = [this.#columns.size, this.#rows.size];
    this.#alternateSigns(field, 1);
    for (let i = 0; i < height; i++) this.#rows.transform(field, i * width, 1);
    for (let i = 0; i < width; i++) this.#columns.transform(field, i, width);
    // Of a side of 2 alone, both origins together are half a turn.
    const turn = (height === 2) === (width === 2) ? 1 : -1;
    this.#alternateSigns(field, turn / Math.sqrt(height * width));
  }

  // Shifting by half a side in one space is a factor (−1)^(row + column) in the other, so nothing has to be moved.
  #alternateSigns({ re, im }: WaveField, factor: number): void {
    const width = this.#rows.size;
    for (let i = 0; i < re.length; i++) {
      const sign = (i + Math.floor(i / width)) % 2 === 0 ? factor : -factor;
      re[i] = sign * (re[i] ?? 0);
      im[i] = sign * (im[i] ?? 0);
    }
  }
}

// --- internal ---

/** Transforms rows or columns of one length, origin and DC at their first element, not normalised. */
class LineTransform {
  readonly size: number;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  readonly #reversed: Int32Array;
  readonly #line: WaveField;

  constructor(size: number) {
    const bits = Math.log2(size);
    if (!Number.isInteger(bits) || size < 2) {
      throw new RangeError(`Cannot transform images as their side must be a power of two: current value is ${size}`);
    }
    this.size = size;
    this.#cos = Float64Array.from({ length: size / 2 }, (_, k) => Math.cos(2 * Math.PI * k / size));
    this.#sin = Float64Array.from({ length: size / 2 }, (_, k) => -Math.sin(2 * Math.PI * k / size));
    this.#reversed = Int32Array.from({ length: size }, (_, i) => reverseBits(i, bits));
    this.#line = { re: new Float64Array(size), im: new Float64Array(size) };
  }

  transform(field: WaveField, start: number, step: number): void {
    const { re, im } = this.#line;
    for (let i = 0; i < this.size; i++) {
      const from = start + step * (this.#reversed[i] ?? 0);
      re[i] = field.re[from] ?? 0;
      im[i] = field.im[from] ?? 0;
    }
    for (let half = 1; half < this.size; half *= 2) this.#butterflies(half);
    for (let i = 0; i < this.size; i++) {
      field.re[start + step * i] = re[i] ?? 0;
      field.im[start + step * i] = im[i] ?? 0;
    }
  }

  #butterflies(half: number): void {
    const { re, im } = this.#line;
    const stride = this.size / (2 * half);
    for (let block = 0; block < this.size; block += 2 * half) {
      for (let k = 0; k < half; k++) {
        const cos = this.#cos[k * stride] ?? 0;
        const sin = this.#sin[k * stride] ?? 0;
        const upper = block + k;
        const lower = upper + half;
        const a = re[upper] ?? 0;
        const b = im[upper] ?? 0;
        const x = (re[lower] ?? 0) * cos - (im[lower] ?? 0) * sin;
        const y = (re[lower] ?? 0) * sin + (im[lower] ?? 0) * cos;
        re[upper] = a + x;
        im[upper] = b + y;
        re[lower] = a - x;
        im[lower] = b - y;
      }
    }
  }
}

function reverseBits(value: number, bits: number): number {
  let reversed = 0;
  for (let bit = 0; bit < bits; bit++) reversed |= ((value >> bit) & 1) << (bits - 1 - bit);
  return reversed;
}
