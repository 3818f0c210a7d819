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
import { type ConvolutionAttributes, keepsSize } from "./convolution_attributes.ts";
import type { GpuBackend } from "../programs/gpu_backend.ts";
import { elementsOf, gpuProgram, type GpuSource } from "../programs/gpu_program.ts";
import { sumOfShares } from "./shares.ts";
import { replaceGpuKernel } from "../programs/replace_gpu_kernel.ts";

/**
 * Registers the `Conv2DBackpropFilter` kernel of `webgpu` in place of tensorflow.js' own, which has one thread for each
 * weight; calling it again changes nothing. Strides, dilations and even filters are passed on to it.
 */
export function installGpuFilterGradient(): void {
  replaceGpuKernel("Conv2DBackpropFilter", ({ inputs: { x, dy }, attrs, backend: anyBackend }) => {
    const { filterShape, ...attributes } = attrs as unknown as Attributes;
    if (!x || !dy || !keepsSize(attributes, filterShape)) return undefined;
    const backend = anyBackend as GpuBackend;
    const shares = backend.compute(filterGradient({ image: x.shape, filter: filterShape }), { inputs: { x, dy } });
    const [count = 1] = shares.shape;
    if (count === 1) return { ...shares, shape: [...filterShape] };
    const summed = sumOfShares({ channels: elementsOf(filterShape), shares: count, shape: filterShape });
    const sum = backend.compute(summed, { inputs: { sums: shares } });
    backend.disposeData(shares.dataId);
    return sum;
  });
}

// --- internal ---

type Shape4 = readonly [number, number, number, number];

interface Attributes extends ConvolutionAttributes {
  readonly filterShape: Shape4;
}

/** Invocations enough to keep a GPU busy; more would only mean more shares to add. */
const INVOCATIONS = 1 << 14;

const filterGradient = gpuProgram(
  "filter gradient",
  ({ image, filter }: { image: readonly number[]; filter: Shape4 }): GpuSource => {
    const [height, width, inputs, outputs] = filter;
    const [tileIn, tileOut] = [Math.min(4, inputs), Math.min(4, outputs)];
    const tiles = height * width * Math.ceil(inputs / tileIn) * Math.ceil(outputs / tileOut);
    const [batch = 1, imageRows = 1, columns = 1] = image, rows = batch * imageRows;
    const shares = Math.min(rows, Math.max(1, Math.ceil(INVOCATIONS / tiles)));
    return {
      inputs: ["x", "dy"],
      outputs: { gradient: [shares, height, width, inputs, outputs] },
      invocations: shares * tiles,
      body: source({
        ...{ height, width, inputs, outputs, tileIn, tileOut, tiles, rows, imageRows, columns },
        rowsPerShare: Math.ceil(rows / shares),
      }),
    };
  },
);

interface SourceSizes {
  readonly height: number;
  readonly width: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly tileIn: number;
  readonly tileOut: number;
  readonly tiles: number;
  /** Rows of all images, and of one. */
  readonly rows: number;
  readonly imageRows: number;
  readonly columns: number;
  readonly rowsPerShare: number;
}

function source(sizes: SourceSizes): string {
  const { height, width, inputs, outputs, tileIn, tileOut, tiles, rowsPerShare } = sizes;
  const ins = Array.from({ length: tileIn }, (_, i) => i);
  const outs = Array.from({ length: tileOut }, (_, o) => o);
  const each = (text: (i: number, o: number) => string): string =>
    ins.flatMap((i) => outs.map((o) => text(i, o))).join("\n");
  const tilesOut = Math.ceil(outputs / tileOut);
  const tilesIn = Math.ceil(inputs / tileIn);
  return `
  let o = (id % ${tilesOut}) * ${tileOut};
  let i = (id / ${tilesOut}) % ${tilesIn} * ${tileIn};
  let tap = (id / ${tilesOut * tilesIn}) % ${height * width};
  let share = id / ${tiles};
  let size = vec2<i32>(${sizes.imageRows}, ${sizes.columns});
  let shift = vec2<i32>(tap / ${width} - ${(height - 1) / 2}, tap % ${width} - ${(width - 1) / 2});
  let first = max(0, -shift.y);
  let last = min(size.y, size.y - shift.y);
  let rows = min(${sizes.rows}, (share + 1) * ${rowsPerShare});
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
      `if (i + ${a} < ${inputs} && o + ${b} < ${outputs}) { gradient[at + (i + ${a}) * ${outputs} + o + ${b}] = s${a}${b}; }`
    )
  }`;
}
