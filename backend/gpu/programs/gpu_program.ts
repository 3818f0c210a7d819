/**
 * A WebGPU program of ours, run by tensorflow.js' `webgpu` backend.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import type { WebGPUBackend } from "../../../packages/tensorflow_webgpu.ts";
import { dispatchOf } from "./gpu_dispatch.ts";

/** Tensors by the names of a kernel's inputs. */
export type GpuInputs = Readonly<Record<string, tf.TensorInfo>>;

/** A program: its inputs, its output, and what its invocations do. */
export interface GpuProgram {
  /** Names of its inputs, float32 or int32 as the tensors are. */
  readonly names: readonly string[];
  /** Shape of its output, float32. */
  readonly outputShape: readonly number[];
  /** Invocations; as many as there are outputs, unless said otherwise. Those of one workgroup follow each other. */
  readonly invocations?: number;
  /** Declarations before the function, such as memory of a workgroup. */
  readonly declarations?: string;
  /** Body of the function of an invocation whose number is `id`. */
  readonly body: string;
  /**
   * Whether invocations of a workgroup wait for each other. Then none may leave before the others, so the body is run by
   * whole workgroups, and looks itself whether there is anything to do.
   */
  readonly together?: boolean;
}

/** Invocations of a workgroup. */
export const WORKGROUP = 64;

/**
 * Runs a program.
 *
 * @param backend The backend.
 * @param inputs Tensors, of which it takes those that it names.
 * @param program The program.
 * @returns Its output, the caller's to free.
 */
export function runGpuProgram(backend: WebGPUBackend, inputs: GpuInputs, program: GpuProgram): tf.TensorInfo {
  const { names, outputShape, body, declarations = "", together = false } = program;
  const invocations = program.invocations ?? tf.util.sizeFromShape([...outputShape]);
  const definition = {
    variableNames: [...names],
    outputShape: [...outputShape],
    workgroupSize: [WORKGROUP, 1, 1],
    dispatchLayout: { x: [0] },
    dispatch: dispatchOf(Math.ceil(invocations / WORKGROUP)),
    shaderKey: `exitwave ${invocations} ${together} ${declarations} ${body}`,
    getUserCode: () => `
${declarations}
fn main(id : i32) {
  _ = uniforms.NAN; // tensorflow.js binds them, which a program must then use
  ${together ? "" : `if (id >= ${invocations}) { return; }`}
  ${body}
}`,
  } as unknown as Parameters<WebGPUBackend["runWebGPUProgram"]>[0];
  const tensors = names.map((name) => {
    const tensor = inputs[name];
    if (tensor === undefined) throw new TypeError(`Cannot run a program as it has no input ${name}`);
    return tensor;
  });
  return backend.runWebGPUProgram(definition, tensors, "float32");
}
