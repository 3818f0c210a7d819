/**
 * Functions in WGSL that programs of the gradient by a filter share.
 *
 * @module
 */
import { COMPONENTS, LANES, vectorOf } from "./convolution_sizes.ts";
import type { FilterGradientSizes } from "./filter_gradient_sizes.ts";
import type { GpuSource } from "../programs/gpu_program.ts";

/** Outputs that an invocation computes side by side: as many as fit a vector, or all there are. */
export function gradientLanes({ outputs }: Pick<FilterGradientSizes, "outputs">): number {
  return Math.min(LANES, outputs);
}

/**
 * What a program of a gradient reads and writes, `gradient` (shares, height, width, inputs, outputs), and its functions:
 *
 * - `imageAt(inside, line, column, quad)`, of rows of all images, and `errorAt(inside, line, column, block)`, of the
 *   output's gradient; zero where it is not inside;
 * - `keep(share, tap, i, block, sum)`, which writes the sum of a channel, if there is one.
 */
export function filterGradientText(
  sizes: FilterGradientSizes,
): Pick<GpuSource, "inputs" | "outputs" | "vectors" | "halves" | "declarations"> {
  const { rows, columns, height, width, inputs, outputs, shares } = sizes;
  const lanes = gradientLanes(sizes);
  return {
    inputs: ["x", "dy"],
    outputs: { gradient: [shares, height, width, inputs, outputs] },
    vectors: [...inputs % LANES === 0 ? ["x"] : [], ...outputs % LANES === 0 ? ["dy", "gradient"] : []],
    halves: ["x", "dy"],
    declarations: [
      reader({ name: "imageAt", array: "x", channels: inputs, lanes: Math.min(LANES, inputs), rows, columns }),
      reader({ name: "errorAt", array: "dy", channels: outputs, lanes, rows, columns }),
      keep(sizes, lanes),
    ].join("\n"),
  };
}

// --- internal ---

interface Reader {
  readonly name: string;
  readonly array: string;
  readonly channels: number;
  readonly lanes: number;
  readonly rows: number;
  readonly columns: number;
}

function reader({ name, array, channels, lanes, rows, columns }: Reader): string {
  const type = vectorOf(lanes);
  const head = `fn ${name}(inside: bool, line: i32, column: i32, block: i32) -> ${type}`;
  const pixel = `(line * ${columns} + column)`;
  if (channels % LANES === 0) {
    return `${head} { return select(${type}(), ${type}(${array}[${pixel} * ${channels / LANES} + block]), inside); }`;
  }
  const last = rows * columns * channels - 1;
  const values = Array.from(
    { length: lanes },
    (_, c) =>
      `select(0.0, f32(${array}[clamp(at + ${c}, 0, ${last})]), inside && ${lanes} * block + ${c} < ${channels})`,
  );
  return `${head} {
  let at = ${pixel} * ${channels} + ${lanes} * block;
  return ${type}(${values.join(", ")});
}`;
}

function keep({ height, width, inputs, outputs }: FilterGradientSizes, lanes: number): string {
  const head = `fn keep(share: i32, tap: i32, i: i32, block: i32, sum: ${vectorOf(lanes)})`;
  const weight = `((share * ${height * width} + tap) * ${inputs} + i)`;
  if (outputs % LANES === 0) {
    return `${head} { if (i < ${inputs}) { gradient[${weight} * ${outputs / LANES} + block] = sum; } }`;
  }
  const values = Array.from({ length: lanes }, (_, o) => {
    const at = `${lanes} * block + ${o}`;
    const value = lanes === 1 ? "sum" : `sum.${COMPONENTS[o]}`;
    return `if (i < ${inputs} && ${at} < ${outputs}) { gradient[${weight} * ${outputs} + ${at}] = ${value}; }`;
  });
  return `${head} {\n  ${values.join("\n  ")}\n}`;
}
