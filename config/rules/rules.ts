/**
 * What fields must not be combined. The builders' types refuse the same combinations; here they are refused at run time,
 * for configuration files, flags and notebooks.
 *
 * @module
 */
import type { ConfigProblem } from "../values/config_error.ts";
import { lossName, valLossName } from "../fields/metric_names.ts";
import { nearestName } from "../values/nearest_name.ts";
import type { PayloadKind, Sections } from "../fields/sections.ts";
import { brokenAmplitudes, brokenEngineRules } from "./engine_rules.ts";
import { brokenImportRules } from "./import_rules.ts";
import { brokenNetworkRules } from "./network_rules.ts";

/** Alias of the model's own validation loss in `execution.checkpointMonitor`. */
export const VAL_LOSS_ALIAS = "val_loss";

/**
 * All rules that a configuration breaks.
 *
 * @param sections Complete sections, each field valid by itself.
 * @param kind What they are for.
 * @returns A problem for each broken rule.
 */
export function brokenRules(sections: Sections, kind: PayloadKind): ConfigProblem[] {
  if (kind === "reconstruction") return brokenEngineRules(sections);
  return [
    ...rules.flatMap((rule) => rule(sections) ?? []),
    ...brokenNetworkRules(sections),
    ...brokenImportRules(sections.import),
    ...brokenAmplitudes(sections.engine),
  ];
}

// --- internal ---

type Rule = (sections: Sections) => ConfigProblem | undefined;

const rules: readonly Rule[] = [
  ({ model }) =>
    model.mode === "supervised" && model.loss === "poisson"
      ? broken("model.loss", model.loss, "must be mae where model.mode is supervised: labels are not photon counts")
      : undefined,
  ({ model }) => ownWeight(model),
  ({ data }) =>
    data.labels !== null && Array.isArray(data.scan) && data.scan.length > 1
      ? broken("data.labels", data.labels, "must be null where data.scan names several: it is of one")
      : undefined,
  ({ model }) =>
    model.mode === "supervised" && model.forwardMode !== "amplitude"
      ? broken(
        "model.forwardMode",
        model.forwardMode,
        "must be amplitude where model.mode is supervised: nothing diffracts",
      )
      : undefined,
  ({ model }) =>
    model.forwardMode === "rectangular_scaled" && model.intensityScaleTrainable
      ? broken(
        "model.intensityScaleTrainable",
        true,
        "must be false where model.forwardMode is rectangular_scaled: its scales say the same",
      )
      : undefined,
  ({ training }) =>
    typeof training.accumulate === "object" && Object.keys(training.accumulate).length === 0
      ? broken("training.accumulate", training.accumulate, "must name an epoch at least, such as 0:1,10:4")
      : undefined,
  ({ training }) =>
    training.scheduler === "Adaptive" && training.stages === null
      ? broken("training.stages", null, "must be given where training.scheduler is Adaptive")
      : undefined,
  ({ training }) =>
    training.stages?.every((epochs) => epochs === 0)
      ? broken("training.stages", training.stages, "must have an epoch in at least one stage")
      : undefined,
  ({ training }) =>
    training.scheduler === "WarmupCosine" && training.warmupEpochs >= training.epochs
      ? broken("training.warmupEpochs", training.warmupEpochs, `must be below training.epochs (${training.epochs})`)
      : undefined,
  ({ execution }) =>
    execution.earlyStopPatience !== null && execution.checkpointMonitor === null
      ? broken("execution.checkpointMonitor", null, "must name a metric where execution.earlyStopPatience is set")
      : undefined,
  ({ execution }) =>
    execution.earlyStopDivergence !== null && execution.checkpointMonitor === null
      ? broken("execution.checkpointMonitor", null, "must name a metric where execution.earlyStopDivergence is set")
      : undefined,
  ({ model, execution }) => {
    const { checkpointMonitor: monitor } = execution;
    const names = [VAL_LOSS_ALIAS, lossName(model), valLossName(model)];
    if (monitor === null || names.includes(monitor)) return undefined;
    const near = nearestName(monitor, names);
    const hint = near ? ` (did you mean ${near}?)` : "";
    return broken("execution.checkpointMonitor", monitor, `must be one of ${names.join(", ")}, or null${hint}`);
  },
  ({ execution }) =>
    execution.logger.includes("none") && execution.logger.length > 1
      ? broken("execution.logger", execution.logger, "must be none alone or a list without none")
      : undefined,
  ({ data }) => atLeastGroup("data.neighbors", data.neighbors, data.gridSize),
  ({ data }) =>
    data.neighborPoolSize === null
      ? undefined
      : atLeastGroup("data.neighborPoolSize", data.neighborPoolSize, data.gridSize),
  ({ data }) =>
    data.neighborFunction === "fourQuadrant"
      ? atLeastGroup("data.quadrantNeighbors", data.quadrantNeighbors, data.gridSize)
      : undefined,
  ({ data, inference }) =>
    inference.neighbors === null ? undefined : atLeastGroup("inference.neighbors", inference.neighbors, data.gridSize),
  ({ data }) => {
    const { gridSize, neighbors, groupsPerPosition, neighborFunction } = data;
    const choices = binomial(neighbors, gridSize ** 2 - 1);
    // Where there are too few neighbours for a single group, that is said already.
    if (choices === 0 || neighborFunction === "fourQuadrant") return undefined;
    if (gridSize === 1 || groupsPerPosition <= choices) return undefined;
    const requirement = `must be at most ${choices}, as many different groups of ${gridSize ** 2} as data.neighbors ` +
      `(${neighbors}) allow`;
    return broken("data.groupsPerPosition", groupsPerPosition, requirement);
  },
  ({ data }) => rising("data.xBounds", data.xBounds),
  ({ data }) => rising("data.yBounds", data.yBounds),
  ({ data }) =>
    data.minNeighborDistance > data.maxNeighborDistance
      ? broken(
        "data.minNeighborDistance",
        data.minNeighborDistance,
        `must be at most data.maxNeighborDistance (${data.maxNeighborDistance})`,
      )
      : undefined,
  ({ data, model }) =>
    model.positionsTrainable && !((model.objectBig ?? true) && data.gridSize > 1)
      ? broken(
        "model.positionsTrainable",
        true,
        "must be false unless data.gridSize is above 1 and model.objectBig not false: a patch that is merged with no other " +
          "moves with its position, and explains its pattern as well anywhere",
      )
      : undefined,
  ({ data, inference }) => within("inference.crop", inference.crop, data.patchSize),
  ({ data }) => within("data.probeMaskDiameter", data.probeMaskDiameter, data.patchSize),
];

