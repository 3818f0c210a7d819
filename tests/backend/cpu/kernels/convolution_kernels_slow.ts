import * as tf from "@tensorflow/tfjs";
import { assert } from "@std/assert";
import fc from "fast-check";
import { registerNetworkKernels } from "../../../../backend/operations/network_kernels.ts";
import { assertThreadsAgree, onBoth, onOurs, onStock, wave } from "../against_stock.ts";
import { assertWithinTerms } from "../assert_each_close.ts";

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

/** Winograd's transforms lose some bits of the larger terms beside: what is small beside them loses more of its own. */
const TOLERANCE = { ofOwn: 3e-4, ofGreatest: 5e-6 };

/** Takes numbers as they are, or as large as they are. */
type Part = (values: Float32Array) => Float32Array;

const signed: Part = (values) => values;
const magnitudes: Part = (values) => values.map(Math.abs);

for (const [title, sizes] of [["any sizes", small], ["3 × 3 filters", squareFilters]] as const) {
  Deno.test(`conv2d() and its gradients are tensorflow.js' own for ${title}`, async () => {
    await fc.assert(
      fc.asyncProperty(sizes.filter(fits), async (drawn) => {
        const terms = await onStock(() => valueAndGradients(drawn, magnitudes));
        assertWithinTerms(await onBoth(() => valueAndGradients(drawn)), terms, TOLERANCE);
      }),
      { numRuns: 30 },
    );
  });
}

Deno.test("conv2d() is tensorflow.js' own for dilated filters", async () => {
  await fc.assert(
    fc.asyncProperty(dilated.filter(fits), async (drawn) => {
      const terms = await onStock(() => [convolve(...operands(drawn, magnitudes), drawn)]);
      assertWithinTerms(await onBoth(() => [convolve(...operands(drawn), drawn)]), terms, TOLERANCE);
    }),
    { numRuns: 30 },
  );
});

Deno.test("FusedConv2D and its gradient are a convolution, a bias and a ReLU", async () => {
  const drawn = fc.tuple(fc.oneof(small, squareFilters).filter(fits), fc.constantFrom("linear", "relu"));
  await fc.assert(
    fc.asyncProperty(drawn, async ([sizes, activation]) => {
      const ours = await onOurs(() => fused(sizes, activation), 2);
      // Rounding may decide whether an output next to zero is zero: the gradient is of what came out.
      const open = Float32Array.from(ours[0] ?? [], (value) => activation === "linear" || value > 0 ? 1 : 0);
      const [stock, terms] = [
        await onStock(() => composed(sizes, { activation, open, part: signed })),
        await onStock(() => composed(sizes, { activation, open, part: magnitudes })),
      ];
      assertWithinTerms({ ours, stock }, terms, TOLERANCE);
    }),
    { numRuns: 20 },
  );
});

/** Output and gradients of the kernel. */
function fused(sizes: Drawn, activation: string): tf.Tensor[] {
  registerNetworkKernels();
  const attributes = { ...attributesOf(sizes), activation };
  const f = (...[x, filter, bias]: tf.Tensor[]): tf.Tensor =>
    tf.engine().runKernel("FusedConv2D", { x, filter, bias } as tf.NamedTensorMap, attributes);
  const inputs = [...operands(sizes), tf.tensor1d(wave(sizes.outputs, 3))];
  return [f(...inputs), ...tf.grads((...all) => weighed(f(...all)))(inputs)];
}

/** The same of tensorflow.js' operations; `open` says which outputs let a gradient through. */
function composed(
  sizes: Drawn,
  { activation, open, part }: { readonly activation: string; readonly open: Float32Array; readonly part: Part },
): tf.Tensor[] {
  const sum = (...[x, filter, bias]: tf.Tensor[]): tf.Tensor =>
    convolve(x as tf.Tensor4D, filter as tf.Tensor4D, sizes).add(bias as tf.Tensor);
  const inputs = [...operands(sizes, part), tf.tensor1d(part(wave(sizes.outputs, 3)))];
  const y = sum(...inputs), through = tf.tensor(open, y.shape);
  const gradients = tf.grads((...all) => weighed(sum(...all).mul(through), part))(inputs);
  return [activation === "relu" ? tf.relu(y) : y, ...gradients];
}

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

Deno.test("a convolution by Winograd's transforms and its gradients are right to 2e-6 of their greatest terms", async () => {
  // As large as the network's: 128 channels, whose products are summed one after the other.
  const sizes = { batch: 1, height: 8, width: 9, inputs: 128, outputs: 128, filterHeight: 3, filterWidth: 3 };
  const drawn: Drawn = { ...sizes, stride: [1, 1], dilation: [1, 1], pad: "same" };
  const both = await onBoth(() => valueAndGradients(drawn));
  assertWithinTerms(both, await onStock(() => valueAndGradients(drawn, magnitudes)), {
    ofOwn: 1e-4,
    ofGreatest: 2e-6,
  });
  assert(both.ours[0]?.some((value, index) => value !== both.stock[0]?.[index]), "stock was compared with itself");
});

function valueAndGradients(drawn: Drawn, part: Part = signed): tf.Tensor[] {
  const [x, filter] = operands(drawn, part);
  const f = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => convolve(a as tf.Tensor4D, b as tf.Tensor4D, drawn);
  return [f(x, filter), ...tf.grads((a, b) => weighed(f(a, b), part))([x, filter])];
}

/** A scalar whose gradient by every element is another. */
function weighed(y: tf.Tensor, part: Part = signed): tf.Tensor {
  return y.mul(tf.tensor(part(wave(y.size, 2)), y.shape)).sum();
}

function operands(
  { batch, height, width, inputs, outputs, ...rest }: Drawn,
  part: Part = signed,
): [tf.Tensor4D, tf.Tensor4D] {
  const x = part(wave(batch * height * width * inputs));
  const { filterHeight, filterWidth } = rest;
  const filter = part(wave(filterHeight * filterWidth * inputs * outputs, 1));
  return [
    tf.tensor4d(x, [batch, height, width, inputs]),
    tf.tensor4d(filter, [filterHeight, filterWidth, inputs, outputs]),
  ];
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
