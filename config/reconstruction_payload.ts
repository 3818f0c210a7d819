/**
 * The factory of reconstruction payloads, and their completion by what the scan tells. Pure: no files, no device, no clock.
 *
 * @module
 */
import { assemble, type PayloadOptions, type SectionArguments } from "./assemble.ts";
import { auditedSources } from "./audited_sources.ts";
import { merge } from "./fields/merge.ts";
import { openFields } from "./open_fields.ts";
import type { ReconstructionPayload } from "./payload.ts";
import { heldOutPositions, unreachedIterations } from "./rules/engine_rules.ts";
import { seal } from "./seal.ts";

/**
 * Compiles sections into one frozen, audited reconstruction payload: of a scan, by an iterative engine and without a network.
 *
 * @param sections Builders or plain fields, by section; what is left out has its default.
 * @param options The other sources, with the precedence of `createTrainingPayload`.
 * @returns The payload: plain JSON, deep-frozen.
 * @throws {ConfigError} With every problem at once, one line each.
 * @example
 * ```ts
 * import { createReconstructionPayload, data, engine } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const payload = createReconstructionPayload({ data: data().scan("star.npz"), engine: engine().epie().iterations(40) });
 * assertEquals(payload.execution.outputDir, "runs/star-epie"); // derived
 * assertEquals([payload.engine.algorithm, payload.engine.iterations], ["epie", 40]);
 * ```
 */
export function createReconstructionPayload(
  sections: SectionArguments,
  options: PayloadOptions = {},
): ReconstructionPayload {
  const { sections: values, overrides, warnings: found } = assemble("reconstruction", sections, options);
  const { engine } = values, said = overrides.map(({ path }) => path);
  const warnings = [
    ...[...found, ...unreachedIterations({ engine, said }, engine.iterations)],
    ...heldOutPositions(values),
  ];
  return seal({ kind: "reconstruction", sections: values, overrides, warnings, open: true }) as ReconstructionPayload;
}

/**
 * Completes a payload by what the scan says that its numbers are.
 *
 * @param payload A payload.
 * @param measurement What the scan says; null where it does not.
 * @returns The payload itself where somebody said it already, the scan does not, or the payload was read from a file; else
 * a new one with the source `dataset` in its audit.
 */
export function completeReconstruction(
  payload: ReconstructionPayload,
  measurement: "amplitude" | "intensity" | null,
): ReconstructionPayload {
  if (measurement === null || openFields(payload).length === 0) return payload;
  const { config = {}, dataset = {}, override = {}, flag = {} } = auditedSources(payload.overrides);
  return createReconstructionPayload(config as SectionArguments, {
    ...{ override, flag },
    dataset: merge(dataset, { data: { measurement } }),
  });
}
