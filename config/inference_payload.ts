/**
 * The factory of inference payloads. Pure: no files, no device, no clock.
 *
 * @module
 */
import { assemble, type PayloadOptions, type SectionArguments } from "./assemble.ts";
import type { SectionsSource } from "./builders/builder.ts";
import type { InferencePayload } from "./payload.ts";
import type { ModelFields, PlainValues } from "./plain_arguments.ts";
import { unreachedIterations } from "./rules/engine_rules.ts";
import { seal } from "./seal.ts";

/**
 * Compiles sections into one frozen, audited inference payload. `data` and `model` are those of the trained network: hand
 * over the sections of its training payload.
 *
 * @param sections Builders or plain fields, by section; what is left out has its default.
 * @param options The other sources, with the precedence of `createTrainingPayload`.
 * @returns The payload: plain JSON, deep-frozen.
 * @throws {ConfigError} With every problem at once, one line each.
 * @example
 * ```ts
 * import { createInferencePayload, inference } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const payload = createInferencePayload({ inference: inference().modelPath("runs/star").scan("scan.npz") });
 * assertEquals(payload.execution.outputDir, "runs/star/image"); // derived
 * assertEquals(payload.inference.patchWeighting, "probe");
 * assertEquals(payload.overrides.map((record) => record.path), ["inference.scan", "inference.modelPath", "execution.outputDir"]);
 * ```
 */
export function createInferencePayload<
  Mode extends PlainValues["mode"] = undefined,
  Loss extends PlainValues["loss"] = undefined,
  Amp extends PlainValues["regulariser"] = undefined,
  Phase extends PlainValues["regulariser"] = undefined,
>(
  sections: Omit<SectionArguments, "model" | "training"> & {
    readonly model?: SectionsSource<"model"> | ModelFields<Mode, Loss, Amp, Phase> | undefined;
  },
  options: PayloadOptions = {},
): InferencePayload {
  const { sections: values, overrides, warnings: found } = assemble("inference", sections, options);
  const { engine, inference: { refine } } = values,
    said = overrides.filter(({ isDefault }) => !isDefault).map(({ path }) => path);
  // A polish leaves positions as the training has them.
  const polish = { ...engine, positionStart: null, backgroundStart: null };
  const warnings = [...found, ...(refine > 0 ? unreachedIterations({ engine: polish, said }, refine) : [])];
  return seal({ kind: "inference", sections: values, overrides, warnings }) as InferencePayload;
}
