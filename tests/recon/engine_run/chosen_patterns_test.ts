import { assertEquals } from "@std/assert";
import { createReconstructionPayload, openScan, simulateScan, writeScan } from "@exitwave/exitwave";
import { readFrames } from "../../../data/frames/frames.ts";
import { frameMask } from "../../../data/frames/masks.ts";
import { choosePatterns } from "../../../recon/engine_run/chosen_patterns.ts";
import { withTempDir } from "../../data/temp_dir.ts";

Deno.test("choosePatterns() leaves out dark patterns and those out of bounds, and keeps each with its mask", async () => {
  await withTempDir(async (directory) => {
    const simulated = simulateScan({ patchSize: 16, patterns: 12, photons: 1e5, seed: 4 });
    const amplitude = simulated.amplitude.slice();
    amplitude.fill(0, 2 * 256, 3 * 256); // the shutter was closed
    const mask = Uint8Array.from({ length: 12 * 256 }, (_, p) => p % 256 === Math.floor(p / 256) ? 0 : 1);
    await writeScan(`${directory}/scan.npz`, { ...simulated, amplitude, mask });
    for (const frameCache of [null, 0]) {
      using scan = await openScan(`${directory}/scan.npz`, { frameCache });
      const all = choosePatterns(scan, createReconstructionPayload({}));
      assertEquals([...all.numbers], [0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
      const some = choosePatterns(scan, createReconstructionPayload({ data: { xBounds: [0, 0.6], subsample: 3 } }));
      assertEquals(some.numbers.length, 3);
      for (const { numbers, scan: chosen } of [all, some]) {
        assertEquals([chosen.count, chosen.x.length], [numbers.length, numbers.length]);
        numbers.forEach((number, place) => {
          assertEquals(chosen.x[place], scan.x[number]);
          assertEquals(readFrames(chosen.frames, Int32Array.of(place)), readFrames(scan.frames, Int32Array.of(number)));
          assertEquals(frameMask(chosen.masks, place), frameMask(scan.masks, number));
          assertEquals(chosen.statistics.energies[place], scan.statistics.energies[number]);
        });
      }
    }
  });
});
