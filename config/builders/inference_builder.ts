/**
 * Builder of the `inference` section.
 *
 * @module
 */
import { makeBuilder, type SectionInput, type SectionsSource, type Setters } from "./builder.ts";

/** Sets fields of the `inference` section, one method a field. */
export interface InferenceBuilder
  extends SectionsSource<"inference">, Setters<"inference", keyof SectionInput<"inference">, InferenceBuilder> {}

/**
 * Starts an `inference` section.
 *
 * @returns An empty builder.
 * @example
 * ```ts
 * import { inference } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const section = inference().modelPath("runs/star").scan("scan.npz").patchWeighting("uniform");
 * assertEquals(section.sections.inference?.patchWeighting, "uniform");
 * ```
 */
export function inference(): InferenceBuilder {
  return makeBuilder<InferenceBuilder>("inference");
}
