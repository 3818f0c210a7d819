/**
 * Convolution as a WebGPU program that reads storage directly: each invocation computes a few pixels of a row, or a few
 * short rows, times a few output channels in registers. Software adapters, to which memory of a workgroup is memory like
 * any other, are fastest so.
 *
 * @module
 */
import { type ConvolutionSizes, LANES, lines, vectorOf } from "./convolution_sizes.ts";
import { convolutionText, lanesOf } from "./convolution_text.ts";
import { gpuProgram, type GpuSource } from "../programs/gpu_program.ts";

/** Sizes, and what an invocation computes at most: pixels, and blocks of 4 output channels of each. */
export interface StorageSizes extends ConvolutionSizes {
  readonly most: number;
  readonly share: number;
}

/** The program: `x`, `w` and `bias` to `y`. */
export const convolutionFromStorage = gpuProgram("convolution from storage", (sizes: StorageSizes): GpuSource => {
  const { batch, rows, columns, outputs } = sizes;
  const pixels = Math.min(sizes.most, columns), several = Math.floor(sizes.most / pixels);
  // Rows that are left over would take long to compile.
  const down = rows % several === 0 ? several : 1;
  const share = Math.min(sizes.share, Math.ceil(outputs / lanesOf(sizes)));
  const pieces = Math.ceil(columns / pixels) * Math.ceil(outputs / lanesOf(sizes) / share);
  return {
    ...convolutionText(sizes),
    invocations: batch * rows / down * pieces,
    body: body(sizes, { down, pixels, share }),
  };
});

// --- internal ---

interface Piece {
  /** Rows. */
  readonly down: number;
  readonly pixels: number;
  readonly share: number;
}

function body(sizes: ConvolutionSizes, { down, pixels, share }: Piece): string {
  const { rows, columns, height, width, inputs, outputs } = sizes;
  const lanes = lanesOf(sizes), type = vectorOf(lanes);
  const blocks = Math.ceil(outputs / lanes), across = Math.ceil(columns / pixels), pieces = Math.ceil(blocks / share);
  const bands = rows / down;
  const each = (text: (d: number, p: number, b: number) => string): string =>
    lines(down, (d) => lines(pixels, (p) => lines(share, (b) => text(d, p, b))));
  const blockOf = (b: number): string => share === 1 ? "block" : `min(block + ${b}, ${blocks - 1})`;
  const products = lines(width, (j) =>
    `{
        ${lines(share, (b) => `let w${b} = weightAt(k, i, ${j}, ${blockOf(b)});`)}
        ${each((d, p, b) => `s${d}_${p}_${b} += ${type}(x${d}_${p + j}) * w${b};`)}
      }`);
  return `
  let block = id % ${pieces} * ${share};
  let c = id / ${pieces} % ${across} * ${pixels};
  let band = id / ${pieces * across};
  let r = band % ${bands} * ${down};
  let first = band / ${bands} * ${rows};
  ${each((d, p, b) => `var s${d}_${p}_${b} = ${type}();`)}
  for (var quad = 0; quad < ${inputs}; quad += ${LANES}) {
    for (var k = 0; k < ${height}; k++) {
      ${lines(down, (d) => lineOf(sizes, d))}
      if (!(${Array.from({ length: down }, (_, d) => `inside${d}`).join(" || ")})) { continue; }
      for (var i = quad; i < min(quad + ${LANES}, ${inputs}); i++) {
        ${lines(down, (d) => lines(pixels + width - 1, (p) => readOf(sizes, { down, d, p })))}
        ${products}
      }
    }
  }
  ${
    each((d, p, b) =>
      `if (c + ${p} < ${columns} && block + ${b} < ${blocks}) {
    finish((first + r + ${d}) * ${columns} + c + ${p}, block + ${b}, s${d}_${p}_${b});
  }`
    )
  }`;
}

/** Whether a row that is read lies in the image, and its first pixel. */
function lineOf({ rows, columns, height }: ConvolutionSizes, d: number): string {
  const row = `r + k + ${d - (height - 1) / 2}`;
  return `let inside${d} = ${row} >= 0 && ${row} < ${rows};
      let line${d} = (first + clamp(${row}, 0, ${rows - 1})) * ${columns};`;
}

/**
 * A number of such a row, zero outside the image. One row alone that lies outside is passed over as a whole: to ask again at
 * each number has SwiftShader compile for minutes instead of seconds, as each further condition is a branch.
 */
function readOf(
  { columns, width, inputs }: ConvolutionSizes,
  { down, d, p }: { readonly down: number; readonly d: number; readonly p: number },
): string {
  const column = `c + ${p - (width - 1) / 2}`;
  const inside = `${down > 1 ? `inside${d} && ` : ""}${column} >= 0 && ${column} < ${columns}`;
  const at = `(line${d} + clamp(${column}, 0, ${columns - 1})) * ${inputs} + i`;
  return `let x${d}_${p} = select(0.0, f32(x[${at}]), ${inside});`;
}
