/**
 * What methods and refinements work on.
 *
 * @module
 */
import type { EngineCanvas } from "./engine_canvas.ts";
import type { EngineScan } from "./engine_scan.ts";
import type { KeptArrays } from "./engine_state.ts";

/** A running engine, as its parts see it. */
export interface EngineWork {
  /** The scan. */
  readonly scan: EngineScan;
  /** Where its patches lie; refinements may move them. */
  readonly canvas: EngineCanvas;
  /** What parts kept before, by `<name>.<array>`. */
  readonly kept: KeptArrays;
}
