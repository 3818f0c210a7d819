/**
 * Convolution as a WebGPU program that reads storage directly: each invocation computes a few pixels of a row times up to
 * 4 output channels in registers. Software adapters, to which memory of a workgroup is memory like any other, are fastest
 * so.
 *
 * @module
 */
import { type ConvolutionSizes, LANES, lines, vectorOf } from "./convolution_sizes.ts";
import { convolutionText, lanesOf } from "./convolution_text.ts";
import { gpuProgram, type GpuSource } from "../programs/gpu_program.ts";

/** Sizes, and what an invocation computes at most: pixels of a row, and blocks of 4 output channels of each. */
export interface StorageSizes extends ConvolutionSizes {
  readonly most: number;
  readonly share: number;
}

/** The program: `x`, `w` and `bias` to `y`. */
export const convolutionFromStorage = gpuProgram("convolution from storage", (sizes: StorageSizes): GpuSource => {
  const { batch, rows, columns, outputs } = sizes;
  const pixels = Math.min(sizes.most, columns);
  const share = Math.min(sizes.share, Math.ceil(outputs / lanesOf(sizes)));
  return {
    ...convolutionText(sizes),
    invocations: batch * rows * Math.ceil(columns / pixels) * Math.ceil(outputs / lanesOf(sizes) / share),
    body: body(sizes, { pixels, share }),
  };
});

// --- internal ---

interface Piece {
  readonly pixels: number;
  readonly share: number;
}

function body(sizes: ConvolutionSizes, { pixels, share }: Piece): string {
  const { rows, columns, height, width, inputs, outputs } = sizes;
  const lanes = lanesOf(sizes), type = vectorOf(lanes);
  const blocks = Math.ceil(outputs / lanes), across = Math.ceil(columns / pixels), pieces = Math.ceil(blocks / share);
  const each = (text: (p: number, b: number) => string): string =>
    lines(pixels, (p) => lines(share, (b) => text(p, b)));
  const reads = lines(pixels + width - 1, (p) => {
    const column = `c + ${p - (width - 1) / 2}`;
    const inside = `${column} >= 0 && ${column} < ${columns}`;
    return `let x${p} = select(0.0, f32(x[(line + clamp(${column}, 0, ${columns - 1})) * ${inputs} + i]), ${inside});`;
  });
  const blockOf = (b: number): string => share === 1 ? "block" : `min(block + ${b}, ${blocks - 1})`;
  const products = lines(width, (j) =>
    `{
        ${lines(share, (b) => `let w${b} = weightAt(k, i, ${j}, ${blockOf(b)});`)}
        ${each((p, b) => `s${p}_${b} += ${type}(x${p + j}) * w${b};`)}
      }`);
  return `
  let block = id % ${pieces} * ${share};
  let c = id / ${pieces} % ${across} * ${pixels};
  let row = id / ${pieces * across};
  let r = row % ${rows};
  ${each((p, b) => `var s${p}_${b} = ${type}();`)}
  for (var quad = 0; quad < ${inputs}; quad += ${LANES}) {
    for (var k = 0; k < ${height}; k++) {
      let shift = k - ${(height - 1) / 2};
      if (r + shift < 0 || r + shift >= ${rows}) { continue; }
      let line = (row + shift) * ${columns};
      for (var i = quad; i < min(quad + ${LANES}, ${inputs}); i++) {
        ${reads}
        ${products}
      }
    }
  }
  let pixel = row * ${columns} + c;
  ${
    each((p, b) =>
      `if (c + ${p} < ${columns} && block + ${b} < ${blocks}) { finish(pixel + ${p}, block + ${b}, s${p}_${b}); }`
    )
  }`;
}
