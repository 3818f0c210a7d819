import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals } from "@std/assert";
import { ScanContrasts } from "../../../data/feed/scan_contrasts.ts";
import { ScanProbes } from "../../../data/feed/scan_probes.ts";
import type { Samples } from "../../../data/samples.ts";
import { contrasted } from "../../../model/network/contrast.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";

const SIDE = 2;

function image(value: number): { height: number; width: number; re: Float32Array; im: Float32Array } {
  const values = new Float32Array(SIDE * SIDE).fill(value);
  return { height: SIDE, width: SIDE, re: values, im: values.map((part) => -part) };
}

/** Three scans, of which the second has two modes, and the third is shown with more contrast. */
function samples(): Pick<Samples, "patchSize" | "contrast" | "probe" | "scans"> {
  const parts = [
    { probe: [image(1)] },
    { probe: [image(2), image(3)] },
    { probe: [image(4)], contrast: { mean: Float32Array.of(1, 2, 3, 4), gain: 5 } },
  ] as unknown as readonly Samples[];
  return { patchSize: SIDE, probe: [image(1)], scans: { parts, of: Int32Array.of(0, 0, 1, 2, 2) } };
}

for (const accelerator of ACCELERATORS) {
  onAccelerator(accelerator, "ScanContrasts shows each sample of a batch what its scan is shown", async () => {
    const contrasts = new ScanContrasts(samples());
    assertEquals([contrasts.of(0), contrasts.of([0, 1])], [null, null]);
    assertEquals(contrasts.of(2)?.gain, 5);
    const contrast = contrasts.of([2, 0]);
    assert(contrast);
    const amplitude = tf.tensor4d([2, 2, 2, 2, 7, 8, 9, 10], [2, SIDE, SIDE, 1]);
    const scale = tf.ones<tf.Rank.R4>([2, 1, 1, 1]);
    const shown = contrasted({ amplitude, inputScale: scale, contrast });
    // 1 + 5 · (2 − 1), 2 + 5 · (2 − 2), …; those of the other scan as they are.
    assertEquals([...await shown.amplitude.data()], [6, 2, -2, -6, 7, 8, 9, 10]);
    contrasts.dispose();
  });

  onAccelerator(
    accelerator,
    "ScanProbes gives a batch of one scan its probe, and one that mixes scans a probe a sample",
    async () => {
      const probes = new ScanProbes(samples());
      const one = probes.of(Int32Array.of(4, 3));
      assertEquals([one.scan, one.probe.re.shape], [2, [SIDE, SIDE]]);
      assertEquals(probes.of(Int32Array.of(2)).probe.re.shape, [2, SIDE, SIDE]);
      const { scan, probe } = probes.of(Int32Array.of(2, 4));
      assertEquals([scan, probe.im.shape], [[1, 2], [2, 2, SIDE, SIDE]]);
      assertEquals([...await probe.im.mean([2, 3]).data()], [-2, -3, -4, 0]);
      probes.dispose();
    },
  );
}
