/**
 * What every field of the model section does to patches, predictions and losses.
 *
 * @module
 */
import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { selectAccelerator } from "../../backend/accelerator.ts";
import type { SciencePayload } from "../../config/payload.ts";
import { createModel, type Model } from "../../model/create_model.ts";
import type { ModelBatch } from "../../model/model_batch.ts";
import { prepareSamples } from "../../data/samples.ts";
import { simulateScan } from "../../data/simulation/simulate.ts";
import { sciencePayload } from "../data/science_payload.ts";
import { knob } from "../knob.ts";
import { number } from "./gradient_check.ts";
import { type AmplitudeEnd, biasOfOne } from "../../model/cnn/initial_values.ts";

await selectAccelerator("cpu");

const N = 64;
const B = 2;

type ModelFields = Partial<SciencePayload["model"]>;

/** Uses the smallest network of some model fields, and frees what was made. */
async function withModel<T>(fields: ModelFields, use: (model: Model, batch: ModelBatch) => Promise<T>): Promise<T> {
  return await withData({}, fields, use);
}

async function withData<T>(
  data: Partial<SciencePayload["data"]>,
  fields: ModelFields,
  use: (model: Model, batch: ModelBatch) => Promise<T>,
): Promise<T> {
  const model = createModel(sciencePayload(data, { filterScale: 0.125, ...fields }), { seed: 3 });
  tf.engine().startScope();
  try {
    return await use(model, batchOf(model.patchSize));
  } finally {
    tf.engine().endScope();
    model.dispose();
  }
}

function batchOf(side: number): ModelBatch {
  const image = (seed: number): tf.Tensor4D => tf.randomUniform<tf.Rank.R4>([B, side, side, 1], 0, 1, "float32", seed);
  const each = (value: number): tf.Tensor4D => tf.fill<tf.Rank.R4>([B, 1, 1, 1], value);
  const plane = (seed: number): tf.Tensor2D => tf.randomNormal([side, side], 0, 1, "float32", seed);
  return {
    amplitude: image(1),
    inputScale: each(2),
    physicsScale: each(3),
    probe: { re: plane(2), im: plane(3) },
    probeMask: tf.ones([side, side]),
    labelAmp: image(4),
    labelPhase: image(5),
  };
}

/** Values of a head. */
async function painted(fields: ModelFields, head: "amp" | "phase" = "amp"): Promise<Float32Array> {
  return await withModel(fields, async (model, batch) => await model.patches(batch)[head].data<"float32">());
}

async function predicted(fields: ModelFields): Promise<Float32Array> {
  return await withModel(fields, async (model, batch) => await model.predict(batch).data<"float32">());
}

async function lossOf(fields: ModelFields, change: Partial<ModelBatch> = {}): Promise<number> {
  return await withModel(fields, async (model, batch) => await number(model.loss({ ...batch, ...change })));
}

/** Predicted patterns of samples of C patterns, whose first patches are multiplied by a factor before they diffract. */
async function diffracted(gridSize: number, fields: ModelFields, factor = 1): Promise<tf.Tensor4D> {
  return await withData({ gridSize }, fields, (model, { probe, probeMask, inputScale }) => {
    const C = gridSize ** 2;
    const image = (seed: number): tf.Tensor4D => tf.randomUniform<tf.Rank.R4>([B, N, N, C], 0.5, 1, "float32", seed);
    const offsets = tf.randomUniform<tf.Rank.R3>([B, C, 2], -5, 5, "float32", 6);
    const factors = tf.tensor1d([factor, ...Array.from({ length: C - 1 }, () => 1)]);
    const patches = { amp: image(1).mul<tf.Tensor4D>(factors), phase: image(2) };
    const exposure = { probe, probeMask, inputScale, ...(C > 1 && { offsets, reach: 5 }) };
    return Promise.resolve(tf.keep(model.diffract(patches, exposure)));
  });
}

/** The greatest difference of two tensors from each other, over the greatest value of the first. */
async function difference(one: tf.Tensor, other: tf.Tensor): Promise<number> {
  return await number(tf.tidy(() => one.sub(other).abs().max().div(one.abs().max())));
}

/** The factor between two arrays, where the second is greatest. */
function ratioOf(a: Float32Array, b: Float32Array): number {
  const at = b.reduce((best, value, i) => (Math.abs(value) > Math.abs(b[best] ?? 0) ? i : best), 0);
  return (a[at] ?? NaN) / (b[at] ?? NaN);
}

