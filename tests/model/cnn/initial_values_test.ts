import { assertAlmostEquals, assertEquals } from "@std/assert";
import { cnnOf } from "../../../model/cnn/cnn.ts";
import type { InitialValues, ParameterSpec } from "../../../model/parameters/parameter_spec.ts";
import { sciencePayload } from "../../data/science_payload.ts";

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

Deno.test("the CNN begins with He's convolutions, small heads, PyTorch's biases, and an amplitude near 1", () => {
  const { parameters } = cnnOf(sciencePayload({}, { filterScale: 0.25 }));
  const seen = new Map<string, number>();
  for (const spec of parameters) {
    const { name, shape, initial } = spec;
    const inputs = fanIn(spec, parameters);
    const isHead = /\.(amp|phase)\.conv[12]\.weight$/.test(name);
    const [what, kind, width] = /\.decoder_amp\.amp\.conv[12]\.bias$/.test(name)
      ? ["bias of the amplitude head", "constant", 1]
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
