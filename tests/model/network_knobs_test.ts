/**
 * What the fields do that decide how the CNN is put together.
 *
 * @module
 */
import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { selectAccelerator } from "../../backend/accelerator.ts";
import type { SciencePayload } from "../../config/payload.ts";
import { cnnOf } from "../../model/cnn/cnn.ts";
import { composeModel } from "../../model/create_model.ts";
import { lossOf } from "../../model/loss/model_loss.ts";
import { createFarField } from "../../model/physics/far_field.ts";
import { sciencePayload } from "../data/science_payload.ts";
import { knob } from "../knob.ts";
import { biasOfOne } from "../../model/cnn/initial_values.ts";

await selectAccelerator("cpu");

const N = 64;

type Fields = Partial<SciencePayload["model"]>;

/** Names and PyTorch shapes of what a network has. */
function shapes(fields: Fields, gridSize = 1): Map<string, readonly number[]> {
  const { parameters, buffers } = cnnOf(payloadOf(fields, gridSize));
  return new Map([...parameters, ...buffers].map(({ name, shape }) => [name, shape]));
}

function payloadOf(fields: Fields, gridSize: number): SciencePayload {
  return sciencePayload({ gridSize, neighbors: 4 }, { filterScale: 0.25, ...fields });
}

/** What a new network of a seed paints of a sample. */
async function painted(fields: Fields, gridSize = 1): Promise<Record<"amp" | "phase" | "re", number[]>> {
  const payload = payloadOf(fields, gridSize);
  const model = composeModel({
    network: cnnOf(payload),
    forward: createFarField({ patchSize: N, probeScale: 1, amplitudeGain: 1 }),
    loss: lossOf(payload.model),
  }, { seed: 3 });
  const { amp, phase, re } = model.patches({
    amplitude: tf.randomUniform([1, N, N, gridSize ** 2], 0, 1, "float32", 4),
    inputScale: tf.ones([1, 1, 1, 1]),
  });
  const values = { amp: [...await amp.data()], phase: [...await phase.data()], re: [...await re?.data() ?? []] };
  model.dispose();
  return values;
}

/** Names that a network has with some fields and has not without. */
function added(fields: Fields): string[] {
  const before = shapes({});
  return [...shapes(fields).keys()].filter((name) => !before.has(name));
}

async function assertAttention(fields: Fields, names: readonly RegExp[]): Promise<void> {
  const found = added(fields);
  assertEquals(found.filter((name) => !names.some((pattern) => pattern.test(name))), []);
  for (const pattern of names) assert(found.some((name) => pattern.test(name)), String(pattern));
  const [without, with_] = [await painted({}), await painted(fields)];
  assertNotEquals(with_.amp, without.amp);
}

/** Rows of the patch above its central half. */
function ring(values: readonly number[]): number[] {
  return values.slice(0, N * N / 4);
}

knob(
  "model.outputMode",
  "paints real and imaginary part, of which amplitude and phase are modulus and angle",
  async () => {
    const centre = { probeBig: false } as const;
    const polar = await painted({ ...centre, ampActivation: "sigmoid" });
    const parts = await painted({ ...centre, outputMode: "real_imag" });
    for (let k = N * N / 2 + N / 4; k < N * N / 2 + 3 * N / 4; k++) {
      const [y, re, amp] = [polar.amp[k] ?? NaN, parts.re[k] ?? NaN, parts.amp[k] ?? NaN];
      const im = 1.2 / Math.PI * (polar.phase[k] ?? NaN);
      // The same weights, but for the bias with which each begins.
      const logit = Math.log(y / (1 - y)) + biasOfOne("real") - biasOfOne("sigmoid");
      assertAlmostEquals(re, Math.tanh(logit) + 0.2, 1e-4);
      assertAlmostEquals(amp, Math.hypot(re, im), 1e-5);
      assertAlmostEquals(parts.phase[k] ?? NaN, Math.atan2(im, re), 1e-5);
    }
    assertEquals(polar.re, []);
  },
);

knob("model.cbamBottleneck", "adds attention behind the encoder", async () => {
  await assertAttention({ cbamBottleneck: true }, [/^autoencoder\.bottleneck_cbam\./]);
});

knob("model.ecaEncoder", "adds attention of channels to every block of the encoder", async () => {
  await assertAttention(
    { ecaEncoder: true },
    [0, 1, 2].map((k) => new RegExp(`encoder\\.blocks\\.${k}\\.attention\\.conv`)),
  );
});

