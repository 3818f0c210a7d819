/**
 * How many workgroups a WebGPU program is dispatched to.
 *
 * @module
 */

/**
 * Dimensions of a dispatch: none may exceed 65 535.
 *
 * @param workgroups How many there are to be at least.
 * @returns Dimensions, of a few more workgroups than asked for; `main` gets a flat index.
 */
export function dispatchOf(workgroups: number): [number, number, number] {
  const deep = Math.ceil(workgroups / 65_535);
  return [Math.ceil(workgroups / deep), deep, 1];
}
