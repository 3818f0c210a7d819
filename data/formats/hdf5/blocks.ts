/**
 * In which pieces a dataset is read: small enough for memory, and along its chunks, so that none is unpacked twice.
 *
 * @module
 */

/** A box of elements. */
export interface Block {
  /** First element along each axis. */
  readonly from: readonly number[];
  /** Elements along each axis. */
  readonly count: readonly number[];
}

/** A dataset, as far as its pieces depend on it. */
export interface BlockedShape {
  /** Lengths of the axes. */
  readonly shape: readonly number[];
  /** Shape of a chunk; null where there are none. */
  readonly chunks: readonly number[] | null;
  /** Bytes of an element. */
  readonly size: number;
}

/**
 * Splits rows into ranges of whole chunks.
 *
 * @param dataset The dataset.
 * @param rows First row, and the row behind the last.
 * @param bytes What a range may have, where a row has not more. A range is never less than a row.
 */
export function* rowRanges(
  { shape, chunks, size }: BlockedShape,
  [from, to]: readonly [number, number],
  bytes: number,
): Generator<readonly [from: number, to: number]> {
  const rowBytes = Math.max(1, shape.slice(1).reduce((product, length) => product * length, size));
  const fitting = Math.max(1, Math.floor(bytes / rowBytes));
  const chunk = chunks?.[0] ?? 1;
  const step = fitting >= chunk ? fitting - fitting % chunk : fitting;
  for (let at = from; at < to;) {
    const next = Math.min(to, at - at % step + step);
    yield [at, next];
    at = next;
  }
}

/**
 * Splits a box into boxes whose elements lie one behind the other in row-major order.
 *
 * @param dataset The dataset.
 * @param box The box.
 * @param bytes What a piece may have, unless that is less than an element.
 */
export function* blocks(dataset: BlockedShape, box: Block, bytes: number): Generator<Block> {
  const { chunks, size } = dataset;
  const axis = splitAxis(box.count, size, bytes);
  if (axis < 0) {
    yield box;
    return;
  }
  const inner = box.count.slice(axis + 1);
  const shape = [box.count[axis] ?? 0, ...inner];
  const within = { shape, chunks: chunks ? chunks.slice(axis) : null, size };
  const start = box.from[axis] ?? 0;
  for (const outer of indices(box.count.slice(0, axis))) {
    const before = outer.map((index, i) => index + (box.from[i] ?? 0));
    for (const [from, to] of rowRanges(within, [start, start + (box.count[axis] ?? 0)], bytes)) {
      yield {
        from: [...before, from, ...box.from.slice(axis + 1)],
        count: [...before.map(() => 1), to - from, ...inner],
      };
    }
  }
}

// --- internal ---

/** The axis along which a box is cut, so that pieces are small enough; −1 where it need not be. */
function splitAxis(count: readonly number[], size: number, bytes: number): number {
  let inner = size;
  let axis = count.length - 1;
  for (; axis >= 0; axis--) {
    const whole = inner * (count[axis] ?? 0);
    if (whole > bytes) return axis;
    inner = whole;
  }
  return axis;
}

function* indices(shape: readonly number[]): Generator<readonly number[]> {
  const total = shape.reduce((product, length) => product * length, 1);
  for (let number = 0; number < total; number++) {
    let rest = number;
    yield shape.map((_, axis) => {
      const inner = shape.slice(axis + 1).reduce((product, length) => product * length, 1);
      const index = Math.floor(rest / inner);
      rest -= index * inner;
      return index;
    });
  }
}
