/**
 * Builder of the `data` section.
 *
 * @module
 */
import { makeBuilder, type SectionInput, type SectionsSource, type Setters } from "./builder.ts";

/** Sets fields of the `data` section, one method a field. */
export interface DataBuilder extends SectionsSource<"data">, Setters<"data", keyof SectionInput<"data">, DataBuilder> {}

/**
 * Starts a `data` section.
 *
 * @returns An empty builder.
 * @example
 * ```ts
 * import { data } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const section = data().scan("scan.npz").gridSize(2).neighbors(7);
 * assertEquals(section.sections, { data: { scan: "scan.npz", gridSize: 2, neighbors: 7 } });
 * ```
 */
export function data(): DataBuilder {
  return makeBuilder<DataBuilder>("data");
}
