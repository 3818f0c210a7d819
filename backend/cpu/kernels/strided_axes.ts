/**
 * How values lie in two places: the axes that a movement of values runs along, merged to as few as there can be.
 *
 * @module
 */

/** An axis: its length, and how far one step along it goes in either place, in elements. */
export interface StridedAxis {
  readonly size: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Row-major strides of a shape.
 *
 * @param shape Shape.
 * @returns For each axis, how many elements one step along it is.
 */
export function rowMajorStrides(shape: readonly number[]): number[] {
  let stride = 1;
  return shape.toReversed().map((size) => {
    const own = stride;
    stride *= size;
    return own;
  }).reverse();
}

/**
 * Leaves out axes of length one, and makes one axis of neighbours that run on alike in both places.
 *
 * @param axes Axes, outermost first.
 * @returns Axes along which the same values are met in the same order; none for a single value.
 */
export function mergeAxes(axes: readonly StridedAxis[]): StridedAxis[] {
  const merged: StridedAxis[] = [];
  for (const axis of axes) {
    if (axis.size === 1) continue;
    const outer = merged.at(-1);
    const continues = outer && outer.from === axis.from * axis.size && outer.to === axis.to * axis.size;
    if (continues) merged[merged.length - 1] = { ...axis, size: outer.size * axis.size };
    else merged.push(axis);
  }
  return merged;
}
