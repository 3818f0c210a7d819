import * as tf from "@tensorflow/tfjs";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import type { SciencePayload } from "../../../config/payload.ts";
import { Random } from "../../../data/random/random.ts";
import { lossOf, type LossWindow } from "../../../model/loss/model_loss.ts";
import { sciencePayload } from "../../data/science_payload.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";
import { number } from "../gradient_check.ts";

/** Side, so that a batch has a few hundred pixels. */
const N = 6;
const PIXELS = N * N;

type ModelFields = Partial<SciencePayload["model"]>;
const DATA_TERMS: Readonly<Record<string, ModelFields>> = {
  poisson: { loss: "poisson" },
  mae: { loss: "mae" },
  "mae with matched energy": { loss: "mae", maeMatchEnergy: true },
  "poisson mixed with mae": { loss: "poisson", nllWeight: 0.25, maeWeight: 0.75 },
  "mae mixed with poisson": { loss: "mae", nllWeight: 0.5, maeMatchEnergy: true },
};

/** Patterns that are compared, as arrays of (B, N, N, 1). */
interface Patterns {
  readonly predicted: Float32Array;
  readonly observed: Float32Array;
  /** (N, N), (B, N, N), or none. */
  readonly mask: Uint8Array | null;
}

function drawn(patterns: number, seed: number): Omit<Patterns, "mask"> {
  const random = new Random(seed, "masked losses");
  const images = (): Float32Array => Float32Array.from({ length: patterns * PIXELS }, () => 0.2 + 3 * random.uniform());
  return { predicted: images(), observed: images() };
}

/** A mask of so many images; the first pixel of each is valid. */
function mask(images: number, seed: number): Uint8Array {
  const random = new Random(seed, "mask");
  return Uint8Array.from({ length: images * PIXELS }, (_, i) => Number(i % PIXELS === 0 || random.uniform() > 0.4));
}

/** Puts values into masked pixels, and nowhere else. */
function marked(patterns: Patterns, values: Readonly<Record<"predicted" | "observed", number>>): Patterns {
  const put = (key: "predicted" | "observed"): Float32Array =>
    patterns[key].map((value, i) => patterns.mask?.at(i % (patterns.mask?.length ?? 1)) ? value : values[key]);
  return { ...patterns, predicted: put("predicted"), observed: put("observed") };
}

/** The loss of patterns and its gradient by the prediction. */
async function measure(
  model: ModelFields,
  { predicted, observed, mask }: Patterns,
  window?: LossWindow,
): Promise<{ readonly loss: number; readonly gradient: Float32Array }> {
  const loss = lossOf(sciencePayload({}, model).model);
  const shape: [number, number, number, number] = [predicted.length / PIXELS, N, N, 1];
  const images = (values: Float32Array): tf.Tensor4D => tf.tensor4d(values, shape);
  const batch = {
    amplitude: images(observed),
    physicsScale: tf.fill<tf.Rank.R4>([shape[0], 1, 1, 1], 1.5),
    ...(mask && { mask: tf.tensor4d(Float32Array.from(mask), [mask.length / PIXELS, N, N, 1]) }),
    ...(window && { window }),
  };
  const patches = { amp: tf.ones<tf.Rank.R4>(shape), phase: tf.zeros<tf.Rank.R4>(shape) };
  const { value, grad } = tf.valueAndGrad((x) => loss({ batch, patches, predict: () => x as tf.Tensor4D }))(
    images(predicted),
  );
  return { loss: await number(value), gradient: await grad.data<"float32">() };
}

/** What the loss must be: both of them by their weights. */
function reference(model: ModelFields, patterns: Patterns): number {
  return (["poisson", "mae"] as const).reduce((sum, loss) => {
    const weight = (loss === "mae" ? model.maeWeight : model.nllWeight) ?? (model.loss === loss ? 1 : 0);
    return sum + (weight === 0 ? 0 : weight * unmixed({ ...model, loss }, patterns));
  }, 0);
}

/** Only the valid pixels of one pattern, as a pattern of another shape: what the loss must be the same for. */
function unmixed(model: ModelFields, { predicted, observed, mask }: Patterns): number {
  const s = 1.5;
  const images = predicted.length / PIXELS;
  const valid = [...predicted.keys()].filter((i) => !mask || mask[i % mask.length]);
  const sum = (f: (i: number) => number, from = valid): number => from.reduce((total, i) => total + f(i), 0);
  const [p, q] = [(i: number) => s * (predicted[i] ?? NaN), (i: number) => s * (observed[i] ?? NaN)];
  const brightness = sum((i) => q(i) / s) / valid.length;
  if (model.loss === "poisson") {
    const stirling = (k: number): number => logGamma(k + 1) - k * Math.log(k) + k;
    const each = (i: number): number =>
      p(i) ** 2 - q(i) ** 2 - 2 * q(i) ** 2 * Math.log(p(i) / q(i)) + stirling(q(i) ** 2);
    return sum(each) / images / brightness;
  }
  const factor = (i: number): number => {
    if (!model.maeMatchEnergy) return 1;
    const own = valid.filter((other) => Math.floor(other / PIXELS) === Math.floor(i / PIXELS));
    return Math.sqrt(sum((j) => q(j) ** 2, own) / sum((j) => p(j) ** 2, own));
  };
  return sum((i) => Math.abs(p(i) * factor(i) - q(i))) / valid.length / brightness;
}

