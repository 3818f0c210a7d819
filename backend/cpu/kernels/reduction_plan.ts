/**
 * A reduction along any axes as reductions of stacks of matrices by columns.
 *
 * @module
 */

/** The shape (outer, rows, columns) of what is reduced to (outer, columns). */
export interface Stack {
  readonly outer: number;
  readonly rows: number;
  readonly columns: number;
}

/**
 * Merges neighbouring axes that are reduced, and those that are kept.
 *
 * @param shape Shape of a tensor.
 * @param reduced The axes along which it is reduced.
 * @returns The stacks to reduce one after another, each the result of the last; none if there is nothing to reduce.
 */
export function stacksOf(shape: readonly number[], reduced: readonly number[]): Stack[] {
  const runs: { size: number; readonly reduced: boolean }[] = [];
  shape.forEach((size, axis) => {
    if (size === 1) return;
    const last = runs.at(-1);
    if (last && last.reduced === reduced.includes(axis)) last.size *= size;
    else runs.push({ size, reduced: reduced.includes(axis) });
  });
  // From the last run on, as what is reduced first is read whole.
  let columns = 1;
  return runs.toReversed().flatMap((run, index) => {
    const before = runs.slice(0, runs.length - 1 - index);
    const outer = before.reduce((product, { size }) => product * size, 1);
    if (run.reduced) return [{ outer, rows: run.size, columns }];
    columns *= run.size;
    return [];
  });
}