knob("model.ecaDecoder", "adds attention of channels to every block of the decoders", async () => {
  await assertAttention({ ecaDecoder: true }, ofDecoders("conv\\.weight$"));
});

knob("model.cbamDecoder", "adds attention of channels and pixels to every block of the decoders", async () => {
  await assertAttention({ cbamDecoder: true }, ofDecoders("(ChannelGate|SpatialGate)\\."));
});

knob("model.spatialDecoder", "adds attention of pixels to every block of the decoders", async () => {
  await assertAttention({ spatialDecoder: true }, ofDecoders("spatial_gate\\.compress\\.weight$"));
});

function ofDecoders(what: string): RegExp[] {
  return ["amp", "phase"].flatMap((head) =>
    [0, 1].map((k) => new RegExp(`^autoencoder\\.decoder_${head}\\.attention_blocks\\.${k}\\.${what}`))
  );
}

knob("model.decoderSpatialKernel", "is the side of the filter of that attention", () => {
  const name = "autoencoder.decoder_amp.attention_blocks.0.spatial_gate.compress.weight";
  const side = (decoderSpatialKernel: number): number | undefined =>
    shapes({ spatialDecoder: true, decoderSpatialKernel }).get(name)?.at(-1);
  assertEquals([side(3), side(9)], [3, 9]);
});

knob("model.batchNorm", "normalises the phase decoder, and that alone", async () => {
  assert(added({ batchNorm: true }).every((name) => /^autoencoder\.decoder_phase\..*bn[12]\./.test(name)));
  const [without, normalised] = [await painted({}), await painted({ batchNorm: true })];
  assertEquals(normalised.amp, without.amp);
  // Before anything is measured, mean 0 and variance 1 leave things next to as they are.
  normalised.phase.forEach((value, k) => assertAlmostEquals(value, without.phase[k] ?? NaN, 1e-3));
  assertNotEquals(normalised.phase, without.phase);
});

knob("model.sharedDecoder", "paints both heads by one decoder", async () => {
  const decoders = (sharedDecoder: boolean): Set<string | undefined> =>
    new Set([...shapes({ sharedDecoder }).keys()].flatMap((name) => /\.(decoder_\w+)\./.exec(name)?.[1] ?? []));
  assertEquals([...decoders(false)], ["decoder_amp", "decoder_phase"]);
  assertEquals([...decoders(true)], ["decoder_shared"]);
  const { amp, phase } = await painted({ sharedDecoder: true });
  assert(phase.every((value) => Math.abs(value) < Math.PI) && new Set(amp).size > N * N / 2);
});

const RING = "autoencoder.decoder_amp.amp.conv_up_block.conv1.weight";

knob("model.legacyDecoderChannels", "lets a share of the channels paint the ring, not one for each output", () => {
  const inputs = (legacyDecoderChannels: boolean): number | undefined =>
    shapes({ filterScale: 2, legacyDecoderChannels }).get(RING)?.[1];
  assertEquals([inputs(false), inputs(true)], [1, 8]);
});

knob("model.decoderOuterFraction", "is that share", () => {
  const inputs = (decoderOuterFraction: number): number | undefined =>
    shapes({ filterScale: 2, legacyDecoderChannels: true, decoderOuterFraction }).get(RING)?.[1];
  assertEquals([inputs(0), inputs(0.25), inputs(0.5)], [1, 16, 32]);
});

knob("model.decoderAmpChannels", "paints one amplitude for a group, or one for each of its patterns", async () => {
  const legacy = { legacyDecoderChannels: true } as const;
  const [one, four] = [await painted(legacy, 2), await painted({ ...legacy, decoderAmpChannels: 4 }, 2)];
  assert(one.amp.every((value, k) => value === one.amp[k - k % 4]));
  assert(four.amp.some((value, k) => value !== four.amp[k - k % 4]));
  assert(one.phase.some((value, k) => value !== one.phase[k - k % 4]));
});

knob("model.padObject", "paints the central half of a patch and pads it, or all of it by one path", async () => {
  const bounded = { ampActivation: "sigmoid", probeBig: false } as const;
  const [padded, whole] = [await painted(bounded), await painted({ ...bounded, padObject: false })];
  assert(ring(padded.amp).every((value) => value === 0));
  assert(whole.amp.every((value) => value > 0 && value < 1));
  assert(whole.phase.every((value) => Math.abs(value) < Math.PI));
  assertEquals([...shapes({ padObject: false }).keys()].filter((name) => /\.(amp|phase)\.conv1\./.test(name)), []);
});