knob("model.mode", "compares labels, or patterns through the physics", async () => {
  const other = { labelAmp: tf.ones<tf.Rank.R4>([B, N, N, 1]) };
  const supervised = { mode: "supervised", loss: "mae" } as const;
  assertNotEquals(await lossOf(supervised, other), await lossOf(supervised));
  assertEquals(await lossOf({ loss: "mae" }, other), await lossOf({ loss: "mae" }));
  const patches = [await painted(supervised), await painted(supervised, "phase")];
  const labels = await withModel({}, async (_, { labelAmp, labelPhase }) => {
    return [await labelAmp?.data<"float32">(), await labelPhase?.data<"float32">()];
  });
  const [amp = NaN, phase = NaN] = patches.map((values, head) => {
    return values.reduce((sum, value, i) => sum + Math.abs(value - (labels[head]?.[i] ?? NaN)), 0);
  });
  const loss = await lossOf(supervised);
  assertAlmostEquals(loss / (2 * amp + 4 * phase), 1, 1e-4);
});

knob("model.filterScale", "multiplies the width of every layer", async () => {
  const widths = async (filterScale: number): Promise<number[]> =>
    await withModel({ filterScale }, ({ parameters }) => {
      const blocks = [...parameters].filter(([name]) => /encoder\.blocks\.\d\.conv1\.weight/.test(name));
      return Promise.resolve(blocks.map(([, { shape }]) => shape.at(-1) ?? NaN));
    });
  assertEquals([await widths(0.125), await widths(0.25)], [[4, 8, 16], [8, 16, 32]]);
});

knob("model.ampActivation", "is applied to the amplitude head's logits", async () => {
  const centre = { probeBig: false };
  const sigmoid = await painted({ ...centre, ampActivation: "sigmoid" });
  const others = {
    silu: await painted({ ...centre, ampActivation: "silu" }),
    softplus: await painted({ ...centre, ampActivation: "softplus" }),
    relu: await painted({ ...centre, ampActivation: "relu" }),
  };
  for (let i = N * N / 2 + N / 4; i < N * N / 2 + 3 * N / 4; i++) {
    const y = sigmoid[i] ?? NaN;
    // The same weights, but for the bias with which each begins.
    const logit = (end: AmplitudeEnd): number => Math.log(y / (1 - y)) + biasOfOne(end) - biasOfOne("sigmoid");
    assertAlmostEquals(others.silu[i] ?? NaN, logit("silu") / (1 + Math.exp(-logit("silu"))), 1e-3);
    assertAlmostEquals(others.softplus[i] ?? NaN, Math.log1p(Math.exp(logit("softplus"))), 1e-3);
    assertAlmostEquals(others.relu[i] ?? NaN, Math.max(0, logit("relu")), 1e-3);
  }
});

knob("model.cbamEncoder", "adds attention to every block of the encoder", async () => {
  const attention = async (cbamEncoder: boolean): Promise<number> =>
    await withModel({ cbamEncoder }, ({ parameters }) => {
      return Promise.resolve(
        [...parameters.keys()].filter((name) => /encoder\.blocks\.\d\.attention\.SpatialGate/.test(name)).length,
      );
    });
  assertEquals(await attention(false), 0);
  assertEquals(await attention(true), 3);
  assertNotEquals(await painted({ cbamEncoder: true }), await painted({ cbamEncoder: false }));
});

knob("model.probeBig", "paints the outer ring of the patch too", async () => {
  const ring = (values: Float32Array): number[] => [...values.subarray(0, N * N / 4)];
  assert(ring(await painted({ probeBig: false })).every((value) => value === 0));
  assert(ring(await painted({ probeBig: true })).some((value) => value !== 0));
});

knob("model.objectBig", "lets the patterns of a group see one object; null does so for gridSize above 1", async () => {
  const lastPatterns = async (objectBig: boolean | null, factor: number): Promise<tf.Tensor> =>
    (await diffracted(2, { objectBig }, factor)).slice([0, 0, 0, 3]);
  for (const merges of [true, null]) {
    assert(await difference(await lastPatterns(merges, 1), await lastPatterns(merges, 3)) > 0.01);
  }
  assertEquals(await difference(await lastPatterns(false, 1), await lastPatterns(false, 3)), 0);
  const single = await diffracted(1, { objectBig: false });
  assertEquals(await difference(single, await diffracted(1, {})), 0);
  // Merged with itself, a patch loses what has no weight.
  assert(await difference(single, await diffracted(1, { objectBig: true, patchMerging: "uniform" })) > 0.01);
});

