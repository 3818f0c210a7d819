/**
 * Convolution, and its gradient by the input, as one WebGPU program: that gradient is the convolution of the output's
 * gradient with the filter turned by 180° and its channels exchanged, so only the reading of the weights differs. Each invocation computes up to 4 pixels of a row times up to 4 output channels in
 * registers and reads storage directly: workgroup memory would pay on some hardware, but costs on software adapters.
 *
 * @module
 */
import { type ConvolutionAttributes, keepsSize } from "./convolution_attributes.ts";
import type { GpuBackend } from "../programs/gpu_backend.ts";
import { gpuProgram, type GpuSource } from "../programs/gpu_program.ts";
import { replaceGpuKernel } from "../programs/replace_gpu_kernel.ts";

/**
 * Registers the `Conv2D`, `FusedConv2D` and `Conv2DBackpropInput` kernels of `webgpu` in place of tensorflow.js' own; calling it again
 * changes nothing. Strides, dilations and even filters are passed on to what was there before.
 */
export function installGpuConvolution(): void {
  replaceGpuKernel("Conv2D", ({ inputs: { x, filter }, attrs, backend }) => {
    if (!x || !filter || !keepsSize(attrs as unknown as ConvolutionAttributes, filter.shape)) return undefined;
    const program = convolution({ image: x.shape, filter: filter.shape, turned: false, end: "" });
    return (backend as GpuBackend).compute(program, { inputs: { x, w: filter } });
  });
  replaceGpuKernel("FusedConv2D", ({ inputs: { x, filter, bias, preluActivationWeights }, attrs, backend }) => {
    const attributes = attrs as unknown as ConvolutionAttributes & { readonly activation: string };
    const known = attributes.activation === "relu" || attributes.activation === "linear";
    if (!x || !filter || !bias || preluActivationWeights || !known || !keepsSize(attributes, filter.shape)) {
      return undefined;
    }
    const end = attributes.activation === "relu" ? "bias relu" : "bias";
    const program = convolution({ image: x.shape, filter: filter.shape, turned: false, end });
    return (backend as GpuBackend).compute(program, { inputs: { x, w: filter, bias } });
  });
  replaceGpuKernel("Conv2DBackpropInput", ({ inputs: { dy, filter }, attrs, backend }) => {
    if (!dy || !filter || !keepsSize(attrs as unknown as ConvolutionAttributes, filter.shape)) return undefined;
    const program = convolution({ image: dy.shape, filter: filter.shape, turned: true, end: "" });
    return (backend as GpuBackend).compute(program, { inputs: { x: dy, w: filter } });
  });
}

// --- internal ---

/** Images and filter, and what a program does besides: turn the filter, and add a bias and apply a ReLU in the end. */
interface Convolution {
  readonly image: readonly number[];
  readonly filter: readonly number[];
  readonly turned: boolean;
  readonly end: "" | "bias" | "bias relu";
}

const convolution = gpuProgram("convolution", ({ image, filter, turned, end }: Convolution): GpuSource => {
  const [batch = 0, rows = 0, columns = 0] = image;
  const [height = 0, width = 0, first = 0, second = 0] = filter;
  const [inputs, outputs] = turned ? [second, first] : [first, second];
  const tile = { pixels: Math.min(4, columns), channels: Math.min(4, outputs) };
  return {
    inputs: end === "" ? ["x", "w"] : ["x", "w", "bias"],
    outputs: { y: [batch, rows, columns, outputs] },
    invocations: batch * rows * Math.ceil(columns / tile.pixels) * Math.ceil(outputs / tile.channels),
    body: tileOf({ rows, columns, height, width, inputs, outputs, turned, end, tile }),
  };
});

interface TileSizes {
  readonly rows: number;
  readonly columns: number;
  readonly height: number;
  readonly width: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly turned: boolean;
  readonly end: Convolution["end"];
  readonly tile: { readonly pixels: number; readonly channels: number };
}

function tileOf(sizes: TileSizes): string {
  const { rows, columns, height, width, inputs, outputs, end, tile } = sizes;
  const tilesOut = Math.ceil(outputs / tile.channels);
  const tilesAcross = Math.ceil(columns / tile.pixels);
  const lines = (count: number, text: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => text(index)).join("\n");
  const each = (text: (p: number, o: number) => string): string =>
    lines(tile.pixels, (p) => lines(tile.channels, (o) => text(p, o)));
  return `
  let o = (id % ${tilesOut}) * ${tile.channels};
  let c = (id / ${tilesOut}) % ${tilesAcross} * ${tile.pixels};
  let row = id / ${tilesOut * tilesAcross};
  let r = row % ${rows};
  ${each((p, b) => `var s${p}_${b} = 0.0;`)}
  for (var k = 0; k < ${height}; k++) {
    let shift = k - ${(height - 1) / 2};
    if (r + shift < 0 || r + shift >= ${rows}) { continue; }
    let line = (row + shift) * ${columns};
    for (var i = 0; i < ${inputs}; i++) {
      ${lines(tile.pixels + width - 1, (p) => pixel(p, p - (width - 1) / 2, sizes))}
      ${
    lines(width, (j) => `
      {
        ${lines(tile.channels, (b) => `let w${b} = w[${weight(j, `min(o + ${b}, ${outputs - 1})`, sizes)}];`)}
        ${each((p, b) => `s${p}_${b} += x${p + j} * w${b};`)}
      }`)
  }
    }
  }
  let to = (row * ${columns} + c) * ${outputs} + o;
  ${
    each((p, b) =>
      `if (c + ${p} < ${columns} && o + ${b} < ${outputs}) { y[to + ${p * outputs + b}] = ${finished(p, b, end)}; }`
    )
  }`;
}

/** A sum with its bias and activation. */
function finished(p: number, b: number, end: Convolution["end"]): string {
  const biased = end === "" ? `s${p}_${b}` : `s${p}_${b} + bias[o + ${b}]`;
  return end === "bias relu" ? `max(${biased}, 0.0)` : biased;
}

/** Index of the weight of row k, column j, input channel i and an output channel. */
function weight(j: number, output: string, { height, width, inputs, outputs, turned }: TileSizes): string {
  if (!turned) return `((k * ${width} + ${j}) * ${inputs} + i) * ${outputs} + ${output}`;
  return `((${height - 1} - k) * ${width} + ${width - 1 - j}) * ${inputs * outputs} + ${output} * ${inputs} + i`;
}

/** Reads the pixel at an offset from the tile's first one; zero outside the image. */
function pixel(index: number, offset: number, { columns, inputs }: TileSizes): string {
  const column = `c + ${offset}`;
  const inside = `${column} >= 0 && ${column} < ${columns}`;
  return `let x${index} = select(0.0, x[(line + clamp(${column}, 0, ${columns - 1})) * ${inputs} + i], ${inside});`;
}
