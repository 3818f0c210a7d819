import { assertEquals, assertThrows } from "@std/assert";
import { createTrainingPayload } from "../../../config/training_payload.ts";
import { ConfigError } from "../../../config/values/config_error.ts";
import type { SectionsInput } from "../../../config/fields/sections.ts";

const legacy = { legacyDecoderChannels: true };

const REFUSED: readonly (readonly [sections: SectionsInput, message: string])[] = [
  [
    { model: { spatialDecoder: true, decoderSpatialKernel: 4 } },
    "model.decoderSpatialKernel must be odd, so that a pixel lies in the middle: current value is 4",
  ],
  [
    { model: { ...legacy, decoderOuterFraction: 0.6 } },
    "model.decoderOuterFraction must be at most 0.5: half of the channels at least paint the centre: current value is 0.6",
  ],
  [
    { data: { gridSize: 2 }, model: { ...legacy, decoderAmpChannels: 3 } },
    "model.decoderAmpChannels must be 1 or gridSize² (4): current value is 3",
  ],
  [
    { data: { gridSize: 2 }, model: { ...legacy, outputMode: "real_imag" } },
    "model.decoderAmpChannels must be gridSize² (4) where model.outputMode is real_imag: current value is 1",
  ],
];

Deno.test("createTrainingPayload() refuses networks that cannot be built, and says why", () => {
  for (const [sections, message] of REFUSED) {
    const error = assertThrows(() => createTrainingPayload(sections), ConfigError);
    assertEquals(error.message.includes(message), true, error.message);
  }
});

Deno.test("createTrainingPayload() takes the same values where nothing reads them, and what fits", () => {
  const idle = { decoderSpatialKernel: 4, decoderOuterFraction: 0.6, decoderAmpChannels: 3 };
  assertEquals(createTrainingPayload({ model: idle }).warnings.length, 3);
  for (const decoderAmpChannels of [1, 4]) {
    createTrainingPayload({ data: { gridSize: 2 }, model: { ...legacy, decoderAmpChannels } });
  }
  createTrainingPayload({ model: { ...legacy, outputMode: "real_imag", decoderOuterFraction: 0.5 } });
});
