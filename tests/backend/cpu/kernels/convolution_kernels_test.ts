import * as tf from "@tensorflow/tfjs";
import { assert } from "@std/assert";
import fc from "fast-check";
import { registerNetworkKernels } from "../../../../backend/operations/network_kernels.ts";
import { assertCloseToScale, assertThreadsAgree, onBoth, wave } from "../against_stock.ts";

/** Sizes of a convolution that a test draws. */
interface Drawn {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly stride: [number, number];
  readonly dilation: [number, number];
  readonly pad: "same" | "valid" | number;
}

const small: fc.Arbitrary<Drawn> = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  height: fc.integer({ min: 1, max: 13 }),
  width: fc.integer({ min: 1, max: 13 }),
  inputs: fc.integer({ min: 1, max: 19 }),
  outputs: fc.integer({ min: 1, max: 19 }),
  filterHeight: fc.integer({ min: 1, max: 5 }),
  filterWidth: fc.integer({ min: 1, max: 7 }),
  stride: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
  dilation: fc.constant<[number, number]>([1, 1]),
  pad: fc.constantFrom<Drawn["pad"][]>("same", "valid", 0, 1, 2),
});

/** What Winograd's transforms are used for. */
const squareFilters = small.map((drawn): Drawn => ({
  ...drawn,
  inputs: drawn.inputs + 7,
  outputs: drawn.outputs + 7,
  filterHeight: 3,
  filterWidth: 3,
  stride: [1, 1],
}));

const dilated = small.chain((drawn) =>
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })).map((dilation): Drawn => ({
    ...drawn,
    stride: [1, 1],
    dilation,
  }))
);

for (const [title, sizes] of [["any sizes", small], ["3 × 3 filters", squareFilters]] as const) {
  Deno.test(`conv2d() and its gradients are tensorflow.js' own for ${title}`, async () => {
    await fc.assert(
      fc.asyncProperty(sizes.filter(fits), async (drawn) => {
        assertCloseToScale(await onBoth(() => valueAndGradients(drawn)));
      }),
      { numRuns: 60 },
    );
  });
}

Deno.test("conv2d() is tensorflow.js' own for dilated filters", async () => {
  await fc.assert(
    fc.asyncProperty(dilated.filter(fits), async (drawn) => {
      assertCloseToScale(await onBoth(() => [convolve(...operands(drawn), drawn)]));
    }),
    { numRuns: 30 },
  );
});

Deno.test("FusedConv2D and its gradient are a convolution, a bias and a ReLU", async () => {
  const drawn = fc.tuple(fc.oneof(small, squareFilters).filter(fits), fc.constantFrom("linear", "relu"));
  await fc.assert(
    fc.asyncProperty(drawn, async ([sizes, activation]) => {
      const both = await onBoth(() => {
        const [x, filter] = operands(sizes);
        const bias = tf.tensor1d(wave(sizes.outputs, 3));
        if (tf.getBackend() === "cpu") {
          const f = (...[a, b, c]: tf.Tensor[]): tf.Tensor => {
            const sum = convolve(a as tf.Tensor4D, b as tf.Tensor4D, sizes).add(c as tf.Tensor);
            return activation === "relu" ? tf.relu(sum) : sum;
          };
          return [f(x, filter, bias), ...tf.grads((...all) => weighed(f(...all)))([x, filter, bias])];
        }
        registerNetworkKernels();
        const attributes = { ...attributesOf(sizes), activation };
        const f = (...[x, filter, bias]: tf.Tensor[]): tf.Tensor =>
          tf.engine().runKernel("FusedConv2D", { x, filter, bias } as tf.NamedTensorMap, attributes);
        return [f(x, filter, bias), ...tf.grads((...all) => weighed(f(...all)))([x, filter, bias])];
      });
      // A ReLU's gradient jumps where rounding decides about the sign; such a draw says nothing.
      fc.pre(!(activation === "relu" && [both.ours[0], both.stock[0]].some(nearKink)));
      assertCloseToScale(both);
    }),
    { numRuns: 40 },
  );
});

