/**
 * Convolutions and their gradients, channels last.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import {
  bandArguments,
  bandBytes,
  type ConvolutionSizes,
  convolutionSizes,
  convolutionWork,
  inputGradientSizes,
  isEmpty,
  patchLength,
} from "./convolution_sizes.ts";
import type { CpuBackend } from "../runtime/cpu_backend.ts";
import type { CpuKernel } from "./cpu_kernel.ts";
import type { KernelCall } from "./kernel_call.ts";
import {
  blockTiles,
  gradientCut,
  lineBytes,
  pointsBytes,
  roundUp,
  transformedBytes,
  usesWinograd,
} from "./winograd_plan.ts";

/** `Conv2D`, `FusedConv2D` (bias; no activation or ReLU) and the two gradients. */
export const convolutionKernels: Readonly<Record<string, CpuKernel>> = {
  Conv2D: (call) => forward(call, false),
  FusedConv2D: (call) => {
    const activation = call.attribute<string>("activation");
    const [bias, weights] = [call.optional("bias"), call.optional("preluActivationWeights")];
    if (weights || (activation !== "linear" && activation !== "relu")) return undefined;
    if (bias && bias.shape.length !== 1) return undefined;
    return forward(call, activation === "relu");
  },
  Conv2DBackpropInput: (call) => {
    const { backend } = call;
    const shape = call.attribute<number[]>("inputShape");
    const sizes = convolutionSizes(call, shape, call.input("filter").shape);
    if (!sizes || !call.allFloat || isEmpty(sizes)) return undefined;
    const dx = backend.output(shape);
    const [dy, filter, to] = [call.address("dy"), call.address("filter"), backend.address(dx)];
    const gradient = inputGradientSizes(sizes);
    const operands = { x: dy, filter, bias: 0, y: to, relu: false };
    if (usesWinograd(gradient) && winograd(backend, gradient, { ...operands, turned: true })) return dx;
    backend.withScratch(4 * patchLength(gradient) * gradient.outputs, (turned) => {
      const taps = sizes.filterHeight * sizes.filterWidth;
      const work = patchLength(sizes) * sizes.outputs;
      backend.run("turnFilter", [filter, turned, taps, sizes.inputs, sizes.outputs], { work });
      direct(backend, gradient, { ...operands, filter: turned });
    });
    return dx;
  },
  Conv2DBackpropFilter: (call) => {
    const shape = call.attribute<number[]>("filterShape");
    const sizes = convolutionSizes(call, call.input("x").shape, shape);
    if (!sizes || !call.allFloat || isEmpty(sizes)) return undefined;
    const gradient = call.backend.output(shape);
    const operands = { x: call.address("x"), dy: call.address("dy"), filter: call.backend.address(gradient) };
    if (usesWinograd(sizes) && winogradGradient(call.backend, sizes, operands)) return gradient;
    directGradient(call.backend, sizes, operands);
    return gradient;
  },
};

// --- internal ---

/** Fixed, so that sums do not depend on the number of threads; enough for many of them. */
const PARTS = 32;

/** Up to so many output channels `assembly/convolution/convolution.ts` keeps the filter's columns in a thread's memory. */
const NARROW = 2;

interface Operands {
  readonly x: number;
  readonly filter: number;
  /** 0 for none. */
  readonly bias: number;
  readonly y: number;
  readonly relu: boolean;
}

function forward(call: KernelCall, relu: boolean): tf.TensorInfo | undefined {
  const { backend } = call;
  const sizes = convolutionSizes(call, call.input("x").shape, call.input("filter").shape);
  if (!sizes || !call.allFloat || isEmpty(sizes)) return undefined;
  const y = backend.output([sizes.batch, sizes.outHeight, sizes.outWidth, sizes.outputs]);
  const bias = call.optional("bias") ? call.address("bias") : 0;
  const operands = { x: call.address("x"), filter: call.address("filter"), bias, y: backend.address(y), relu };
  if (!usesWinograd(sizes) || !winograd(backend, sizes, { ...operands, turned: false })) {
    direct(backend, sizes, operands);
  }
  return y;
}

/** Returns whether it is done; else many of the filter's weights are zero, and the transforms would not be exact enough. */
function winograd(backend: CpuBackend, s: ConvolutionSizes, o: Operands & { readonly turned: boolean }): boolean {
  const { threads } = backend.pool;
  const tiles = blockTiles(s);
  const workBytes = roundUp(lineBytes(s) + transformedBytes(s, tiles), 64);
  const filterBytes = roundUp(pointsBytes(s), 64);
  const turnedBytes = o.turned ? roundUp(pointsBytes(s) / 4, 64) : 0;
  const thinBytes = roundUp(4 * (1 + s.outputs), 64);
  return backend.withScratch(filterBytes + turnedBytes + thinBytes + threads * workBytes, (u) => {
    const sizes = [s.batch, s.height, s.width, s.inputs, s.outHeight, s.outWidth, s.outputs, s.top, s.left];
    const thin = u + filterBytes + turnedBytes;
    const addresses = [o.x, o.filter, o.bias, o.y, u, thin + thinBytes, workBytes];
    const turned = o.turned ? u + filterBytes : 0;
    backend.run("winograd", [...addresses, ...sizes, tiles, Number(o.relu), turned, thin], {
      together: true,
      work: convolutionWork(s),
    });
    return backend.readWord(thin) === 0;
  });
}

