/**
 * Scan positions of every kind, for properties of groups.
 *
 * @module
 */
import fc from "fast-check";
import type { GroupSource } from "../../../data/groups/group_source.ts";

/** What groups are formed of, at the positions given. */
export function sourceAt(positions: readonly (readonly [x: number, y: number])[]): GroupSource {
  return {
    path: "scan.npz",
    patchSize: 64,
    numbers: Int32Array.from(positions.keys()),
    x: Float64Array.from(positions, ([x]) => x),
    y: Float64Array.from(positions, ([, y]) => y),
  };
}

/** A raster of rows one behind the other. */
export function raster(columns: number, rows: number, step: { readonly x: number; readonly y: number }): GroupSource {
  return sourceAt(Array.from({ length: columns * rows }, (_, k) => [
    step.x * (k % columns),
    step.y * Math.floor(k / columns),
  ]));
}

/**
 * Positions at random, on rasters, on lines, several at one place, in clusters, far from zero.
 *
 * @param least So many at least.
 */
export function scattered(least: number): fc.Arbitrary<GroupSource> {
  const count = fc.integer({ min: least, max: 60 });
  const shapes = [
    [fc.double({ min: -30, max: 30, noNaN: true }), fc.double({ min: -30, max: 30, noNaN: true })],
    [fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 })],
    [fc.integer({ min: 0, max: 60 }), fc.constant(7.5)],
    [fc.constantFrom(3.5, 3.75, 40), fc.constantFrom(-9, 12)],
    [fc.constant(1), fc.constant(1)],
  ] as const;
  const origin = fc.constantFrom(0, 1e6 + 0.125, -(2 ** 31) + 64, 2 ** 31 - 64);
  return fc.tuple(fc.constantFrom(...shapes), origin, origin).chain(([[x, y], left, top]) =>
    count.chain((length) => fc.array(fc.tuple(x, y), { minLength: length, maxLength: length }))
      .map((places) => sourceAt(places.map(([column, row]) => [left + column, top + row])))
  );
}
