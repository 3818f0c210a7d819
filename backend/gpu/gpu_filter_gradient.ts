/**
 * Gradient of a convolution by its filter, as one WebGPU program. Each invocation owns a tile of up to 4 × 4 input and
 * output channels of one tap and walks over a share of the image rows; the shares are then added. A share is a fixed set of
 * rows and nothing is added atomically, so the bits are the same from run to run.
 *
 * The tile lives in registers and reads storage directly: workgroup memory would pay on some hardware, but costs on
 * software adapters.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { WebGPUBackend } from "../../packages/tensorflow_webgpu.ts";
import { type ConvolutionAttributes, keepsSize } from "./convolution_attributes.ts";
import { dispatchOf } from "./programs/gpu_dispatch.ts";
import { replaceGpuKernel } from "./programs/replace_gpu_kernel.ts";

/**
 * Registers the `Conv2DBackpropFilter` kernel of `webgpu` in place of tensorflow.js' own, which has one thread for each
 * weight; calling it again changes nothing. Strides, dilations and even filters are passed on to it.
 */
export function installGpuFilterGradient(): void {
  replaceGpuKernel("Conv2DBackpropFilter", ({ inputs: { x, dy }, attrs, backend: anyBackend }) => {
    const { filterShape, ...attributes } = attrs as unknown as Attributes;
    if (!x || !dy || !keepsSize(attributes, filterShape)) return undefined;
    const backend = anyBackend as WebGPUBackend;
    const shares = backend.runWebGPUProgram(filterGradientProgram(x.shape, filterShape), [x, dy], "float32");
    if (shares.shape[0] === 1) return { ...shares, shape: [...filterShape] };
    const attrsOfSum = { axis: 0, keepDims: false };
    const sum = tf.getKernel("Sum", "webgpu")?.kernelFunc({ inputs: { x: shares }, backend, attrs: attrsOfSum });
    backend.disposeData(shares.dataId);
    return sum;
  });
}

// --- internal ---

type Shape4 = readonly [number, number, number, number];
type Program = Parameters<WebGPUBackend["runWebGPUProgram"]>[0];

interface Attributes extends ConvolutionAttributes {
  readonly filterShape: Shape4;
}

/** Invocations enough to keep a GPU busy; more would only mean more shares to add. */
const INVOCATIONS = 1 << 14;
const WORKGROUP = 64;

function filterGradientProgram(xShape: readonly number[], [height, width, inputs, outputs]: Shape4): Program {
  const [tileIn, tileOut] = [Math.min(4, inputs), Math.min(4, outputs)];
  const tiles = height * width * Math.ceil(inputs / tileIn) * Math.ceil(outputs / tileOut);
  const rows = (xShape[0] ?? 1) * (xShape[1] ?? 1);
  const shares = Math.min(rows, Math.max(1, Math.ceil(INVOCATIONS / tiles)));
  return {
    variableNames: ["x", "dy"],
    outputShape: [shares, height, width, inputs, outputs],
    workgroupSize: [WORKGROUP, 1, 1],
    dispatchLayout: { x: [0] },
    dispatch: dispatchOf(Math.ceil(shares * tiles / WORKGROUP)),
    shaderKey: `exitwave filter gradient ${[height, width, inputs, outputs, shares, rows, xShape[2]].join()}`,
    getUserCode: () =>
      source({
        height,
        width,
        inputs,
        outputs,
        tileIn,
        tileOut,
        tiles,
        shares,
        rowsPerShare: Math.ceil(rows / shares),
      }),
  } as unknown as Program;
}

interface SourceSizes {
  readonly height: number;
  readonly width: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly tileIn: number;
  readonly tileOut: number;
  readonly tiles: number;
  readonly shares: number;
  readonly rowsPerShare: number;
}

function source(sizes: SourceSizes): string {
  const { height, width, inputs, outputs, tileIn, tileOut, tiles, shares, rowsPerShare } = sizes;
  const ins = Array.from({ length: tileIn }, (_, i) => i);
  const outs = Array.from({ length: tileOut }, (_, o) => o);
  const each = (text: (i: number, o: number) => string): string =>
    ins.flatMap((i) => outs.map((o) => text(i, o))).join("\n");
  const tilesOut = Math.ceil(outputs / tileOut);
  const tilesIn = Math.ceil(inputs / tileIn);
  return `
fn main(id : i32) {
  if (id >= ${shares * tiles}) { return; }
  let o = (id % ${tilesOut}) * ${tileOut};
  let i = (id / ${tilesOut}) % ${tilesIn} * ${tileIn};
  let tap = (id / ${tilesOut * tilesIn}) % ${height * width};
  let share = id / ${tiles};
  let size = vec2<i32>(uniforms.xShape[1], uniforms.xShape[2]);
  let shift = vec2<i32>(tap / ${width} - ${(height - 1) / 2}, tap % ${width} - ${(width - 1) / 2});
  let first = max(0, -shift.y);
  let last = min(size.y, size.y - shift.y);
  let rows = min(uniforms.xShape[0] * size.x, (share + 1) * ${rowsPerShare});
  ${each((a, b) => `var s${a}${b} = 0.0;`)}
  for (var row = share * ${rowsPerShare}; row < rows; row++) {
    let r = row % size.x + shift.x;
    if (r < 0 || r >= size.x) { continue; }
    for (var c = first; c < last; c++) {
      let xAt = ((row + shift.x) * size.y + c + shift.y) * ${inputs};
      let dyAt = (row * size.y + c) * ${outputs};
      ${ins.map((a) => `let x${a} = x[xAt + min(i + ${a}, ${inputs - 1})];`).join("\n")}
      ${outs.map((b) => `let dy${b} = dy[dyAt + min(o + ${b}, ${outputs - 1})];`).join("\n")}
      ${each((a, b) => `s${a}${b} += x${a} * dy${b};`)}
    }
  }
  let at = share * ${height * width * inputs * outputs} + tap * ${inputs * outputs};
  ${
    each((a, b) =>
      `if (i + ${a} < ${inputs} && o + ${b} < ${outputs}) { setOutputAtIndex(at + (i + ${a}) * ${outputs} + o + ${b}, s${a}${b}); }`
    )
  }
}`;
}
