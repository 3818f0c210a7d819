// deno-lint-ignore-file no-console -- an example that people run in a terminal
/**
 * From a scan to an image, with the library alone: `deno run -A examples/first_image.ts`. It takes some 25 s on two cores.
 *
 * @module
 */
import { createInferencePayload, createTrainingPayload, evaluate, fit, infer } from "@exitwave/exitwave";
import { readReconstruction, simulateScan, writeScan } from "@exitwave/exitwave";

const directory = "runs/first_image";
const scan = `${directory}/scan.npz`; // or a scan of your own
await Deno.mkdir(directory, { recursive: true });
await writeScan(scan, simulateScan({ seed: 1 }));

const training = createTrainingPayload({
  data: { scan },
  model: { filterScale: 0.25 },
  training: { epochs: 10, batchSize: 4 },
  execution: { outputDir: `${directory}/run` },
});
const { runDirectory } = await fit(training, {
  overwrite: true,
  callbacks: [{
    name: "tell",
    onEpochEnd: ({ epoch, metrics }) => console.log(`epoch ${epoch + 1}: loss ${metrics.poisson_train_loss}`),
  }],
});

const inference = createInferencePayload({
  inference: { modelPath: runDirectory, scan },
  execution: { outputDir: `${directory}/image` },
});
const { reconstruction, files } = await infer(inference);

const { amplitude, phase } = evaluate(reconstruction, await readReconstruction(scan)); // the scan holds the true object
console.log(`correlation with the truth: amplitude ${amplitude.correlation}, phase ${phase.correlation}`);
console.log(`pictures: ${files.amplitude}, ${files.phase}`);
