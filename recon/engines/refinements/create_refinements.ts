/**
 * The refinements that options ask for, in the order in which they follow each other.
 *
 * @module
 */
import type { EngineCanvas } from "../state/engine_canvas.ts";
import type { EngineOptions } from "../state/engine_options.ts";
import type { EngineScan } from "../state/engine_scan.ts";
import type { KeptArrays } from "../state/engine_state.ts";
import type { Refinement } from "./refinement.ts";

/** What refinements work on. */
export interface Refined {
  /** The scan. */
  readonly scan: EngineScan;
  /** Where its patches lie; refinements may move them. */
  readonly canvas: EngineCanvas;
  /** What they kept before, by `<name>.<array>`. */
  readonly kept: KeptArrays;
}

/**
 * Creates them.
 *
 * @param options The engine's options.
 * @param refined What they work on.
 */
export function createRefinements(_options: EngineOptions, _refined: Refined): Refinement[] {
  return [];
}
