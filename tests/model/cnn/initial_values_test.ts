import { assertAlmostEquals, assertEquals } from "@std/assert";
import { cnnOf } from "../../../model/cnn/cnn.ts";
import type { InitialValues, ParameterSpec } from "../../../model/parameters/parameter_spec.ts";
import { sciencePayload } from "../../data/science_payload.ts";
import * as tf from "@tensorflow/tfjs";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import type { SciencePayload } from "../../../config/payload.ts";
import { createModel } from "../../../model/create_model.ts";

/** Inputs of each output of a layer, by the weight of that layer. */
function fanIn({ name }: ParameterSpec, specs: readonly ParameterSpec[]): number {
  const weight = specs.find((spec) => spec.name === name.replace(/bias$/, "weight"));
  return weight?.shape.slice(1).reduce((product, size) => product * size, 1) ?? NaN;
}

/** Width of a distribution. */
function widthOf(initial: InitialValues): number {
  return initial.kind === "normal"
    ? initial.deviation
    : initial.kind === "uniform"
    ? initial.bound
    : initial.kind === "constant"
    ? initial.value
    : NaN;
}

Deno.test("the CNN begins with He's convolutions, small heads, PyTorch's biases, and an amplitude of 1", () => {
  const { parameters } = cnnOf(sciencePayload({}, { filterScale: 0.25 }));
  const seen = new Map<string, number>();
  for (const spec of parameters) {
    const { name, shape, initial } = spec;
    const inputs = fanIn(spec, parameters);
    const isHead = /\.(amp|phase)\.conv[12]\.weight$/.test(name);
    const [what, kind, width] = /\.decoder_amp\.amp\.conv[12]\.bias$/.test(name)
      ? ["bias of the amplitude head", "constant", 1.2784645427610738]
      : shape.length < 4
      ? ["bias or linear layer", "uniform", 1 / Math.sqrt(inputs)]
      : [isHead ? "head" : "convolution", "normal", Math.sqrt(2 / inputs) * (isHead ? 0.1 : 1)];
    assertEquals(initial.kind, kind, name);
    assertAlmostEquals(widthOf(initial), Number(width), 1e-15, name);
    seen.set(String(what), (seen.get(String(what)) ?? 0) + 1);
  }
  assertEquals(seen.get("head"), 4);
  assertEquals(seen.get("bias of the amplitude head"), 2);
});

/** Every way in which a network ends. */
const ENDS: Readonly<Record<string, Partial<SciencePayload["model"]>>> = {
  silu: {},
  softplus: { ampActivation: "softplus" },
  relu: { ampActivation: "relu" },
  "real and imaginary part": { outputMode: "real_imag" },
  "a shared decoder": { sharedDecoder: true },
  "a shared decoder of real and imaginary part": { sharedDecoder: true, outputMode: "real_imag" },
  "a shared decoder's softplus": { sharedDecoder: true, ampActivation: "softplus" },
  "the whole patch in one": { padObject: false },
};

for (const [name, fields] of Object.entries(ENDS)) {
  Deno.test(`a network begins with an object of amplitude 1 everywhere, ${name}`, async () => {
    await selectAccelerator("cpu");
    const model = createModel(sciencePayload({}, { filterScale: 0.125, ...fields }), { seed: 1 });
    // Without the weights of the heads, biases alone paint.
    for (const [parameter, variable] of model.parameters) {
      if (/\.(amp|phase|head)\.conv[12]\.weight$/.test(parameter)) variable.assign(tf.zerosLike(variable));
      if (/\.phase\.conv[12]\.bias$/.test(parameter)) variable.assign(tf.zerosLike(variable));
    }
    const { amp, phase } = model.patches({
      amplitude: tf.ones([1, 64, 64, 1]),
      inputScale: tf.ones([1, 1, 1, 1]),
    });
    const worst = (values: Float32Array, value: number): number =>
      values.reduce((most, other) => Math.max(most, Math.abs(other - value)), 0);
    assertAlmostEquals(worst(await amp.data<"float32">(), 1), 0, 1e-5);
    assertAlmostEquals(worst(await phase.data<"float32">(), 0), 0, 1e-5);
    tf.dispose([amp, phase]);
    model.dispose();
  });
}
