/**
 * The fields of an import as its steps take them.
 *
 * @module
 */
import type { Sections } from "../../config/fields/sections.ts";

/** The section `import`, complete: null stands for what could not be found and is not needed. */
export type ImportFields = Sections["import"];
