/**
 * What is wanted, as builders, and the payload that they become: frozen, audited, plain JSON. Loads zod and nothing else,
 * so it starts at once in an editor, a notebook or a browser.
 *
 * ```ts
 * import { ConfigError, createTrainingPayload, data, model, training } from "@exitwave/exitwave/config";
 * import { assert, assertEquals, assertThrows } from "@std/assert";
 *
 * const payload = createTrainingPayload({
 *   data: data().scan("scan.npz").photons(1e5),
 *   model: model().pinn().loss("poisson"),
 *   training: training().epochs(50),
 * });
 * assertEquals(payload.training.epochs, 50);
 * assertEquals(payload.metrics.valLoss, "poisson_val_loss");
 * assert(Object.isFrozen(payload));
 * assertThrows(() => createTrainingPayload({ data: data().scan("scan.npz").photons(-1) }), ConfigError, "data.photons");
 * ```
 *
 * @module
 */

export type { PayloadOptions, SectionArguments } from "../config/assemble.ts";
export type { FieldInput, SectionInput, SectionsSource, Setters } from "../config/builders/builder.ts";
export type { AdaptiveNeedsStages, ConfigTypeError, EarlyStopNeedsMonitor } from "../config/builders/type_sentences.ts";
export type { PoissonNeedsPinn } from "../config/builders/type_sentences.ts";
export { ConfigError, type ConfigProblem } from "../config/values/config_error.ts";
export { data, type DataBuilder } from "../config/builders/data_builder.ts";
export {
  type DmOptions,
  engine,
  type EngineBuilder,
  type LsqmlOptions,
  type PlainField,
  type RpieOptions,
} from "../config/builders/engine_builder.ts";
export { execution } from "../config/builders/execution_builder.ts";
export type { EarlyStopOptions, ExecutionBuilder, ExecutionState } from "../config/builders/execution_builder.ts";
export type { InitialExecutionState, StatefulExecutionField } from "../config/builders/execution_builder.ts";
export { type Difference, diffPayloads } from "../config/diff.ts";
export { type ExplainOptions, explainPayload, type Explanation } from "../config/explain.ts";
export type { Effect, FieldCondition, FieldInfo, RunKind } from "../config/fields/field.ts";
export { type CropOptions, type ImportBuilder, importer } from "../config/builders/import_builder.ts";
export { createImportPayload } from "../config/import_payload.ts";
export { inference, type InferenceBuilder } from "../config/builders/inference_builder.ts";
export { createInferencePayload } from "../config/inference_payload.ts";
export { createReconstructionPayload } from "../config/reconstruction_payload.ts";
export { configJsonSchema } from "../config/fields/json_schema.ts";
export { lossName, valLossName } from "../config/fields/metric_names.ts";
export type { LossName, MetricFacts, MetricName, MetricNames, MetricSuffix } from "../config/fields/metric_names.ts";
export type { MonitorName, Monitors, SuffixOf, ValLossName } from "../config/fields/metric_names.ts";
export { model } from "../config/builders/model_builder.ts";
export type { InitialModelState, LossOf, MetricFactsOf, ModelBuilder } from "../config/builders/model_builder.ts";
export type { ModelState, With } from "../config/builders/model_builder.ts";
export { parseImport, parsePayload, parseReconstruction } from "../config/parse_payload.ts";
export { PAYLOAD_VERSION, SOURCES } from "../config/payload.ts";
export type {
  Fingerprints,
  ImportPayload,
  InferencePayload,
  OverrideRecord,
  Payload,
  PayloadBase,
  ReconstructionPayload,
  ReplacedValue,
} from "../config/payload.ts";
export type { SciencePayload, Source, TrainingPayload } from "../config/payload.ts";
export type { DataInput } from "../config/fields/data_input.ts";
export type { EngineInput } from "../config/fields/engine_input.ts";
export type { ExecutionInput } from "../config/fields/execution_input.ts";
export type { ImportInput } from "../config/fields/import_input.ts";
export type { InferenceInput } from "../config/fields/inference_input.ts";
export type { ModelInput } from "../config/fields/model_input.ts";
export type { TrainingInput } from "../config/fields/training_input.ts";
export type { DeepReadonly } from "../config/values/deep_freeze.ts";
export type { ExecutionFields, ModelFields, NoBuilder, PlainValues } from "../config/plain_arguments.ts";
export type { SectionArgument, TrainingFields } from "../config/plain_arguments.ts";
export { payloadSections } from "../config/payload_sections.ts";
export type { Scheduler, SchedulerMethod, SchedulerOptions, Stages } from "../config/builders/schedule_options.ts";
export { describeField, fields, schemas } from "../config/fields/sections.ts";
export type { Complete, Field, FieldKind, PayloadKind, SectionName, Sections } from "../config/fields/sections.ts";
export type { SectionsInput } from "../config/fields/sections.ts";
export { training, type TrainingBuilder } from "../config/builders/training_builder.ts";
export type { ClipOptions, TrainingSetters } from "../config/builders/training_setters.ts";
export { createTrainingPayload } from "../config/training_payload.ts";
export type { MetricFactsFrom, TrainingArguments, TypedSection } from "../config/training_payload.ts";
