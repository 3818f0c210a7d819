/**
 * Functions in WGSL that programs of convolutions share: four channels of a pixel, the weights of a few outputs, and what
 * is done with a sum in the end.
 *
 * @module
 */
import { COMPONENTS, type ConvolutionSizes, LANES, vectorOf } from "./convolution_sizes.ts";
import { elementsOf, type GpuSource } from "../programs/gpu_program.ts";

/** Outputs that an invocation computes side by side: as many as fit a vector, or all there are. */
export function lanesOf({ outputs }: Pick<ConvolutionSizes, "outputs">): number {
  return Math.min(LANES, outputs);
}

/**
 * What a program of a convolution reads and writes, and its functions:
 *
 * - `weightAt(k, i, j, block)`, of an existing channel or zero;
 * - `finish(pixel, block, sum)`, which writes.
 */
export function convolutionText(
  sizes: ConvolutionSizes,
): Pick<GpuSource, "inputs" | "outputs" | "vectors" | "halves" | "declarations"> {
  const { batch, rows, columns, outputs, end } = sizes;
  return {
    inputs: end === "" ? ["x", "w"] : ["x", "w", "bias"],
    outputs: { y: [batch, rows, columns, outputs] },
    vectors: outputs % LANES === 0 ? ["w", "y", "bias"] : [],
    halves: ["x", "y"],
    declarations: [weightAt(sizes), finish(sizes)].join("\n"),
  };
}

/** The same for programs that read four channels of the images at once: `imageAt(inside, line, column, quad)`, zero outside. */
export function quadsText(sizes: ConvolutionSizes): ReturnType<typeof convolutionText> {
  const { vectors = [], declarations, ...text } = convolutionText(sizes);
  return {
    ...text,
    vectors: [...vectors, ...sizes.inputs % LANES === 0 ? ["x"] : []],
    declarations: `${imageAt(sizes)}\n${declarations}`,
  };
}

// --- internal ---

function imageAt({ batch, rows, columns, inputs }: ConvolutionSizes): string {
  const head = "fn imageAt(inside: bool, line: i32, column: i32, quad: i32) -> vec4<f32>";
  const pixel = `(line * ${columns} + column)`;
  if (inputs % LANES === 0) {
    return `${head} { return select(vec4<f32>(), vec4<f32>(x[${pixel} * ${inputs / LANES} + quad]), inside); }`;
  }
  const last = elementsOf([batch, rows, columns, inputs]) - 1;
  const values = COMPONENTS.map((_, i) =>
    `select(0.0, f32(x[clamp(at + ${i}, 0, ${last})]), inside && 4 * quad + ${i} < ${inputs})`
  );
  return `${head} {
  let at = ${pixel} * ${inputs} + 4 * quad;
  return vec4<f32>(${values.join(", ")});
}`;
}

function weightAt({ height, width, inputs, outputs }: ConvolutionSizes): string {
  const lanes = lanesOf({ outputs }), type = vectorOf(lanes);
  const head = `fn weightAt(k: i32, i: i32, j: i32, block: i32) -> ${type}`;
  const tap = `((k * ${width} + j) * ${inputs} + i)`;
  const exists = inputs % LANES === 0 ? "true" : `i < ${inputs}`;
  if (outputs % LANES === 0) {
    return `${head} { return select(${type}(), w[${tap} * ${outputs / LANES} + block], ${exists}); }`;
  }
  const last = height * width * inputs * outputs - 1;
  const values = Array.from(
    { length: lanes },
    (_, o) => `select(0.0, w[min(at + ${o}, ${last})], ${exists} && ${lanes} * block + ${o} < ${outputs})`,
  );
  return `${head} {
  let at = ${tap} * ${outputs} + ${lanes} * block;
  return ${type}(${values.join(", ")});
}`;
}

function finish({ outputs, end }: ConvolutionSizes): string {
  const lanes = lanesOf({ outputs }), type = vectorOf(lanes);
  const head = `fn finish(pixel: i32, block: i32, sum: ${type})`;
  const ended = (sum: string, bias: string, zero: string): string =>
    end === "" ? sum : end === "bias" ? `${sum} + ${bias}` : `max(${sum} + ${bias}, ${zero})`;
  if (outputs % LANES === 0) {
    return `${head} { y[pixel * ${outputs / LANES} + block] = yElement(${ended("sum", "bias[block]", `${type}()`)}); }`;
  }
  const values = Array.from({ length: lanes }, (_, o) => {
    const at = `${lanes} * block + ${o}`;
    const value = ended(lanes === 1 ? "sum" : `sum.${COMPONENTS[o]}`, `bias[${at}]`, "0.0");
    return `if (${at} < ${outputs}) { y[pixel * ${outputs} + ${at}] = yElement(${value}); }`;
  });
  return `${head} {\n  ${values.join("\n  ")}\n}`;
}
