/**
 * Connected regions of a mask, found row by row from runs of pixels: the memory is that of the runs, not of the image.
 *
 * @module
 */

/** Pixels that hang together by their sides. */
export interface Region {
  /** How many there are. */
  readonly pixels: number;
  /** Whether one of them lies at the border of the image. */
  readonly atBorder: boolean;
}

/**
 * The regions of the pixels that are 0, or of those that are not.
 *
 * @param mask (H, W), row-major.
 * @param size Height and width.
 * @param covered Whether those that are not 0 are meant.
 */
export function regions(
  mask: Uint8Array,
  { height, width }: { readonly height: number; readonly width: number },
  covered: boolean,
): Region[] {
  const sets = new RegionSets();
  let above: Run[] = [];
  for (let row = 0; row < height; row++) {
    const runs = runsOf(mask.subarray(row * width, (row + 1) * width), covered).map(({ from, to }): Run => {
      const atBorder = row === 0 || row === height - 1 || from === 0 || to === width;
      return { from, to, set: sets.add({ pixels: to - from, atBorder }) };
    });
    let first = 0;
    for (const run of runs) {
      while ((above[first]?.to ?? Infinity) <= run.from) first++;
      for (let k = first; (above[k]?.from ?? Infinity) < run.to; k++) sets.join(above[k]?.set ?? run.set, run.set);
    }
    above = runs;
  }
  return sets.all();
}

// --- internal ---

interface Run {
  readonly from: number;
  /** The column behind the last. */
  readonly to: number;
  readonly set: number;
}

function runsOf(row: Uint8Array, covered: boolean): { readonly from: number; readonly to: number }[] {
  const runs: { from: number; to: number }[] = [];
  for (let from = 0; from < row.length; from++) {
    if ((row[from] !== 0) !== covered) continue;
    let to = from + 1;
    while (to < row.length && (row[to] !== 0) === covered) to++;
    runs.push({ from, to });
    from = to;
  }
  return runs;
}

/** Sets that are joined: each has a number, and leads to the one that it was joined with. */
class RegionSets {
  readonly #parents: number[] = [];
  readonly #regions: Region[] = [];

  add(region: Region): number {
    this.#regions.push(region);
    return this.#parents.push(this.#parents.length) - 1;
  }

  join(one: number, other: number): void {
    const [a, b] = [this.#root(one), this.#root(other)];
    const [first, second] = [this.#regions[a], this.#regions[b]];
    if (a === b || !first || !second) return;
    this.#parents[b] = a;
    this.#regions[a] = { pixels: first.pixels + second.pixels, atBorder: first.atBorder || second.atBorder };
  }

  all(): Region[] {
    return this.#regions.filter((_, number) => this.#parents[number] === number);
  }

  #root(number: number): number {
    let root = number;
    while ((this.#parents[root] ?? root) !== root) {
      // Half of the way is left out the next time.
      this.#parents[root] = this.#parents[this.#parents[root] ?? root] ?? root;
      root = this.#parents[root] ?? root;
    }
    return root;
  }
}
