/**
 * Sums over shares, of which there are few or many, against their definition.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assertEquals } from "@std/assert";
import { sumOfShares, twoSumsOfShares } from "../../../backend/gpu/network/shares.ts";
import type { GpuBackend } from "../../../backend/gpu/programs/gpu_backend.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";
import { filled } from "../definitions/filled.ts";
import { assertSums, Sums } from "../definitions/sums.ts";

/** Images, shares and channels: one run and several, workgroups that are full and one that is not. */
const CASES = [[2, 1, 3], [1, 15, 70], [3, 16, 5], [1, 57, 33], [2, 512, 32], [1, 700, 1], [1, 4097, 4]] as const;

for (const accelerator of ACCELERATORS.filter(({ name }) => name === "webgpu")) {
  onAccelerator(accelerator, "sumOfShares() adds every share once, whatever their number", async () => {
    const backend = tf.backend() as GpuBackend;
    for (const [images, shares, channels] of CASES) {
      const x = filled([images, shares, channels], { kind: "signed", seed: shares });
      const expected = new Sums(images * channels);
      x.forEach((value, at) => expected.add(Math.floor(at / shares / channels) * channels + at % channels, value));
      const program = sumOfShares({ channels, shares, shape: [images, channels] });
      const runs = [0, 1].map(() => {
        const sums = tf.tensor(x, [images, shares, channels]);
        return tf.engine().makeTensorFromTensorInfo(backend.compute(program, { inputs: { sums } }));
      });
      const [first, second] = runs as [tf.Tensor, tf.Tensor];
      await assertSums(`a sum of ${shares} shares`, first, expected);
      assertEquals(await first.data(), await second.data());
      const sums = tf.tensor(x, [images, shares, channels]), small = tf.range(0, 12).reshape([1, 3, 4]);
      const both = twoSumsOfShares({
        a: { channels: 4, shares: 3, shape: [4] },
        b: { channels, shares, shape: [images, channels] },
      });
      const [ofSmall, third] = backend.run(both, { inputs: { sumsA: small, sumsB: sums } }).map((info) =>
        tf.engine().makeTensorFromTensorInfo(info)
      ) as [tf.Tensor, tf.Tensor];
      assertEquals(await third.data(), await first.data());
      assertEquals([...await ofSmall.data()], [12, 15, 18, 21]);
    }
  });
}
