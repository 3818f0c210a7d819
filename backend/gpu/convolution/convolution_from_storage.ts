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

/** Sizes, and how many pixels of a row an invocation computes at most. */
export interface StorageSizes extends ConvolutionSizes {
  readonly most: number;
}

/** The program: `x`, `w` and `bias` to `y`. */
export const convolutionFromStorage = gpuProgram("convolution from storage", (sizes: StorageSizes): GpuSource => {
  const { batch, rows, columns, outputs } = sizes;
  const pixels = Math.min(sizes.most, columns);
  return {
    ...convolutionText(sizes),
    invocations: batch * rows * Math.ceil(columns / pixels) * Math.ceil(outputs / lanesOf(sizes)),
    body: body(sizes, pixels),
  };
});

// --- internal ---

function body(sizes: ConvolutionSizes, pixels: number): string {
  const { rows, columns, height, width, inputs, outputs } = sizes;
  const lanes = lanesOf(sizes), type = vectorOf(lanes);
  const blocks = Math.ceil(outputs / lanes), across = Math.ceil(columns / pixels);
  const reads = lines(pixels + width - 1, (p) => {
    const column = `c + ${p - (width - 1) / 2}`;
    const inside = `${column} >= 0 && ${column} < ${columns}`;
    return `let x${p} = select(0.0, f32(x[(line + clamp(${column}, 0, ${columns - 1})) * ${inputs} + i]), ${inside});`;
  });
  const products = lines(width, (j) =>
    `{
        let weight = weightAt(k, i, ${j}, block);
        ${lines(pixels, (p) => `s${p} += ${type}(x${p + j}) * weight;`)}
      }`);
  return `
  let block = id % ${blocks};
  let c = id / ${blocks} % ${across} * ${pixels};
  let row = id / ${blocks * across};
  let r = row % ${rows};
  ${lines(pixels, (p) => `var s${p} = ${type}();`)}
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
  ${lines(pixels, (p) => `if (c + ${p} < ${columns}) { finish(pixel + ${p}, block, s${p}); }`)}`;
}
