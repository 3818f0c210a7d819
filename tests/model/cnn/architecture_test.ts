import { assertEquals } from "@std/assert";
import { architectureOf } from "../../../model/cnn/architecture.ts";
import { gateWidth } from "../../../model/cnn/layer_specs.ts";
import { inertTensors, parameterSpecs } from "../../../model/cnn/parameter_specs.ts";
import { sciencePayload } from "../../data/science_payload.ts";

type Data = Parameters<typeof sciencePayload>[0];
type ModelSection = Parameters<typeof sciencePayload>[1];

function parameterCount(data: Data, model: ModelSection): number {
  const specs = parameterSpecs(architectureOf(sciencePayload(data, model)));
  return specs.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
}

Deno.test("parameterSpecs() has the reference's number of parameters", async (t) => {
  const counts: [number, Data, ModelSection][] = [
    [2_351_730, { gridSize: 2, neighbors: 4 }, { filterScale: 2, cbamEncoder: true }],
    [2_340_208, { gridSize: 2, neighbors: 4 }, { filterScale: 2, cbamEncoder: false }],
    [2_328_370, { gridSize: 1 }, { filterScale: 2, cbamEncoder: false }],
    [589_360, { gridSize: 2, neighbors: 4 }, { filterScale: 1, cbamEncoder: false }],
    [586_790, { gridSize: 1 }, { filterScale: 1, cbamEncoder: true }],
  ];
  for (const [expected, data, model] of counts) {
    const name = `gridSize ${data?.gridSize}, filterScale ${model?.filterScale}, cbamEncoder ${model?.cbamEncoder}`;
    await t.step(name, () => assertEquals(parameterCount(data, model), expected));
  }
});

Deno.test("architectureOf() reduces every pattern to 8 × 8 features and paints half a patch before the last stage", () => {
  for (const patchSize of [64, 128, 256] as const) {
    const { encoderWidths, decoderWidths } = architectureOf(sciencePayload({ patchSize }, { filterScale: 1 }));
    assertEquals(patchSize / 2 ** encoderWidths.length, 8);
    assertEquals(8 * 2 ** decoderWidths.length, patchSize / 2);
    assertEquals(encoderWidths.at(-1), 128);
    assertEquals(decoderWidths.at(-1), 32);
  }
});

Deno.test("architectureOf() multiplies widths by a fraction, rounded down, and leaves none empty", () => {
  const { encoderWidths, decoderWidths, ringWidth } = architectureOf(
    sciencePayload({ patchSize: 256 }, { filterScale: 0.3 }),
  );
  assertEquals(encoderWidths, [2, 4, 9, 19, 38]);
  assertEquals([...decoderWidths, ringWidth], [76, 38, 19, 9, 9]);
  const least = architectureOf(sciencePayload({ patchSize: 256 }, { filterScale: 0.125 }));
  assertEquals(least.encoderWidths, [1, 2, 4, 8, 16]);
});

Deno.test("architectureOf() keeps a channel for the centre when the ring takes one for each pattern", () => {
  const { decoderWidths, decoders } = architectureOf(sciencePayload({ gridSize: 5 }, { filterScale: 0.125 }));
  assertEquals([decoderWidths.at(-1), ...decoders.map(({ ringInputs }) => ringInputs)], [26, 25, 25]);
});

Deno.test("gateWidth() is a sixteenth, and at least one", () => {
  assertEquals([1, 15, 16, 40, 128].map(gateWidth), [1, 1, 1, 2, 8]);
});

Deno.test("inertTensors() lists the ring path only where it is not trained", () => {
  const names = (probeBig: boolean, mode: "pinn" | "supervised"): number =>
    inertTensors(architectureOf(sciencePayload({}, { probeBig })), mode).length;
  assertEquals([names(true, "pinn"), names(true, "supervised"), names(false, "supervised")], [4, 0, 12]);
});
