import * as tf from "@tensorflow/tfjs";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import type { ComplexPair } from "../../../model/physics/complex_pair.ts";
import { createFarField } from "../../../model/physics/far_field.ts";
import type { Exposure } from "../../../model/physics/forward_model.ts";
import { withLearnedPositions } from "../../../model/physics/learned_positions.ts";
import { withLearnedProbe } from "../../../model/physics/learned_probe.ts";
import type { PatchMerging } from "../../../model/physics/merge_patches.ts";
import { probeOfEach } from "../../../model/physics/probe_of_each.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";
import { number } from "../gradient_check.ts";

const [C, N, REACH] = [4, 8, 2];
/** Number of the scan of each sample. */
const SCANS = [1, 0, 1];

function noise(shape: number[], seed: number): tf.Tensor {
  return tf.randomNormal(shape, 0, 1, "float32", seed);
}

function pairOf(shape: number[], seed: number): ComplexPair {
  return { re: noise(shape, seed), im: noise(shape, seed + 100) };
}

/** One mode, and two. */
function probes(): [ComplexPair, ComplexPair] {
  return [pairOf([N, N], 1), pairOf([2, N, N], 2)];
}

async function greatest(x: tf.Tensor): Promise<number> {
  return await number(x.abs().max());
}

for (const accelerator of ACCELERATORS) {
  onAccelerator(accelerator, "probeOfEach() gives each sample its probe, modes that it lacks being zero", async () => {
    const [one, two] = probes();
    const { re } = probeOfEach([one, two], SCANS);
    assertEquals(re.shape, [3, 2, N, N]);
    const expected = tf.stack([two.re, tf.stack([one.re, tf.zeros([N, N])]), two.re]);
    assertEquals(await greatest(re.sub(expected)), 0);
    // Of a sum over samples, the gradient by a probe counts its samples.
    const slope = tf.grad((x) => probeOfEach([one, { re: x, im: x }], SCANS).re.sum())(two.re);
    assertEquals(await greatest(slope.sub(2)), 0);
  });

  for (const merging of [null, "probe", "uniform"] satisfies (PatchMerging | null)[]) {
    onAccelerator(
      accelerator,
      `createFarField() lights each sample of a batch by its probe, merging ${merging}`,
      async () => {
        const forward = createFarField({ patchSize: N, probeScale: 2, amplitudeGain: 1, merging });
        const all = probes();
        const amp = noise([3, N, N, C], 5) as tf.Tensor4D;
        const patches = { amp, phase: noise([3, N, N, C], 6) as tf.Tensor4D };
        const offsets = tf.randomUniform<tf.Rank.R3>([3, C, 2], -REACH, REACH, "float32", 9);
        const exposure = { probeMask: tf.ones<tf.Rank.R2>([N, N]), reach: REACH };
        const at = (b: number): Exposure => ({
          ...{ ...exposure, inputScale: tf.ones([1, 1, 1, 1]) },
          probe: all[SCANS[b] ?? NaN] ?? all[0],
          offsets: offsets.slice([b, 0, 0], [1, C, 2]),
        });
        const cut = (x: tf.Tensor4D, b: number): tf.Tensor4D => x.slice([b, 0, 0, 0], [1, N, N, C]);
        const apart = tf.concat(
          [0, 1, 2].map((b) => forward.diffract({ amp: cut(amp, b), phase: cut(patches.phase, b) }, at(b), new Map())),
        );
        const mixed = {
          ...exposure,
          inputScale: tf.ones<tf.Rank.R4>([3, 1, 1, 1]),
          offsets,
          probe: probeOfEach(all, SCANS),
        };
        const error = await greatest(forward.diffract(patches, mixed, new Map()).sub(apart));
        assert(error < 1e-5, `off by ${error}`);
        forward.dispose();
      },
    );
  }

  onAccelerator(
    accelerator,
    "learned probes and positions of several scans act on the samples of each alone",
    async () => {
      const field = createFarField({ patchSize: N, probeScale: 1, amplitudeGain: 1, merging: "uniform" });
      const values = new Float32Array(N * N).fill(1);
      const mode = { re: values, im: values };
      const starts = [[mode], [mode, mode]].map((modes) => ({ modes, mask: values }));
      const forward = withLearnedPositions(withLearnedProbe(field, starts), { counts: [5, 7], bound: 4 });
      const weights = new Map(
        forward.parameters.map(({ name, shape }, k) => [name, tf.variable(noise([...shape], 20 + k))]),
      );
      const patches = { amp: noise([3, N, N, C], 5) as tf.Tensor4D, phase: noise([3, N, N, C], 6) as tf.Tensor4D };
      const patterns = tf.tensor2d([[6, 1, 2, 3], [4, 0, 1, 3], [0, 6, 5, 4]], [3, C], "int32");
      const light = { probe: pairOf([N, N], 3), probeMask: tf.ones<tf.Rank.R2>([N, N]), reach: REACH };
      const offsets = tf.randomUniform<tf.Rank.R3>([3, C, 2], -REACH, REACH, "float32", 9);
      const inputScale = tf.ones<tf.Rank.R4>([3, 1, 1, 1]);
      const mixed = forward.diffract(
        patches,
        { ...light, offsets, inputScale, origin: { scan: SCANS, patterns } },
        weights,
      );
      for (const [b, scan] of SCANS.entries()) {
        const cut = (x: tf.Tensor4D): tf.Tensor4D => x.slice([b, 0, 0, 0], [1, N, N, C]);
        const alone = forward.diffract({ amp: cut(patches.amp), phase: cut(patches.phase) }, {
          ...{ ...light, inputScale: tf.ones<tf.Rank.R4>([1, 1, 1, 1]) },
          offsets: offsets.slice([b, 0, 0], [1, C, 2]),
          origin: { scan, patterns: patterns.slice([b, 0], [1, C]) },
        }, weights);
        assertAlmostEquals(await greatest(cut(mixed).sub(alone)), 0, 1e-4);
      }
      tf.dispose([...weights.values()]);
      forward.dispose();
    },
  );
}
