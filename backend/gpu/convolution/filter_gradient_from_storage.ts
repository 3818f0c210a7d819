/**
 * The gradient of a convolution by its filter as a WebGPU program that reads storage directly: each invocation owns a few
 * fours of input and of output channels, of one weight or of a row of the filter, and walks over the image rows of its
 * share.
 *
 * @module
 */
import { COMPONENTS, LANES, lines, vectorOf } from "./convolution_sizes.ts";
import type { FilterGradientSizes } from "./filter_gradient_sizes.ts";
import { filterGradientText, gradientLanes } from "./filter_gradient_text.ts";
import { gpuProgram, type GpuSource } from "../programs/gpu_program.ts";

/** Sizes, and what an invocation owns. */
export interface StorageGradientSizes extends FilterGradientSizes {
  /** Weights of a filter's row: 1, or all of them. */
  readonly taps: number;
  /** Fours of input channels, and as many of output channels, at most. */
  readonly fours: number;
}

/** The program: `x` and `dy` to `gradient`, in shares. */
export const filterGradientFromStorage = gpuProgram(
  "filter gradient from storage",
  (sizes: StorageGradientSizes): GpuSource => {
    const { height, width, inputs, outputs, shares, taps, fours } = sizes;
    const owned: Owned = {
      blocks: Math.ceil(outputs / gradientLanes(sizes)),
      quads: Math.ceil(inputs / LANES),
      across: Math.min(fours, Math.ceil(outputs / gradientLanes(sizes))),
      down: Math.min(fours, Math.ceil(inputs / LANES)),
    };
    const pieces = Math.ceil(owned.quads / owned.down) * Math.ceil(owned.blocks / owned.across);
    return {
      ...filterGradientText(sizes),
      invocations: shares * height * (width / taps) * pieces,
      body: body(sizes, owned),
    };
  },
);

// --- internal ---

/** Fours of channels: all blocks of outputs and quads of inputs, and how many of them an invocation owns. */
interface Owned {
  readonly blocks: number;
  readonly quads: number;
  readonly across: number;
  readonly down: number;
}

function body(sizes: StorageGradientSizes, { blocks, quads, across, down }: Owned): string {
  const { rows, imageRows, columns, height, width, inputs, rowsPerShare, taps } = sizes;
  const type = vectorOf(gradientLanes(sizes)), channels = Math.min(LANES, inputs);
  const [places, middle] = [width / taps, (width - 1) / 2];
  const [wide, high] = [Math.ceil(blocks / across), Math.ceil(quads / down)];
  const images = (text: (j: number, q: number) => string, count = taps): string =>
    lines(count, (j) => lines(down, (q) => text(j, q)));
  const each = (text: (j: number, i: number, q: number, b: number) => string): string =>
    images((j, q) => lines(channels, (i) => lines(across, (b) => text(j, i, q, b))));
  // Those beyond the last are computed for nothing, of the last, and not kept.
  const quadOf = (q: number): string => down === 1 ? "quad" : `min(quad + ${q}, ${quads - 1})`;
  const blockOf = (b: number): string => across === 1 ? "block" : `min(block + ${b}, ${blocks - 1})`;
  const at = (column: string, q: number): string =>
    `imageAt(${column} >= 0 && ${column} < ${columns}, row + shift, ${column}, ${quadOf(q)})`;
  return `
  let block = id % ${wide} * ${across};
  let quad = id / ${wide} % ${high} * ${down};
  let j = id / ${wide * high} % ${places};
  let k = id / ${wide * high * places} % ${height};
  let share = id / ${wide * high * places * height};
  let shift = k - ${(height - 1) / 2};
  let offset = j - ${middle};
  let end = min(${rows}, (share + 1) * ${rowsPerShare});
  ${each((j, i, q, b) => `var s${j}_${i}_${q}_${b} = ${type}();`)}
  for (var row = share * ${rowsPerShare}; row < end; row++) {
    let r = row % ${imageRows} + shift;
    if (r < 0 || r >= ${imageRows}) { continue; }
    ${images((j, q) => `var x${j}_${q} = ${at(`(offset + ${j})`, q)};`, taps - 1)}
    for (var c = 0; c < ${columns}; c++) {
      ${lines(down, (q) => `let x${taps - 1}_${q} = ${at(`(c + offset + ${taps - 1})`, q)};`)}
      ${lines(across, (b) => `let error${b} = errorAt(true, row, c, ${blockOf(b)});`)}
      ${each((j, i, q, b) => `s${j}_${i}_${q}_${b} += ${type}(${component(`x${j}_${q}`, i, channels)}) * error${b};`)}
      ${images((j, q) => `x${j}_${q} = x${j + 1}_${q};`, taps - 1)}
    }
  }
  ${
    each((j, i, q, b) => {
      const keep =
        `keep(share, k * ${width} + j + ${j}, 4 * (quad + ${q}) + ${i}, block + ${b}, s${j}_${i}_${q}_${b});`;
      return across === 1 && down === 1 ? keep : `if (quad + ${q} < ${quads} && block + ${b} < ${blocks}) { ${keep} }`;
    })
  }`;
}

function component(vector: string, index: number, lanes: number): string {
  return lanes === 1 ? vector : `${vector}.${COMPONENTS[index]}`;
}
