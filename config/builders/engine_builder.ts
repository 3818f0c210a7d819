/**
 * Builder of the `engine` section.
 *
 * @module
 */
import type { EngineInput } from "../fields/engine_input.ts";
import type { SectionsInput } from "../fields/sections.ts";
import { type FieldInput, makeBuilder, type SectionInput, type SectionsSource, type Setters } from "./builder.ts";

/** α of rPIE and LSQML. */
export interface RpieOptions {
  /** For the object, as `engine.objectRegularisation`. */
  readonly regularisation?: FieldInput<"engine", "objectRegularisation">;
  /** For the probe, as `engine.probeRegularisation`. */
  readonly probeRegularisation?: FieldInput<"engine", "probeRegularisation">;
}

/** What is set of LSQML. */
export interface LsqmlOptions extends RpieOptions {
  /** As `engine.likelihood`. */
  readonly likelihood?: FieldInput<"engine", "likelihood">;
}

/** What is set of the difference map. */
export interface DmOptions {
  /** As `engine.relaxation`. */
  readonly relaxation?: FieldInput<"engine", "relaxation">;
}

/** Sets fields of the `engine` section, one method a field. */
export interface EngineBuilder extends SectionsSource<"engine">, Setters<"engine", PlainField, EngineBuilder> {
  /** `engine.algorithm` epie: which has no regularisation. */
  epie(): EngineBuilder;
  /** `engine.algorithm` rpie, which is the default; α may be given with it. */
  rpie(options?: RpieOptions): EngineBuilder;
  /** `engine.algorithm` lsqml; what it makes likely, and α, may be given with it. */
  lsqml(options?: LsqmlOptions): EngineBuilder;
  /** `engine.algorithm` dm, the difference map; β may be given with it. */
  dm(options?: DmOptions): EngineBuilder;
  /**
   * Patterns from which an update is computed at once: with more of them an iteration is faster and goes less far.
   * Default `32`, unit patterns. Which patterns make a batch, `engine.batching`, may be given with it.
   */
  batchSize(size: number, how?: FieldInput<"engine", "batching">): EngineBuilder;
}

/** Fields whose methods take their value alone. */
export type PlainField = Exclude<keyof SectionInput<"engine">, "batchSize">;

/**
 * Starts an `engine` section.
 *
 * @returns An empty builder.
 * @example
 * ```ts
 * import { createReconstructionPayload, data, engine } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const payload = createReconstructionPayload({
 *   data: data().scan("scan.npz"),
 *   engine: engine().rpie({ regularisation: 0.1 }).iterations(50).batchSize(8, "random").probeStart(null),
 * });
 * assertEquals([payload.engine.objectRegularisation, payload.engine.batching], [0.1, "random"]);
 * ```
 */
export function engine(): EngineBuilder {
  return makeBuilder<EngineBuilder>("engine", {
    methods: { epie: () => ({ engine: { algorithm: "epie" } }), rpie, lsqml, dm, batchSize },
  });
}

// --- internal ---

function rpie(options: RpieOptions = {}): SectionsInput {
  return { engine: { algorithm: "rpie", ...regularised(options) } };
}

function lsqml({ likelihood, ...options }: LsqmlOptions = {}): SectionsInput {
  return { engine: { algorithm: "lsqml", ...regularised(options), ...(likelihood !== undefined && { likelihood }) } };
}

function dm({ relaxation }: DmOptions = {}): SectionsInput {
  return { engine: { algorithm: "dm", ...(relaxation !== undefined && { relaxation }) } };
}

function regularised({ regularisation, probeRegularisation }: RpieOptions): EngineInput {
  return {
    ...(regularisation !== undefined && { objectRegularisation: regularisation }),
    ...(probeRegularisation !== undefined && { probeRegularisation }),
  };
}

function batchSize(size: number, how?: FieldInput<"engine", "batching">): SectionsInput {
  return { engine: { batchSize: size, ...(how !== undefined && { batching: how }) } };
}
