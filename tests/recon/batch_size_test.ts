/**
 * An image does not depend on how many samples are predicted at once, to the bit.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { selectAccelerator } from "../../backend/accelerator.ts";
import { Random } from "../../data/random/random.ts";
import { prepareSamples } from "../../data/samples.ts";
import { simulateScan } from "../../data/simulation/simulate.ts";
import { createModel } from "../../model/create_model.ts";
import { absoluteScale } from "../../recon/absolute_scale.ts";
import { reconstructSamples } from "../../recon/patches/reconstruct_samples.ts";
import { sciencePayload } from "../data/science_payload.ts";

const N = 64;

await selectAccelerator("cpu", { threads: 1 });

/** What an image depends on, and must not. */
const CASES = fc.record({
  patterns: fc.integer({ min: 1, max: 7 }),
  sizes: fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 })),
  gridSize: fc.constantFrom(1, 2),
  masked: fc.boolean(),
  mode: fc.constantFrom("pinn" as const, "supervised" as const),
  forwardMode: fc.constantFrom("amplitude" as const, "rectangular_scaled" as const),
  patchWeighting: fc.constantFrom("uniform" as const, "probe" as const),
  filterScale: fc.constantFrom(0.125, 0.25),
  crop: fc.constantFrom(null, 8, N),
  seed: fc.integer({ min: 0, max: 1e6 }),
});

Deno.test("reconstructSamples() and absoluteScale() give the same bits for any batch size", async () => {
  await fc.assert(
    fc.asyncProperty(CASES, async ({ patterns, sizes, gridSize, masked, seed, patchWeighting, crop, ...model }) => {
      const count = gridSize > 1 ? patterns + 4 : patterns;
      const scan = simulateScan({ patchSize: N, patterns: count, photons: 1e5, seed });
      const random = new Random(seed, "mask");
      const mask = masked ? Uint8Array.from({ length: N * N }, () => Number(random.uniform() > 0.1)) : null;
      const data = { gridSize, neighbors: 7 };
      const payload = sciencePayload(data, {
        ...model,
        loss: model.mode === "pinn" ? "poisson" : "mae",
        objectBig: null,
      });
      const unlabelled = sciencePayload(data, { ...payload.model, mode: "pinn" });
      const samples = prepareSamples({ ...scan, mask }, unlabelled, { seed, everyPattern: true });
      const network = createModel(payload, { seed });
      const [one, other] = await Promise.all(sizes.map(async (batchSize) => {
        const image = await reconstructSamples(network, samples, { batchSize, patchWeighting, crop });
        return { image, scale: crop === N ? absoluteScale(image, { samples, modes: scan.probeModes }) : null };
      }));
      network.dispose();
      assertEquals(other, one);
    }),
    { numRuns: 12 },
  );
});