function direct(backend: CpuBackend, s: ConvolutionSizes, o: Operands): void {
  const { threads } = backend.pool;
  const length = patchLength(s);
  const workBytes = roundUp(bandBytes(s) + 4 * NARROW * (length + 4 * s.filterHeight), 64);
  const packedBytes = roundUp(4 * length * roundUp(s.outputs, 8), 64);
  backend.withScratch(packedBytes + threads * workBytes, (packed) => {
    if (s.outputs > NARROW) {
      const strides = [0, 0, 0, 0, s.outputs, 1];
      backend.run("packMatrix", [0, o.filter, 0, packed, 1, 0, s.outputs, length, ...strides], {
        work: length * s.outputs,
      });
    }
    const addresses = [packed, o.filter, o.bias, o.y, packed + packedBytes, workBytes, Number(o.relu)];
    backend.run("convolution", [...addresses, ...bandArguments(o.x, s)], { together: true, work: convolutionWork(s) });
  });
}

interface GradientOperands {
  readonly x: number;
  readonly dy: number;
  readonly filter: number;
}

/** Returns whether it is done; else so many gradients are in doubt that they are better computed directly. */
function winogradGradient(backend: CpuBackend, s: ConvolutionSizes, o: GradientOperands): boolean {
  const { threads } = backend.pool;
  const { sections, tiles } = gradientCut(s);
  const sumBytes = roundUp(sections * pointsBytes(s), 64);
  const [inputs, outputs] = [roundUp(s.inputs, 4), roundUp(s.outputs, 4)];
  const pairs = inputs * outputs;
  const stateBytes = roundUp(5 * pairs + inputs + outputs + 4 * (inputs + 5) + 4, 64);
  const workBytes = roundUp(lineBytes(s) + transformedBytes(s, tiles), 64);
  return backend.withScratch(sumBytes + stateBytes + threads * workBytes, (sums) => {
    const bounds = sums + sumBytes, doubts = bounds + 4 * pairs;
    const xDensities = doubts + pairs, dyDensities = xDensities + inputs, dense = dyDensities + outputs;
    const toMend = dense + 4 * (inputs + 5);
    const state = [doubts, bounds, xDensities, dyDensities, dense, toMend];
    const addresses = [o.x, o.dy, o.filter, sums, bounds + stateBytes, ...state];
    const sizes = [s.batch, s.height, s.width, s.inputs, s.outHeight, s.outWidth, s.outputs, s.top, s.left];
    const integers = [...addresses, workBytes, ...sizes, tiles, sections];
    backend.run("winogradGradient", integers, { together: true, work: convolutionWork(s) });
    const count = backend.readWord(toMend);
    if (count > 0) mendGradients(backend, s, { integers, count });
    return count >= 0;
  });
}

/** What `winogradGradient` was called with, and how much it left to compute. */
interface Left {
  readonly integers: readonly number[];
  readonly count: number;
}

/** Bytes of a `Task` with its taps in `assembly/winograd/gradient_mending.ts`. */
const TASK_BYTES = 232;

function mendGradients(backend: CpuBackend, s: ConvolutionSizes, { integers, count }: Left): void {
  const { threads } = backend.pool;
  const taskBytes = roundUp(count * TASK_BYTES, 64);
  const values = Math.max(s.height * s.width, s.outHeight * s.outWidth);
  const workBytes = roundUp(36 * roundUp(s.outputs, 8) + 16 + 4 * 8 * values, 64);
  backend.withScratch(taskBytes + threads * workBytes, (tasks) => {
    backend.run("mendGradients", [...integers, tasks, tasks + taskBytes, workBytes, count], {
      together: true,
      work: values * s.batch * count,
    });
  });
}

function directGradient(backend: CpuBackend, s: ConvolutionSizes, o: GradientOperands): void {
  const { threads } = backend.pool;
  const workBytes = roundUp(bandBytes(s), 64);
  const sumBytes = roundUp(4 * PARTS * (patchLength(s) * s.outputs + 32), 64);
  backend.withScratch(sumBytes + threads * workBytes, (sums) => {
    const addresses = [o.dy, o.filter, sums, sums + sumBytes, workBytes, Math.min(PARTS, s.batch * s.outHeight)];
    backend.run("convolutionGradient", [...addresses, ...bandArguments(o.x, s)], {
      together: true,
      work: convolutionWork(s),
    });
  });
}