/** lnΓ by Stirling's series, after a shift by 8. */
function logGamma(x: number): number {
  let [z, shift] = [x, 0];
  for (; z < x + 8; z++) shift += Math.log(z);
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * z) - 1 / (360 * z ** 3) - shift;
}

function relative(actual: number, expected: number, tolerance: number, what: string): void {
  assert(Math.abs(actual - expected) <= tolerance * Math.abs(expected), `${what}: ${actual} instead of ${expected}`);
}

for (const accelerator of ACCELERATORS) {
  for (const [name, model] of Object.entries(DATA_TERMS)) {
    for (const [kind, images] of [["the batch", 1], ["each pattern", 3]] as const) {
      const title = `lossOf() sums ${name} over the valid pixels of a mask of ${kind}`;
      onAccelerator(accelerator, title, async () => {
        const patterns = { ...drawn(3, 1), mask: mask(images, 2) };
        const { loss, gradient } = await measure(model, patterns);
        relative(loss, reference(model, patterns), 1e-5, name);
        const moved = gradient.map((slope, i) => patterns.mask[i % patterns.mask.length] ? 0 : slope);
        assert(moved.every((slope) => slope === 0), "a masked pixel has a gradient");
        assert(gradient.some((slope) => slope !== 0));
      });
    }

    onAccelerator(accelerator, `lossOf() has the same bits of ${name} whatever stands in masked pixels`, async () => {
      const patterns = { ...drawn(3, 3), mask: mask(3, 4) };
      const clean = await measure(model, patterns);
      for (const value of [NaN, -1, 0, 2 ** 32 - 1, Infinity, 3e38]) {
        assertEquals(await measure(model, marked(patterns, { predicted: value, observed: value })), clean);
        assertEquals(await measure(model, marked(patterns, { predicted: 1, observed: value })), clean);
      }
    });

    onAccelerator(
      accelerator,
      `lossOf() of ${name} adds up over the batches of a window, masked by frame`,
      async () => {
        const patterns = { ...drawn(6, 5), mask: mask(6, 6) };
        const whole = await measure(model, patterns);
        const shares = await inWindow(model, patterns, [1, 3, 2]);
        relative(shares.loss, whole.loss, 1e-5, name);
        whole.gradient.forEach((slope, i) => assertAlmostEquals(shares.gradient[i] ?? NaN, slope, 1e-5));
      },
    );
  }
}

/** The sum of the shares of batches of some sizes. */
async function inWindow(
  model: ModelFields,
  { predicted, observed, mask }: Patterns,
  sizes: readonly number[],
): ReturnType<typeof measure> {
  const samples = predicted.length / PIXELS;
  const valid = [...observed.keys()].filter((i) => mask?.[i % mask.length]);
  const brightness = valid.reduce((sum, i) => sum + (observed[i] ?? NaN), 0) / valid.length;
  const gradient: number[] = [];
  let loss = 0;
  for (let at = 0, batch = 0; at < samples; at += sizes[batch++] ?? NaN) {
    const cut = <T extends Float32Array | Uint8Array>(array: T): T =>
      array.slice(at * PIXELS, (at + (sizes[batch] ?? NaN)) * PIXELS) as T;
    const part = {
      predicted: cut(predicted),
      observed: cut(observed),
      mask: mask && (mask.length > PIXELS ? cut(mask) : mask),
    };
    const share = await measure(model, part, { samples, brightness, validPixels: valid.length });
    loss += share.loss;
    gradient.push(...share.gradient);
  }
  return { loss, gradient: Float32Array.from(gradient) };
}

Deno.test("lossOf() weights batches of a window alike, whatever is masked of them and however they are cut", async () => {
  await selectAccelerator("cpu");
  const cuts = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 });
  const terms = fc.constantFrom(...Object.values(DATA_TERMS));
  await fc.assert(
    fc.asyncProperty(cuts, terms, fc.boolean(), fc.nat(1e6), async (sizes, model, byFrame, seed) => {
      const count = sizes.reduce((sum, size) => sum + size, 0);
      const patterns = { ...drawn(count, seed), mask: mask(byFrame ? count : 1, seed) };
      const whole = await measure(model, patterns);
      const shares = await inWindow(model, patterns, sizes);
      relative(shares.loss, whole.loss, 1e-5, "loss");
      whole.gradient.forEach((slope, i) => assertAlmostEquals(shares.gradient[i] ?? NaN, slope, 1e-5));
    }),
    { numRuns: 30 },
  );
});

Deno.test("lossOf() of a mask without holes is the loss without a mask", async () => {
  await selectAccelerator("cpu");
  for (const model of Object.values(DATA_TERMS)) {
    const patterns = drawn(2, 9);
    const masked = await measure(model, { ...patterns, mask: new Uint8Array(PIXELS).fill(1) });
    const plain = await measure(model, { ...patterns, mask: null });
    relative(masked.loss, plain.loss, 1e-6, "loss");
    masked.gradient.forEach((slope, i) => assertAlmostEquals(slope, plain.gradient[i] ?? NaN, 1e-6));
  }
});