knob("model.patchMerging", "says what a pixel of a patch counts in the merged object", async () => {
  const merged = async (patchMerging: "central_mask" | "probe" | "uniform"): Promise<tf.Tensor4D> =>
    await diffracted(1, { objectBig: true, patchMerging });
  const [masked, uniform] = [await merged("central_mask"), await merged("uniform")];
  assert(await difference(uniform, masked.mul(1.001)) < 1e-5);
  assert(await difference(uniform, masked) > 5e-4);
  // A lit pixel counts wherever it is; alone in its place, it stays what it was.
  assert(await difference(await diffracted(1, {}), await merged("probe")) < 1e-5);
});

knob("model.amplitudeGain", "multiplies the predicted amplitude", async () => {
  assertAlmostEquals(ratioOf(await predicted({ amplitudeGain: 3 }), await predicted({})), 3, 1e-4);
});

knob("model.gaussianSmoothingSigma", "smooths exit waves, and so dims the pattern away from its centre", async () => {
  const amplitude = async (gaussianSmoothingSigma: number): Promise<Float32Array> =>
    await predicted({ gaussianSmoothingSigma });
  const [sharp, soft] = [await amplitude(0), await amplitude(2)];
  const outside = (values: Float32Array): number =>
    values.reduce((sum, value, k) => Math.abs(Math.floor(k / N) % N - N / 2) > N / 4 ? sum + value : sum, 0);
  assert(outside(soft) < 0.1 * outside(sharp));
});

knob("data.probeScale", "divides the prediction unless the probe's energy is that of the data", async () => {
  const scan = simulateScan({ patchSize: N, patterns: 1, photons: 1e5, seed: 3 });
  const prediction = async (data: Partial<SciencePayload["data"]>): Promise<Float32Array> =>
    await withData(data, {}, async (model, batch) => {
      const { probe: [mode = scan.probe] } = prepareSamples(scan, sciencePayload(data), { seed: 1 });
      const probe = { re: tf.tensor2d(mode.re, [N, N]), im: tf.tensor2d(mode.im, [N, N]) };
      return await model.predict({ ...batch, probe }).data<"float32">();
    });
  const gain = async (probeNormalize: boolean | "energy"): Promise<number> =>
    ratioOf(await prediction({ probeNormalize, probeScale: 2 }), await prediction({ probeNormalize, probeScale: 4 }));
  assertAlmostEquals(await gain(false), 2, 1e-4);
  assertAlmostEquals(await gain(true), 4, 1e-4); // once in normalising the probe, once in illuminating the object
  assertAlmostEquals(await gain("energy"), 1, 1e-4);
});

knob("model.loss", "is the Poisson likelihood of counts or the mean error of amplitudes", async () => {
  const scale = 3; // the physics scale of the batch
  const prediction = await predicted({});
  const measured = await withModel({}, async (_, { amplitude }) => await amplitude.data<"float32">());
  const brightness = measured.reduce((sum, value) => sum + value, 0) / measured.length;
  const errors = prediction.reduce((sum, value, i) => sum + scale * Math.abs(value - (measured[i] ?? NaN)), 0);
  assertAlmostEquals(await lossOf({ loss: "mae" }) / (errors / measured.length / brightness), 1, 1e-4);
  const [rate, count] = [prediction, measured].map((values) => values.map((value) => (value * scale) ** 2));
  const likelihood = rate?.reduce((sum, value, i) => {
    const k = count?.[i] ?? NaN;
    return sum + value - k * Math.log(value) + lnGamma(k + 1);
  }, 0) ?? NaN;
  assertAlmostEquals(await lossOf({ loss: "poisson" }) / (likelihood / B / brightness), 1, 1e-3);
});

knob("model.maeMatchEnergy", "makes the mae loss blind to the brightness of a prediction", async () => {
  const loss = async (maeMatchEnergy: boolean, amplitudeGain: number): Promise<number> =>
    await lossOf({ loss: "mae", maeMatchEnergy, amplitudeGain });
  assertAlmostEquals(await loss(true, 2) / await loss(true, 1), 1, 1e-4);
  assert(Math.abs(await loss(false, 2) / await loss(false, 1) - 1) > 0.01);
});

