/**
 * The factory of training payloads. Pure: no files, no device, no clock.
 *
 * @module
 */
import { assemble, type PayloadOptions, type SectionArguments } from "./assemble.ts";
import type { SectionsSource } from "./builders/builder.ts";
import type { ExecutionFields, ModelFields, PlainValues, TrainingFields } from "./plain_arguments.ts";
import { lossName, type MetricFacts, type MetricNames, valLossName } from "./fields/metric_names.ts";
import type { InitialModelState, MetricFactsOf, ModelState } from "./builders/model_builder.ts";
import type { TrainingPayload } from "./payload.ts";
import { VAL_LOSS_ALIAS } from "./rules/rules.ts";
import { seal } from "./seal.ts";
import type { Sections } from "./fields/sections.ts";
import { stageWarnings } from "./rules/stage_warnings.ts";
import { unreachedWarnings } from "./rules/unreached.ts";

/**
 * What a model argument says of the metric names: literal for a builder of state `S` and where none of the fields that
 * name metrics is given, open otherwise. `Q` is never where there is no builder.
 */
export type MetricFactsFrom<Q, S, Given> = [Q] extends [never]
  ? ([Given] extends [undefined] ? MetricFactsOf<InitialModelState> : MetricFacts)
  : [S] extends [never] ? MetricFacts
  : S extends ModelState ? MetricFactsOf<S>
  : MetricFacts;

/** Sections of a training run; the types of fields that must not be combined are kept. */
export interface TrainingArguments<Model, Training, Execution> extends Omit<SectionArguments, TypedSection> {
  /** What is learned, by which network, against which loss. */
  readonly model?: Model | undefined;
  /** How it is learned. */
  readonly training?: SectionsSource<"training"> | Training | undefined;
  /** Where and how the work runs. */
  readonly execution?: SectionsSource<"execution"> | Execution | undefined;
}

/** Sections whose types know what must not be combined. */
export type TypedSection = "model" | "training" | "execution";

/**
 * Compiles sections into one frozen, audited training payload.
 *
 * Precedence, highest first: `override`, `flag`, the sections, `dataset`, what follows from another field (the loss from
 * the mode, the directory from the name of the scan), defaults. No file is read: what nobody set and the scan tells, N and
 * photons, `fit` takes from it (`completeFromScan`).
 *
 * @param sections Builders or plain fields, by section; what is left out has its default.
 * @param options The other sources. With them the metric names are no longer known to the type checker.
 * @returns The payload: plain JSON, deep-frozen.
 * @throws {ConfigError} With every problem at once, one line each.
 * @example
 * ```ts
 * import { createTrainingPayload, data, execution, model, training } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const payload = createTrainingPayload({
 *   data: data().scan("scan.npz"),
 *   model: model().pinn().filterScale(1).loss("poisson"),
 *   training: training().epochs(50).batchSize(16),
 *   execution: execution().scheduler("MultiStage", { stages: [20, 20, 10] }).earlyStop({ patience: 5 }),
 * });
 * assertEquals(payload.training.scheduler, "MultiStage");
 * const name: "poisson_val_loss" = payload.metrics.valLoss; // a literal type
 * assertEquals(name, payload.metrics.monitor);
 * ```
 */
export function createTrainingPayload<
  O extends PayloadOptions | undefined = undefined,
  Q extends "model" = never,
  S extends ModelState = never,
  Mode extends PlainValues["mode"] = undefined,
  Loss extends PlainValues["loss"] = undefined,
  Amp extends PlainValues["regulariser"] = undefined,
  Phase extends PlainValues["regulariser"] = undefined,
  const Name extends PlainValues["scheduler"] = undefined,
  Stages extends PlainValues["stages"] = undefined,
  Monitor extends PlainValues["monitor"] = undefined,
  Patience extends PlainValues["limit"] = undefined,
  Bound extends PlainValues["limit"] = undefined,
>(
  sections: TrainingArguments<
    | (SectionsSource<"model"> & { readonly section: Q; readonly state?: S })
    | ModelFields<Mode, Loss, Amp, Phase>,
    TrainingFields<Name, Stages>,
    ExecutionFields<Monitor, Patience, Bound>
  >,
  options?: O,
): TrainingPayload<O extends undefined ? MetricFactsFrom<Q, S, Mode | Loss | Amp | Phase> : MetricFacts> {
  const { sections: values, overrides, warnings: found } = assemble("training", sections, options ?? {});
  const metrics = metricNames(values);
  const warnings = [...found, ...stageWarnings(values, metrics), ...unreachedWarnings(values)];
  // The literal metric names are computed by the same rules in types and values, see metric_names.ts.
  return seal({ kind: "training", sections: values, overrides, warnings, metrics, open: true }) as TrainingPayload<
    O extends undefined ? MetricFactsFrom<Q, S, Mode | Loss | Amp | Phase> : MetricFacts
  >;
}

/** Metric names of a run; the monitor falls to the training loss where nothing is held out for validation. */
export function metricNames(sections: Pick<Sections, "data" | "model" | "training" | "execution">): MetricNames {
  const { data, model, training, execution } = sections;
  const [loss, valLoss] = [lossName(model), valLossName(model)];
  const validates = data.testScan !== null || training.valSplit > 0;
  const { checkpointMonitor: monitor } = execution;
  const best = validates && (monitor === VAL_LOSS_ALIAS || monitor === valLoss) ? valLoss : loss;
  return { loss, valLoss, monitor: monitor === null ? null : best };
}
