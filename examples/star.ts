/**
 * A configuration script: `deno run -A cli.ts train --config examples/star.ts --train-data-file star.npz`. Its default
 * export is the sections; flags win over it, and `config explain` says what came from where.
 *
 * @module
 */
import { data, execution, model, training } from "@exitwave/exitwave";

/** The run in the README: some minutes on a CPU. */
export default {
  data: data().measurement("amplitude"),
  model: model().pinn().filterScale(1).loss("poisson"),
  training: training().epochs(40).batchSize(16),
  execution: execution().outputDir("runs/star").checkpointSaveTopK(2),
};