/** What the loss of equal parts of both is made of. */
async function dataLosses(): Promise<{ readonly poisson: number; readonly mae: number }> {
  return { poisson: await lossOf({}), mae: await lossOf({ loss: "mae" }) };
}

knob("model.maeWeight", "weighs the mae loss, beside the Poisson likelihood or alone", async () => {
  const { poisson, mae } = await dataLosses();
  assertAlmostEquals(await lossOf({ loss: "mae", maeWeight: 0.25 }) / mae, 0.25, 1e-4);
  assertAlmostEquals((await lossOf({ nllWeight: 1e-3, maeWeight: 0.5 }) - 1e-3 * poisson) / mae, 0.5, 1e-3);
});

knob("model.nllWeight", "weighs the Poisson likelihood, beside the mae loss or alone", async () => {
  const { poisson, mae } = await dataLosses();
  assertAlmostEquals(await lossOf({ nllWeight: 0.25 }) / poisson, 0.25, 1e-4);
  assertAlmostEquals((await lossOf({ loss: "mae", nllWeight: 0.5 }) - mae) / poisson, 0.5, 1e-3);
});

knob("model.realspaceMaeWeight", "adds the mean distance from the known complex patches", async () => {
  const phase = tf.zeros<tf.Rank.R4>([B, N, N, 1]);
  // Patches of no phase against labels of none: the distance is that of the amplitudes.
  const fields = { probeBig: false } as const;
  const [amp, angle] = [await painted(fields), await painted(fields, "phase")];
  const distance = amp.reduce((sum, a, i) => {
    const [re, im] = [a * Math.cos(angle[i] ?? NaN) - 1, a * Math.sin(angle[i] ?? NaN)];
    return sum + Math.hypot(re, im);
  }, 0) / amp.length;
  const labels = { labelAmp: tf.onesLike(phase), labelPhase: phase };
  const plain = await lossOf({ ...SMALL_DATA, ...fields }, labels);
  const added = await lossOf({ ...SMALL_DATA, ...fields, realspaceMaeWeight: 3 }, labels) - plain;
  assertAlmostEquals(added / (3 * distance), 1, 1e-3);
});

knob("model.realspaceWeight", "adds squared steps between neighbours of the complex patches", async () => {
  const [amp, phase] = [await painted({}), await painted({}, "phase")];
  const parts = [Math.cos, Math.sin].map((part) => amp.map((a, i) => a * part(phase[i] ?? NaN)));
  const steps = parts.reduce((sum, image) => sum + squaredSteps(image), 0) / B;
  const added = await lossOf({ ...SMALL_DATA, realspaceWeight: 3 }) - await lossOf(SMALL_DATA);
  assertAlmostEquals(added / (3 * steps), 1, 1e-3);
});

/** A data term that is next to nothing, beside which others are seen. */
const SMALL_DATA = { loss: "mae", maeWeight: 1e-3 } as const;

/** Σ of squared differences of neighbours, over all patches. */
function squaredSteps(images: Float32Array): number {
  return images.reduce((sum, value, i) => {
    const across = i % N === N - 1 ? 0 : (images[i + 1] ?? NaN) - value;
    const down = i % (N * N) >= N * (N - 1) ? 0 : (images[i + N] ?? NaN) - value;
    return sum + across ** 2 + down ** 2;
  }, 0);
}

knob("model.intensityScaleTrainable", "multiplies predicted amplitudes by a factor that is learned", async () => {
  const name = "physics.intensity_scale";
  assertEquals(await withModel({}, ({ parameters }) => Promise.resolve(parameters.has(name))), false);
  const plain = await predicted({});
  await withModel({ intensityScaleTrainable: true }, async (model, batch) => {
    assertEquals(await model.predict(batch).data<"float32">(), plain);
    const scale = model.parameters.get(name);
    scale?.assign(tf.tensor1d([Math.log(3)]));
    assertAlmostEquals(ratioOf(await model.predict(batch).data<"float32">(), plain), 3, 1e-4);
    const { grads } = tf.variableGrads(() => model.loss(batch));
    assertNotEquals(await number(grads[scale?.name ?? ""] ?? tf.scalar(0)), 0);
  });
});

