import { assertAlmostEquals, assertEquals } from "@std/assert";
import { masksOf } from "../../../../data/frames/masks.ts";
import { ResidualGatherer } from "../../../../recon/engines/state/residuals.ts";

Deno.test("ResidualGatherer divides differences by what was measured, and deviances by measured pixels", () => {
  // The second pattern has two pixels of four; the third none.
  const masks = masksOf(Uint8Array.of(1, 1, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0), 2);
  const gatherer = new ResidualGatherer({ count: 3, patchSize: 2, masks });
  gatherer.see(Int32Array.of(1, 0), Float32Array.of(3, 0, 0, 2, 1, 1, 1, 2));
  gatherer.see(Int32Array.of(2, 0), Float32Array.of(0, 0, 0, 0, 9, 9, 9, 9));
  gatherer.add(Int32Array.of(2, 1), Float32Array.of(0, 0, 1, 6));
  gatherer.add(Int32Array.of(0), Float32Array.of(2, 10));
  assertEquals(gatherer.patterns().rFactor, Float64Array.of(2 / 5, 1 / 5, 0));
  assertEquals(gatherer.patterns().poissonDeviance, Float64Array.of(10 / 4, 6 / 2, 0));
  const { rFactor, poissonDeviance } = gatherer.total();
  assertAlmostEquals(rFactor, 3 / 10, 1e-12);
  assertAlmostEquals(poissonDeviance, 16 / 6, 1e-12);
});

Deno.test("ResidualGatherer lets what is no number show", () => {
  const gatherer = new ResidualGatherer({ count: 2, patchSize: 1, masks: null });
  gatherer.see(Int32Array.of(0, 1), Float32Array.of(1, 1));
  gatherer.add(Int32Array.of(0, 1), Float32Array.of(1, 1, NaN, NaN));
  assertEquals(gatherer.total(), { rFactor: NaN, poissonDeviance: NaN });
});
