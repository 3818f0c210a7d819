/**
 * The gate of channels, and its gradients, against their definition.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";
import { differentiate, run } from "./differentiate.ts";
import { filled, type Filling, fillings } from "./filled.ts";
import { assertSigmoids } from "./sigmoids.ts";
import { assertSums, Sums } from "./sums.ts";

interface Case {
  readonly samples: number;
  readonly channels: number;
  readonly width: number;
  readonly pooled: Filling;
  readonly wide: Filling;
  readonly dgate: Filling;
}

const cases: fc.Arbitrary<Case> = fc.record({
  samples: fc.integer({ min: 1, max: 5 }),
  channels: fc.integer({ min: 1, max: 70 }),
  width: fc.integer({ min: 1, max: 9 }),
  pooled: fillings,
  wide: fillings,
  dgate: fillings,
});

/** More channels, hidden numbers and parts than a workgroup has invocations. */
const SIGNED: Filling = { kind: "signed", seed: 1 };
const LARGE: Case = { samples: 2, channels: 300, width: 140, pooled: SIGNED, wide: SIGNED, dgate: SIGNED };

for (const accelerator of ACCELERATORS) {
  onAccelerator(accelerator, "ChannelGate and its gradients are their definitions", async () => {
    await check(LARGE);
    await fc.assert(fc.asyncProperty(cases, check), { numRuns: accelerator.name === "cpu" ? 60 : 8 });
  });
}

async function check({ samples, channels, width, ...fills }: Case): Promise<void> {
  const rows = 2 * samples;
  const [pooled, wide] = [filled([rows, channels], fills.pooled), filled([width, channels], fills.wide)];
  const [narrow, dgate] = [filled([channels, width], SIGNED), filled([samples, channels], fills.dgate)];
  const [narrowBias, wideBias] = [filled([width], SIGNED), filled([channels], SIGNED)];
  const inputs = [
    ...[tf.tensor(pooled, [rows, channels]), tf.tensor(narrow, [channels, width]), tf.tensor(narrowBias)],
    ...[tf.tensor(wide, [width, channels]), tf.tensor(wideBias)],
  ];
  const gateOf = (...given: tf.Tensor[]): tf.Tensor[] => {
    const [pooled, narrow, narrowBias, wide, wideBias] = given as Five;
    return run("ChannelGate", { pooled, narrow, narrowBias, wide, wideBias });
  };
  const [gate, ...gradients] = differentiate((...given) => gateOf(...given).slice(0, 1), inputs, [dgate]) as Six;
  const [, hidden] = gateOf(...inputs) as [tf.Tensor, tf.Tensor];

  const between = new Sums(rows * width);
  for (let at = 0; at < rows * width; at++) {
    between.add(at, narrowBias[at % width] ?? NaN);
    for (let c = 0; c < channels; c++) {
      between.add(at, (pooled[Math.floor(at / width) * channels + c] ?? NaN) * (narrow[c * width + at % width] ?? NaN));
    }
  }
  between.values.forEach((value, at) => between.values[at] = Math.max(0, value));
  await assertSums("a hidden number", hidden, between);

  // Rounding decides whether a number next to zero is let through: the rest is of what came out.
  const [h, g] = [await hidden.data(), await gate.data()];
  const logits = Float64Array.from(g, (_, at) => {
    const [sample, channel] = [Math.floor(at / channels), at % channels];
    const of = (row: number): number =>
      sumOf(width, (u) => (h[row * width + u] ?? NaN) * (wide[u * channels + channel] ?? NaN));
    return of(sample) + of(sample + samples) + 2 * (wideBias[channel] ?? NaN);
  });
  // What is lost of a logit by rounding is lost of its sigmoid where the logit is small.
  if (fills.wide.kind === "signed" && fills.pooled.kind === "signed" && channels < 100) assertSigmoids(g, logits);
  await checkGradients({ samples, channels, width, pooled, narrow, wide, h, g, dgate }, gradients);
}

interface Forward extends Pick<Case, "samples" | "channels" | "width"> {
  readonly pooled: Float32Array;
  readonly narrow: Float32Array;
  readonly wide: Float32Array;
  /** Hidden numbers and gates as they came out. */
  readonly h: ArrayLike<number>;
  readonly g: ArrayLike<number>;
  readonly dgate: Float32Array;
}

async function checkGradients(forward: Forward, gradients: readonly tf.Tensor[]): Promise<void> {
  const { samples, channels, width, pooled, narrow, wide, h, g, dgate } = forward, rows = 2 * samples;
  const logit = (row: number, channel: number): number => {
    const at = row % samples * channels + channel, gate = g[at] ?? NaN;
    return (dgate[at] ?? NaN) * gate * Math.fround(1 - gate);
  };
  const [byPooled, byNarrow, byNarrowBias] = [rows * channels, channels * width, width].map((n) =>
    new Sums(n)
  ) as Three;
  const [byWide, byWideBias] = [new Sums(width * channels), new Sums(channels)];
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < channels; c++) byWideBias.add(c, logit(row, c));
    for (let u = 0; u < width; u++) {
      const through = (h[row * width + u] ?? NaN) > 0;
      const terms = Array.from({ length: channels }, (_, c) => logit(row, c) * (wide[u * channels + c] ?? NaN));
      const [error, magnitude] = [
        sumOf(channels, (c) => terms[c] ?? NaN),
        sumOf(channels, (c) => Math.abs(terms[c] ?? NaN)),
      ];
      for (let c = 0; c < channels; c++) {
        byWide.add(u * channels + c, (h[row * width + u] ?? NaN) * logit(row, c));
        if (!through) continue;
        const [weight, value] = [narrow[c * width + u] ?? NaN, pooled[row * channels + c] ?? NaN];
        byPooled.add(row * channels + c, error * weight, magnitude * Math.abs(weight));
        byNarrow.add(c * width + u, error * value, magnitude * Math.abs(value));
      }
      if (through) byNarrowBias.add(u, error, magnitude);
    }
  }
  const names = ["what was pooled", "the first layer", "its bias", "the second layer", "its bias"];
  for (const [k, expected] of [byPooled, byNarrow, byNarrowBias, byWide, byWideBias].entries()) {
    const gradient = gradients[k];
    if (gradient) await assertSums(`a gradient by ${names[k]}`, gradient, expected, 16 + channels);
  }
}

function sumOf(count: number, term: (index: number) => number): number {
  return Array.from({ length: count }, (_, index) => term(index)).reduce((sum, value) => sum + value, 0);
}

type Three = [Sums, Sums, Sums];
type Five = [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
type Six = [tf.Tensor, ...tf.Tensor[]];