const RECTANGULAR = { forwardMode: "rectangular_scaled" } as const;

knob("model.forwardMode", "gives real and imaginary part of the object a scale each before they diffract", async () => {
  const plain = await predicted({});
  await withModel(RECTANGULAR, async (model, batch) => {
    assertEquals(await model.predict(batch).data<"float32">(), plain);
    for (const part of ["physics.scale.s1", "physics.scale.s2"]) {
      model.parameters.get(part)?.assign(tf.tensor1d([3]));
      assertNotEquals(await model.predict(batch).data<"float32">(), plain);
    }
    assertAlmostEquals(ratioOf(await model.predict(batch).data<"float32">(), plain), 3, 1e-4);
  });
});

knob("model.rectScaleTrainable", "learns both scales, or leaves them as they are", async () => {
  for (const rectScaleTrainable of [true, false]) {
    await withModel({ ...RECTANGULAR, rectScaleTrainable }, (model, batch) => {
      const { grads } = tf.variableGrads(() => model.loss(batch));
      const names = ["physics.scale.s1", "physics.scale.s2"].map((name) => model.parameters.get(name)?.name ?? "");
      assertEquals(names.map((name) => name in grads), [rectScaleTrainable, rectScaleTrainable]);
      return Promise.resolve();
    });
  }
});

knob("model.ampLoss", "adds total variation or mean deviation of the amplitudes to the loss", async () => {
  await assertPenalties("amp", (ampLoss) => ({ ampLoss }));
});

knob("model.phaseLoss", "adds total variation or mean deviation of the phases to the loss", async () => {
  await assertPenalties("phase", (phaseLoss) => ({ phaseLoss }));
});

knob("model.ampLossCoeff", "multiplies the regulariser of the amplitudes", async () => {
  await assertCoefficient((ampLossCoeff) => ({ ampLoss: "total_variation", ampLossCoeff }));
});

knob("model.phaseLossCoeff", "multiplies the regulariser of the phases", async () => {
  await assertCoefficient((phaseLossCoeff) => ({ phaseLoss: "total_variation", phaseLossCoeff }));
});

/** The loss without regularisers is a poor ruler for them unless it is small: that of labels nearly is. */
const SMALL = { mode: "supervised", loss: "mae" } as const;

async function assertPenalties(
  head: "amp" | "phase",
  fields: (name: "total_variation" | "mean_deviation") => ModelFields,
): Promise<void> {
  const patches = await painted({}, head);
  const plain = await lossOf(SMALL);
  for (const [name, penalty] of Object.entries(PENALTIES) as [keyof typeof PENALTIES, Penalty][]) {
    const expected = (penalty(patches.subarray(0, N * N)) + penalty(patches.subarray(N * N))) / B;
    assertAlmostEquals((await lossOf({ ...SMALL, ...fields(name) }) - plain) / expected, 1, 1e-2);
  }
}

async function assertCoefficient(fields: (coefficient: number) => ModelFields): Promise<void> {
  const [none, once, thrice] = [await lossOf(fields(0)), await lossOf(fields(10)), await lossOf(fields(30))];
  assertAlmostEquals(none / await lossOf({}), 1, 1e-5);
  assertAlmostEquals((thrice - none) / (once - none), 3, 1e-2);
}

type Penalty = (patch: Float32Array) => number;

const PENALTIES: Readonly<Record<"total_variation" | "mean_deviation", Penalty>> = {
  total_variation: (patch) =>
    patch.reduce((sum, value, i) => {
      const across = i % N === N - 1 ? 0 : Math.abs((patch[i + 1] ?? NaN) - value);
      const down = i >= N * (N - 1) ? 0 : Math.abs((patch[i + N] ?? NaN) - value);
      return sum + across + down;
    }, 0),
  mean_deviation: (patch) => {
    const mean = patch.reduce((sum, value) => sum + value, 0) / patch.length;
    return patch.reduce((sum, value) => sum + Math.abs(value - mean), 0);
  },
};

/** ln Γ(x) for x of at least 1, by Stirling's series after a shift to where it is exact enough. */
function lnGamma(x: number): number {
  if (x < 8) return lnGamma(x + 1) - Math.log(x);
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * x) - 1 / (360 * x ** 3);
}
