import * as tf from "@tensorflow/tfjs";
import { assertEquals } from "@std/assert";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { BatchFeed } from "../../../recon/engines/batch_feed.ts";
import { EngineCanvas } from "../../../recon/engines/state/engine_canvas.ts";
import { engineScan } from "../../../recon/engines/state/engine_scan.ts";
import { ResidualGatherer } from "../../../recon/engines/state/residuals.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";

const scan = engineScan(simulateScan({ patchSize: 16, patterns: 70, photons: 1e4, seed: 1 }));

for (const accelerator of ACCELERATORS) {
  onAccelerator(
    accelerator,
    "BatchFeed uploads the patterns that it is asked for, and reads none twice for a GPU",
    async () => {
      const read = new Array<number>(scan.count).fill(0);
      const counted = {
        ...scan,
        amplitudes: (numbers: Int32Array): Float32Array => {
          numbers.forEach((number) => read[number] = (read[number] ?? 0) + 1);
          return scan.amplitudes(numbers);
        },
      };
      const before = tf.memory().numTensors;
      const gatherer = new ResidualGatherer(scan);
      {
        const canvas = new EngineCanvas(scan);
        using feed = new BatchFeed(counted, canvas);
        for (const numbers of [[69, 0, 33], [5, 69], [1]].map((list) => Int32Array.from(list))) {
          const { rows, places, measured } = feed.bring(numbers, gatherer).patterns();
          assertEquals(await measured.amplitude.data<"float32">(), Float32Array.from(scan.amplitudes(numbers)));
          const { corners, fractions } = canvas.places(numbers);
          assertEquals([await places.corners.data(), await places.fractions.data()], [corners, fractions]);
          tf.dispose([rows, places.corners, places.fractions, measured.amplitude]);
        }
      }
      assertEquals(tf.memory().numTensors, before);
      const times = accelerator.name === "webgpu" ? [1, 1, 1] : [2, 1, 0];
      assertEquals([read[69], read[5], read[2]], times);
      assertEquals(gatherer.known[69], scan.amplitudes(Int32Array.of(69)).reduce((sum, value) => sum + value, 0));
    },
  );
}
