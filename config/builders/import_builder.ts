/**
 * Builder of the `import` section.
 *
 * @module
 */
import type { SectionsInput } from "../fields/sections.ts";
import { type FieldInput, makeBuilder, type SectionInput, type SectionsSource, type Setters } from "./builder.ts";

/** The square that is kept of each pattern. */
export interface CropOptions {
  /** Its side in pixels of the detector, before bin. */
  readonly size: number;
  /** Pixel of the direct beam that becomes its centre, as `import.centre`. */
  readonly centre?: FieldInput<"import", "centre">;
}

/** Sets fields of the `import` section, one method a field. */
export interface ImportBuilder
  extends
    SectionsSource<"import">,
    Omit<Setters<"import", keyof SectionInput<"import">, ImportBuilder>, "crop" | "fftshift"> {
  /**
   * Side of the square around the centre that is kept, before bin; null finds it. Default `null`, unit px. Its centre may
   * be given with it.
   */
  crop(square: number | CropOptions | null): ImportBuilder;
  /** Whether the direct beam lies in the corners and goes to the centre; null finds it. Default `null`. */
  fftshift(value?: boolean | null): ImportBuilder;
}

/**
 * Starts an `import` section.
 *
 * @returns An empty builder.
 * @example
 * ```ts
 * import { createImportPayload, importer } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const recipe = createImportPayload({
 *   import: importer().files(["scan.cxi"]).patterns("/entry_1/data_1/data").units("m").crop({ size: 128 }).bin(2),
 * });
 * assertEquals([recipe.import.crop, recipe.import.bin], [128, 2]);
 * ```
 */
export function importer(): ImportBuilder {
  return makeBuilder<ImportBuilder>("import", { methods: { crop } });
}

// --- internal ---

function crop(square: number | CropOptions | null): SectionsInput {
  if (typeof square !== "object" || square === null) return { import: { crop: square } };
  const { size, centre } = square;
  return { import: { crop: size, ...(centre !== undefined && { centre }) } };
}
