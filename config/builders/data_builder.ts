/**
 * Builder of the `data` section.
 *
 * @module
 */
import { type FieldInput, makeBuilder, type SectionInput, type SectionsSource, type Setters } from "./builder.ts";

/** One value of a field that takes files, or several files. */
export type ScanArguments = [FieldInput<"data", "scan">] | [string, string, ...string[]];

/** Sets fields of the `data` section, one method a field. */
export interface DataBuilder
  extends
    SectionsSource<"data">,
    Setters<"data", Exclude<keyof SectionInput<"data">, "scan" | "testScan">, DataBuilder> {
  /** Files of the scans to train on, by their names or by patterns such as `scans/*.npz`; or one list of them. */
  scan(...scans: ScanArguments): DataBuilder;
  /** Files of the scans to validate on, as those to train on. */
  testScan(...scans: ScanArguments): DataBuilder;
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