/** A metric is named after `model.loss`: that loss must be in it. */
function ownWeight({ mode, loss, maeWeight, nllWeight }: Sections["model"]): ConfigProblem | undefined {
  const [path, weight, other] = loss === "mae"
    ? ["model.maeWeight", maeWeight, "poisson"] as const
    : ["model.nllWeight", nllWeight, "mae"] as const;
  if (mode === "supervised" || weight !== 0) return undefined;
  return broken(
    path,
    0,
    `must be above 0 where model.loss is ${loss}: for the other loss alone, set model.loss to ${other}`,
  );
}

function broken(path: string, value: unknown, requirement: string): ConfigProblem {
  return { path, value, requirement };
}

function atLeastGroup(path: string, value: number, gridSize: number): ConfigProblem | undefined {
  const members = gridSize ** 2;
  return value < members ? broken(path, value, `must be at least gridSize² (${members})`) : undefined;
}

/** How many choices of k of n things there are; 0 where k > n. */
function binomial(n: number, k: number): number {
  let choices = 1;
  for (let i = 1; i <= k; i++) choices = choices * (n - k + i) / i;
  return Math.round(choices);
}

function rising(path: string, [low, high]: readonly [number, number]): ConfigProblem | undefined {
  return low < high ? undefined : broken(path, [low, high], "must rise from the first to the second value");
}

function within(path: string, value: number | null, patchSize: number): ConfigProblem | undefined {
  return value !== null && value > patchSize
    ? broken(path, value, `must be at most data.patchSize (${patchSize})`)
    : undefined;
}
