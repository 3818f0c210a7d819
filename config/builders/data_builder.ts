/**
 * Builder of the `data` section.
 *
 * @module
 */
import { type FieldInput, makeBuilder, type SectionInput, type SectionsSource, type Setters } from "./builder.ts";

/** Sets fields of the `data` section, one method a field. */
export interface DataBuilder
  extends
    SectionsSource<"data">,
    Setters<"data", Exclude<keyof SectionInput<"data">, "scan" | "testScan">, DataBuilder> {
  /**
   * File of the scan to train on or to reconstruct, NPZ or HDF5 with datasets of the same names; to train, several as a list, and as patterns such as scans/*.npz. Default `null`.
   */
  scan(value: FieldInput<"data", "scan">): DataBuilder;
  /** Several files. */
  scan(first: string, second: string, ...others: string[]): DataBuilder;
  /**
   * File of another scan to validate on, or several; without it a part of each scan that is trained on is held out. Default `null`.
   */
  testScan(value: FieldInput<"data", "testScan">): DataBuilder;
  /** Several files. */
  testScan(first: string, second: string, ...others: string[]): DataBuilder;
}

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
  return makeBuilder<DataBuilder>("data", {
    methods: {
      scan: (...scans: FieldInput<"data", "scan">[]) => ({ data: { scan: oneOrAll(scans) } }),
      testScan: (...scans: FieldInput<"data", "testScan">[]) => ({ data: { testScan: oneOrAll(scans) } }),
    },
  });
}

// --- internal ---

/** One argument is the value as it stands, so that a single file stays a text. */
function oneOrAll(scans: readonly FieldInput<"data", "scan">[]): FieldInput<"data", "scan"> {
  const [first = null, ...others] = scans;
  return others.length === 0 ? first : scans as string[];
}
