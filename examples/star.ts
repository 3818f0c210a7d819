/**
 * A configuration script: `deno run -A cli.ts train --config examples/star.ts --train-data-file star.npz`. Its default
 * export is the sections; flags win over it, and `config explain` says what came from where.
 *
 * @module
 */
import { data, execution, model, training } from "@exitwave/exitwave";

/** A small network for a small scan: minutes on a CPU. */
export default {
  data: data().measurement("amplitude"),
  model: model().pinn().filterScale(0.25).loss("poisson"),
  training: training().epochs(10).batchSize(8).learningRate(2e-3).seed(7),
  execution: execution().outputDir("runs/star").checkpointSaveTopK(2),
};
