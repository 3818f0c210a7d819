/**
 * WebGPU programs of ours: what is said of one before it is compiled. Sizes are constants of the text, so that a program
 * needs no table of them; whoever has other sizes has another program.
 *
 * @module
 */
import { dispatchOf } from "./gpu_dispatch.ts";

/** The text of a program, and what it reads and writes. */
export interface GpuSource {
  /** Names of its inputs: arrays of f32, or of i32 where the tensor is of whole numbers or of truth. */
  readonly inputs: readonly string[];
  /**
   * Inputs that it changes where they lie. Who calls it owns them alone, and says so by handing them on as its result.
   *
   * @default none
   */
  readonly updates?: readonly string[];
  /** Shapes of its outputs by name, arrays of f32. With the inputs they are at most 8, which is what every adapter has. */
  readonly outputs: Readonly<Record<string, readonly number[]>>;
  /**
   * Outputs that are arrays of i32.
   *
   * @default none
   */
  readonly wholeOutputs?: readonly string[];
  /** Invocations; as many as the first output has elements, unless said otherwise. Those of a workgroup follow each other. */
  readonly invocations?: number;
  /** How many numbers change from call to call: `numbers[k / 4][k % 4]`, f32. */
  readonly numbers?: number;
  /** Declarations before the function, such as other functions, and memory of a workgroup. */
  readonly declarations?: string;
  /** Body of the function: `id` is the number of the invocation, `lane` that within its workgroup, `group` that of the workgroup. */
  readonly body: string;
  /**
   * Whether invocations of a workgroup wait for each other. Then none may leave before the others, so the body is run by
   * whole workgroups, and looks itself whether there is anything to do.
   */
  readonly together?: boolean;
  /**
   * Invocations of a workgroup, at most 256, which is what every adapter allows.
   *
   * @default {64}
   */
  readonly workgroup?: number;
  /** Inputs and outputs that are arrays of vec4<f32>, of shapes that have a multiple of four elements. */
  readonly vectors?: readonly string[];
  /**
   * Inputs and outputs that may be kept as halves. The body reads them by `f32(x[i])` or `vec4<f32>(x[i])`, and writes
   * what it makes of an output's element type, which is called `yElement`.
   */
  readonly halves?: readonly string[];
}

/** How the arrays of a program are kept, where that is not as float32. */
export interface Storage {
  /** Inputs of whole numbers. */
  readonly whole: ReadonlySet<string>;
  /** Inputs and outputs of halves. */
  readonly half: ReadonlySet<string>;
}

/** All of float32. */
export const FLOATS: Storage = { whole: new Set(), half: new Set() };

/** A program of certain sizes. */
export interface GpuProgram {
  /** What it is told from all others by. */
  readonly key: string;
  /** Its text, which is asked for once. */
  readonly source: () => GpuSource;
}

/** Invocations of a workgroup, unless a source says otherwise. */
export const WORKGROUP = 64;

/**
 * A program for every size.
 *
 * @param name What it is told from others by.
 * @param source Its text, of its sizes alone: plain JSON.
 */
export function gpuProgram<Sizes>(name: string, source: (sizes: Sizes) => GpuSource): (sizes: Sizes) => GpuProgram {
  return (sizes) => ({ key: `${name} ${JSON.stringify(sizes)}`, source: () => source(sizes) });
}

/** How many elements a shape has. */
export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Invocations of a program. */
export function invocationsOf({ invocations, outputs }: GpuSource): number {
  return invocations ?? elementsOf(Object.values(outputs)[0] ?? []);
}

/** Workgroups of a program, along three axes. */
export function workgroupsOf(source: GpuSource): [number, number, number] {
  return dispatchOf(Math.ceil(invocationsOf(source) / (source.workgroup ?? WORKGROUP)));
}

/**
 * The whole text of a program in WGSL.
 *
 * @param source What it does.
 * @param storage How its arrays are kept.
 */
export function textOf(source: GpuSource, { whole, half }: Storage): string {
  const { inputs, updates = [], outputs, numbers = 0, declarations = "", body, together = false } = source;
  const { workgroup = WORKGROUP, vectors = [], wholeOutputs = [], halves = [] } = source;
  const access = (name: string): string => updates.includes(name) ? "read_write" : "read";
  const isWhole = (name: string): boolean => whole.has(name) || wholeOutputs.includes(name);
  const number = (name: string): string => isWhole(name) ? "i32" : half.has(name) ? "f16" : "f32";
  const element = (name: string): string =>
    vectors.includes(name) && !isWhole(name) ? `vec4<${number(name)}>` : number(name);
  const arrays = [
    ...inputs.map((name) => `var<storage, ${access(name)}> ${name}: array<${element(name)}>;`),
    ...Object.keys(outputs).map((name) => `var<storage, read_write> ${name}: array<${element(name)}>;`),
    ...numbers > 0 ? [`var<uniform> numbers: array<vec4<f32>, ${Math.ceil(numbers / 4)}>;`] : [],
  ];
  const elements = Object.keys(outputs).filter((name) => halves.includes(name)).map((name) =>
    `alias ${name}Element = ${element(name)};`
  );
  return `${half.size > 0 ? "enable f16;" : ""}
${arrays.map((text, binding) => `@group(0) @binding(${binding}) ${text}`).join("\n")}
${elements.join("\n")}
${declarations}
@compute @workgroup_size(${workgroup})
fn main(
  @builtin(local_invocation_index) index: u32,
  @builtin(workgroup_id) workgroup: vec3<u32>,
  @builtin(num_workgroups) workgroups: vec3<u32>,
) {
  let lane = i32(index);
  let group = i32(workgroup.y * workgroups.x + workgroup.x);
  let id = group * ${workgroup} + lane;
  ${together ? "" : `if (id >= ${invocationsOf(source)}) { return; }`}
  ${body}
}`;
}
