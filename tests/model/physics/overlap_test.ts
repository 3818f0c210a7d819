import * as tf from "@tensorflow/tfjs";
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import type { ComplexPair } from "../../../model/physics/complex_pair.ts";
import { extractPatches } from "../../../model/physics/extract_patches.ts";
import type { Exposure } from "../../../model/physics/forward_model.ts";
import { mergeEpsilon, mergePatches, mergeWeights, type PatchMerging } from "../../../model/physics/merge_patches.ts";
import { shareObject } from "../../../model/physics/overlap.ts";
import { translate } from "../../../model/physics/translate.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";
import { assertGradient, number } from "../gradient_check.ts";

const [B, C, N, REACH] = [2, 3, 8, 3];
const M = N + 2 * REACH;
const MERGINGS: readonly PatchMerging[] = ["central_mask", "probe", "uniform"];

function noise(shape: number[], seed: number): tf.Tensor {
  return tf.randomNormal(shape, 0, 1, "float32", seed);
}

function pairOf(shape: number[], seed: number): ComplexPair {
  return { re: noise(shape, seed), im: noise(shape, seed + 100) };
}

/** Columns and rows, none of them whole. */
function offsetsOf(): tf.Tensor3D {
  return tf.randomUniform<tf.Rank.R3>([B, C, 2], -REACH, REACH, "float32", 9);
}

function exposureOf(offsets?: tf.Tensor3D): Exposure {
  const probe = pairOf([N, N], 3);
  const one = tf.ones<tf.Rank.R4>([B, 1, 1, 1]);
  return { probe, probeMask: tf.ones([N, N]), inputScale: one, ...(offsets && { offsets, reach: REACH }) };
}

function planOf(merging: PatchMerging, offsets: tf.Tensor3D, side = M): Parameters<typeof mergePatches>[1] {
  const { probe, probeMask } = exposureOf();
  return { offsets, side, weights: mergeWeights(merging, probe, probeMask), epsilon: mergeEpsilon(merging) };
}

/** Re ⟨a, b⟩. */
async function inner(a: ComplexPair, b: ComplexPair): Promise<number> {
  return await number(a.re.mul(b.re).add(a.im.mul(b.im)).sum());
}

async function assertSame(actual: tf.Tensor, expected: tf.Tensor, tolerance = 1e-5): Promise<void> {
  assertEquals(actual.shape, expected.shape);
  const error = await number(actual.sub(expected).abs().max());
  assert(error <= tolerance, `off by ${error}`);
}

