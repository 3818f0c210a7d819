/**
 * Epochs that are spoken of but never come: the training ends before them, so what was asked for them does not happen.
 *
 * @module
 */
import type { Sections } from "../fields/sections.ts";

/**
 * Warns of stages, accumulation and images that lie behind the last epoch, and of a beam that nothing learns.
 *
 * @param sections Complete sections.
 * @returns A sentence for each.
 */
export function unreachedWarnings({ model, training, execution }: Sections): string[] {
  const epochs = training.epochs + training.fineTuneEpochs;
  const { stages, accumulate } = training;
  const staged = (stages ?? []).reduce((sum, count) => sum + count, 0);
  const first = Math.max(0, ...(typeof accumulate === "number" ? [] : Object.keys(accumulate).map(Number)));
  return [
    ...(staged > training.epochs
      ? [
        `training.stages = ${JSON.stringify(stages)} take ${staged} epochs, of which training.epochs ends the ` +
        `training after ${training.epochs}`,
      ]
      : []),
    ...(first >= epochs
      ? [
        `training.accumulate = ${JSON.stringify(accumulate)} names epoch ${first}, but epoch ${epochs - 1} is the last`,
      ]
      : []),
    ...((execution.reconLogEvery ?? 0) > epochs
      ? [`execution.reconLogEvery = ${execution.reconLogEvery} exceeds the ${epochs} epochs: no image is made`]
      : []),
    ...(["probe", "positions"] as const).flatMap((part) => {
      const start = training[`${part}StartEpoch`];
      if (!model[`${part}Trainable`] || training.beamSweeps > 0 || (start ?? Infinity) < epochs) return [];
      return [
        `model.${part}Trainable learns nothing: training.beamSweeps is 0, and training.${part}StartEpoch = ${start} is no ` +
        `epoch of the ${epochs}`,
      ];
    }),
  ];
}
