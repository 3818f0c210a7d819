import { assertEquals } from "@std/assert";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import { kernelLines, measureKernels } from "../../../cli/outcome/measured_kernels.ts";

Deno.test("kernelLines() shows each kernel with the program that it takes, its rates and their share of the peak", () => {
  const lines = kernelLines({
    filterScale: 1,
    batchSize: 16,
    peak: { gflops: 100, gbs: 50 },
    kernels: [{
      kernel: "convolution",
      shapes: [[2, 8, 8, 4], [3, 3, 4, 8]],
      way: "storage",
      ...{ milliseconds: 0.25, gflops: 40, gbs: 5, shareOfPeak: 0.4 },
      ways: [],
    }],
  });
  assertEquals(lines, [
    "kernels of a training step, 64 px, filter scale 1, batch 16; this adapter's peak: 100 GFLOP/s, 50 GB/s",
    "        ms    GFLOP/s      GB/s   of peak  program",
    "    0.2500       40.0       5.0       40%  storage               convolution 2×8×8×4 * 3×3×4×8",
  ]);
});

Deno.test("measureKernels() has nothing to measure on the CPU", async () => {
  assertEquals(await measureKernels(await selectAccelerator("cpu"), () => {}), null);
});