for (const accelerator of ACCELERATORS) {
  onAccelerator(accelerator, "translate() has the adjoint that moves back, and that is its gradient", async () => {
    const offsets = offsetsOf().reshape<tf.Tensor2D>([B * C, 2]);
    const [x, y] = [noise([B, N, N], 1) as tf.Tensor3D, noise([B * C, M, M], 2) as tf.Tensor3D];
    const left = await number(translate(x, offsets, M).mul(y).sum());
    const back = translate(y, offsets.neg(), N).reshape([B, C, N, N]).sum(1);
    assertAlmostEquals(await number(back.mul(x).sum()) / left, 1, 1e-5);
    await assertSame(tf.grad((x) => translate(x as tf.Tensor3D, offsets, M).mul(y).sum())(x), back);
  });

  onAccelerator(accelerator, "translate() keeps the energy of whole offsets, and adds none", async () => {
    const image = noise([1, N, N], 1) as tf.Tensor3D;
    const energy = async (dx: number, dy: number): Promise<number> =>
      await number(translate(image, tf.tensor2d([dx, dy], [1, 2]), M).square().sum()) /
      await number(image.square().sum());
    assertAlmostEquals(await energy(3, -2), 1, 1e-6);
    assertAlmostEquals(await energy(0, 0), 1, 1e-6);
    assert(await energy(0.5, 0) < 1 && await energy(-1.25, 2.75) < 1);
  });

  onAccelerator(accelerator, "translate() moves a plane to the plane, columns by the first offset", async () => {
    const plane = (dx: number, dy: number): tf.Tensor =>
      tf.range(0, N).sub(dx).expandDims(0).add(tf.range(0, N).sub(dy).expandDims(1).mul(10)).expandDims(0);
    const moved = translate(plane(0, 0) as tf.Tensor3D, tf.tensor2d([1.25, -2.5], [1, 2]), N);
    const covered = (x: tf.Tensor): tf.Tensor => x.slice([0, 0, 2], [1, N - 3, N - 2]);
    await assertSame(covered(moved), covered(plane(1.25, -2.5)));
    assertEquals(await number(moved.slice([0, N - 2, 0], [1, 2, N]).abs().min()), 0);
  });

  onAccelerator(accelerator, "translate() has the gradient of finite differences by offsets", async () => {
    const [x, y] = [noise([B, N, N], 1) as tf.Tensor3D, noise([B * C, M, M], 2)];
    const offsets = offsetsOf().reshape<tf.Tensor2D>([B * C, 2]);
    await assertGradient((d) => translate(x, d as tf.Tensor2D, M).mul(y).sum(), offsets);
  });

  for (const merging of MERGINGS) {
    onAccelerator(accelerator, `mergePatches() by ${merging} is linear, its gradient its adjoint`, async () => {
      const plan = planOf(merging, offsetsOf());
      const [x, other, y] = [pairOf([B * C, N, N], 1), pairOf([B * C, N, N], 4), pairOf([B, M, M], 7)];
      const forward = (re: tf.Tensor, im: tf.Tensor): tf.Scalar => {
        const merged = mergePatches({ re, im }, plan);
        return merged.re.mul(y.re).add(merged.im.mul(y.im)).sum();
      };
      const [re, im] = tf.grads(forward)([other.re, other.im]) as [tf.Tensor, tf.Tensor];
      assertAlmostEquals(await inner({ re, im }, x), await inner(mergePatches(x, plan), y), 1e-4);
    });

    onAccelerator(accelerator, `mergePatches() by ${merging} has the gradient of finite differences`, async () => {
      const [x, y] = [pairOf([B * C, N, N], 1), pairOf([B, M, M], 7)];
      const plan = planOf(merging, offsetsOf());
      const merged = (other: Partial<typeof plan>): tf.Scalar => {
        const { re, im } = mergePatches(x, { ...plan, ...other });
        return re.mul(y.re).add(im.mul(y.im)).sum();
      };
      await assertGradient((offsets) => merged({ offsets: offsets as tf.Tensor3D }), plan.offsets, { tolerance: 2e-2 });
      const weights = plan.weights.add<tf.Tensor2D>(0.5);
      await assertGradient((weights) => merged({ weights: weights as tf.Tensor2D }), weights);
    });

    onAccelerator(accelerator, `mergePatches() by ${merging} is nowhere above its patches`, async () => {
      const ones = tf.ones([B * C, N, N]);
      const { re } = mergePatches({ re: ones, im: ones }, planOf(merging, offsetsOf()));
      const greatest = await number(re.max());
      assert(greatest <= 1 + 1e-5 && greatest > 0.99, `${greatest}`);
    });

    onAccelerator(accelerator, `mergePatches() by ${merging} has the same values on any canvas`, async () => {
      const patches = pairOf([B * C, N, N], 1);
      const small = mergePatches(patches, planOf(merging, offsetsOf()));
      const large = mergePatches(patches, planOf(merging, offsetsOf(), M + 4));
      await assertSame(large.re.slice([0, 2, 2], [B, M, M]), small.re, 0);
      assertAlmostEquals(await inner(large, large), await inner(small, small), 1e-4);
    });
  }

  onAccelerator(
    accelerator,
    "mergePatches() of patches of one object is that object where it has a weight",
    async () => {
      const offsets = tf.tensor3d([[[0, 0], [2, -1], [-1, 3]], [[1, 1], [-3, 0], [0, -2]]]);
      const object = pairOf([B, M, M], 1);
      const merged = mergePatches(extractPatches(object, offsets, N), planOf("uniform", offsets));
      const covered = mergePatches(
        { re: tf.ones([B * C, N, N]), im: tf.zeros([B * C, N, N]) },
        planOf("uniform", offsets),
      );
      await assertSame(merged.re, object.re.mul(covered.re));
      await assertSame(merged.im, object.im.mul(covered.re));
      assertEquals(await number(covered.re.slice([0, 7, 7], [B, 1, 1]).sum()), B);
    },
  );

  onAccelerator(accelerator, "extractPatches() has the adjoint that adds patches up where they were", async () => {
    const offsets = offsetsOf();
    const [object, patches] = [pairOf([B, M, M], 1), pairOf([B * C, N, N], 2)];
    const left = await inner(extractPatches(object, offsets, N), patches);
    const laid = (x: tf.Tensor): tf.Tensor =>
      translate(x as tf.Tensor3D, offsets.reshape([B * C, 2]), M).reshape([B, C, M, M]).sum(1);
    assertAlmostEquals(await inner(object, { re: laid(patches.re), im: laid(patches.im) }), left, 1e-4);
  });

  onAccelerator(accelerator, "shareObject() makes patches agree where they overlap, and only there", async () => {
    const offsets = tf.tensor3d([[[0, 0], [2, 0], [0, 2]], [[0, 0], [2, 0], [0, 2]]]);
    const shared = shareObject(pairOf([B * C, N, N], 1), exposureOf(offsets), "probe");
    const [first, second] = tf.split(shared.re.reshape([B, C, N, N]), 3, 1) as [tf.Tensor, tf.Tensor];
    await assertSame(first.slice([0, 0, 0, 2], [B, 1, N, N - 2]), second.slice([0, 0, 0, 0], [B, 1, N, N - 2]));
    assert(await number(first.sub(second).abs().max()) > 0.1);
  });

  onAccelerator(accelerator, "shareObject() of single patches leaves what has a weight", async () => {
    const patches = pairOf([B, N, N], 1);
    const centre = tf.pad(tf.ones([N / 2, N / 2]), [[N / 4, N / 4], [N / 4, N / 4]]);
    await assertSame(shareObject(patches, exposureOf(), "uniform").re, patches.re.mul(centre));
    await assertSame(shareObject(patches, exposureOf(), "central_mask").re, patches.re.mul(centre).div(1.001));
    await assertSame(shareObject(patches, exposureOf(), "probe").re, patches.re);
  });
}

Deno.test("mergeWeights() by probe adds the intensities of modes, behind the mask", async () => {
  const probe = {
    re: tf.tensor3d([[[1, 2], [0, 1]], [[0, 0], [3, 0]]]),
    im: tf.tensor3d([[[1, 0], [0, 0]], [[0, 0], [0, 0]]]),
  };
  const weights = mergeWeights("probe", probe, tf.tensor2d([[1, 1], [1, 0]]));
  assertEquals(Array.from(await weights.data(), (value) => Math.round(value * 9)), [2, 4, 9, 0]);
});

Deno.test("shareObject() refuses offsets without a reach, and groups whose patches are far apart", () => {
  const [patches, exposure] = [pairOf([B * C, N, N], 1), exposureOf(offsetsOf())];
  const { reach: _, ...without } = exposure;
  assertThrows(() => shareObject(patches, without, "uniform"), RangeError, "does not say how far they reach");
  assertThrows(
    () => shareObject(patches, { ...exposure, reach: 17 }, "uniform"),
    RangeError,
    "current value is 17 px from their centre, with patches of 8 px",
  );
});