Deno.test("conv2d() and its gradients have the same bits whatever the number of threads", async () => {
  const sizes = { batch: 3, height: 18, width: 21, stride: [1, 1], dilation: [1, 1], pad: "same" } as const;
  const drawn: Drawn[] = [
    { ...sizes, stride: [1, 1], dilation: [1, 1], inputs: 24, outputs: 40, filterHeight: 3, filterWidth: 3 },
    { ...sizes, stride: [1, 1], dilation: [1, 1], inputs: 1, outputs: 33, filterHeight: 3, filterWidth: 3 },
    { ...sizes, stride: [1, 1], dilation: [1, 1], inputs: 40, outputs: 1, filterHeight: 3, filterWidth: 3 },
    { ...sizes, stride: [1, 1], dilation: [1, 1], inputs: 2, outputs: 1, filterHeight: 7, filterWidth: 7 },
    { ...sizes, stride: [2, 1], dilation: [1, 1], inputs: 5, outputs: 9, filterHeight: 5, filterWidth: 4 },
  ];
  for (const one of drawn) await assertThreadsAgree(() => valueAndGradients(one));
});

Deno.test("a convolution by Winograd's transforms is right to 1e-5 of its greatest value", async () => {
  // As large as the network's: 128 channels, whose products are summed one after the other.
  const sizes = { batch: 1, height: 8, width: 9, inputs: 128, outputs: 128, filterHeight: 3, filterWidth: 3 };
  const both = await onBoth(() => valueAndGradients({ ...sizes, stride: [1, 1], dilation: [1, 1], pad: "same" }));
  assertCloseToScale(both);
  assert(both.ours[0]?.some((value, index) => value !== both.stock[0]?.[index]), "stock was compared with itself");
});

/** Whether rounding alone may have decided that a ReLU's output is not 0, or would have made it so. */
function nearKink(outputs: tf.TypedArray | undefined): boolean {
  return outputs?.some((value) => value > 0 && value < 1e-5) ?? false;
}

function valueAndGradients(drawn: Drawn): tf.Tensor[] {
  const [x, filter] = operands(drawn);
  const gradients = tf.grads((a, b) => weighed(convolve(a as tf.Tensor4D, b as tf.Tensor4D, drawn)))([x, filter]);
  return [convolve(x, filter, drawn), ...gradients];
}

/** A scalar whose gradient by every element is another. */
function weighed(y: tf.Tensor): tf.Tensor {
  return y.mul(tf.tensor(wave(y.size, 2), y.shape)).sum();
}

function operands({ batch, height, width, inputs, outputs, ...rest }: Drawn): [tf.Tensor4D, tf.Tensor4D] {
  const x = tf.tensor4d(wave(batch * height * width * inputs), [batch, height, width, inputs]);
  const { filterHeight, filterWidth } = rest;
  const filter = wave(filterHeight * filterWidth * inputs * outputs, 1);
  return [x, tf.tensor4d(filter, [filterHeight, filterWidth, inputs, outputs])];
}

function convolve(x: tf.Tensor4D, filter: tf.Tensor4D, { stride, dilation, pad }: Drawn): tf.Tensor4D {
  return tf.conv2d(x, filter, stride, pad, "NHWC", dilation);
}

function attributesOf({ stride, dilation, pad }: Drawn): tf.NamedAttrMap {
  return { strides: stride, pad, dataFormat: "NHWC", dilations: dilation };
}

/** Whether there is an output. Where padding is a number, tensorflow.js takes the filter for as wide as it is high. */
function fits({ height, width, filterHeight, filterWidth, dilation, pad }: Drawn): boolean {
  const [down, across] = [(filterHeight - 1) * dilation[0] + 1, (filterWidth - 1) * dilation[1] + 1];
  if (typeof pad === "number") return down <= Math.min(height, width) + 2 * pad;
  return pad === "same" || (down <= height && across <= width);
}
