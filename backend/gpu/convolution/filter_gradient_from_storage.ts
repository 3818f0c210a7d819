/**
 * The gradient of a convolution by its filter as a WebGPU program that reads storage directly: each invocation owns up to
 * 4 × 4 input and output channels, of one weight or of a row of the filter, and walks over the image rows of its share.
 *
 * @module
 */
import { COMPONENTS, LANES, lines, vectorOf } from "./convolution_sizes.ts";
import type { FilterGradientSizes } from "./filter_gradient_sizes.ts";
import { filterGradientText, gradientLanes } from "./filter_gradient_text.ts";
import { gpuProgram, type GpuSource } from "../programs/gpu_program.ts";

/** Sizes, and how many weights of a filter's row an invocation owns: 1, or all of them. */
export interface StorageGradientSizes extends FilterGradientSizes {
  readonly taps: number;
}

/** The program: `x` and `dy` to `gradient`, in shares. */
export const filterGradientFromStorage = gpuProgram(
  "filter gradient from storage",
  (sizes: StorageGradientSizes): GpuSource => {
    const { height, width, inputs, outputs, shares, taps } = sizes;
    const blocks = Math.ceil(outputs / gradientLanes(sizes)), quads = Math.ceil(inputs / LANES);
    return {
      ...filterGradientText(sizes),
      invocations: shares * height * (width / taps) * quads * blocks,
      body: body(sizes, quads, blocks),
    };
  },
);

// --- internal ---

function body(sizes: StorageGradientSizes, quads: number, blocks: number): string {
  const { rows, imageRows, columns, height, width, inputs, rowsPerShare, taps } = sizes;
  const type = vectorOf(gradientLanes(sizes)), channels = Math.min(LANES, inputs);
  const [places, middle] = [width / taps, (width - 1) / 2];
  const each = (text: (j: number, i: number) => string): string =>
    lines(taps, (j) => lines(channels, (i) => text(j, i)));
  const at = (column: string): string =>
    `imageAt(${column} >= 0 && ${column} < ${columns}, row + shift, ${column}, quad)`;
  return `
  let block = id % ${blocks};
  let quad = id / ${blocks} % ${quads};
  let j = id / ${blocks * quads} % ${places};
  let k = id / ${blocks * quads * places} % ${height};
  let share = id / ${blocks * quads * places * height};
  let shift = k - ${(height - 1) / 2};
  let offset = j - ${middle};
  let end = min(${rows}, (share + 1) * ${rowsPerShare});
  ${each((j, i) => `var s${j}_${i} = ${type}();`)}
  for (var row = share * ${rowsPerShare}; row < end; row++) {
    let r = row % ${imageRows} + shift;
    if (r < 0 || r >= ${imageRows}) { continue; }
    ${lines(taps - 1, (j) => `var x${j} = ${at(`(offset + ${j})`)};`)}
    for (var c = 0; c < ${columns}; c++) {
      let x${taps - 1} = ${at(`(c + offset + ${taps - 1})`)};
      let error = errorAt(true, row, c, block);
      ${each((j, i) => `s${j}_${i} += ${type}(${component(`x${j}`, i, channels)}) * error;`)}
      ${lines(taps - 1, (j) => `x${j} = x${j + 1};`)}
    }
  }
  ${each((j, i) => `keep(share, k * ${width} + j + ${j}, 4 * quad + ${i}, block, s${j}_${i});`)}`;
}

function component(vector: string, index: number, lanes: number): string {
  return lanes === 1 ? vector : `${vector}.${COMPONENTS[index]}`;
}
