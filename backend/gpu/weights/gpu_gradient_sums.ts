/**
 * The kernel that adds gradients to sums, on WebGPU; `backend/gradient_sums.ts` says what it computes. The sums of a group
 * lie in one buffer, and stay there.
 *
 * @module
 */
import type * as tf from "../../../packages/tensorflow.ts";
import type { GpuBackend } from "../programs/gpu_backend.ts";
import { elementsOf } from "../programs/gpu_program.ts";
import type { GpuKernelCall, NewGpuKernel } from "../programs/register_gpu_kernels.ts";
import { gradientSum } from "./gradient_sum.ts";
import { type GroupedWeight, groupsOf, placesOf, type WeightGroup } from "./weight_groups.ts";

/** `AddGradients`. */
export const gpuGradientSumKernels: Readonly<Record<string, NewGpuKernel>> = { AddGradients: added };

// --- internal ---

function added({ backend, inputs, attributes }: GpuKernelCall): tf.TensorInfo[] {
  const { begun, scale } = inputs, inPlace = attributes.inPlace === true;
  const groups = groupsOf(backend, sumsOf(inputs));
  const outputs = groups.flatMap((group) => {
    const { elements, before, gradients, state, weights } = group;
    const given = weights.map(({ gradient }) => gradient !== undefined);
    const program = gradientSum({ elements, given, before, unscales: scale !== undefined, inPlace });
    const call = { inputs: { ...gradients, sums: state, ...begun && { begun }, ...scale && { scale } } };
    const [totals] = given.includes(true) ? backend.run(program, call) : [];
    if (inPlace) return sumsIn(backend, group);
    if (!totals) return [];
    const places = placesOf(group).filter((_, index) => given[index]);
    const parts = backend.partsOf(totals, places.map(({ first, tensor: { shape } }) => ({ first, shape })));
    backend.disposeData(totals.dataId);
    return parts;
  });
  for (const { state: { dataId } } of groups) backend.disposeData(dataId);
  return outputs;
}

function sumsOf(inputs: GpuKernelCall["inputs"]): GroupedWeight[] {
  const sums: GroupedWeight[] = [];
  for (let sum = inputs["s0"]; sum; sum = inputs[`s${sums.length}`]) {
    sums.push({ gradient: inputs[`g${sums.length}`], moving: [sum], elements: elementsOf(sum.shape) });
  }
  return sums;
}

/** The sums of a group as they are now: the same tensors, unless they had to be copied to where they lie together. */
function sumsIn(backend: GpuBackend, group: WeightGroup<GroupedWeight>): tf.TensorInfo[] {
  const { state, weights } = group;
  const { buffer } = backend.bindingOf(state.dataId);
  const sums = weights.flatMap(({ moving }) => moving);
  if (sums.some(({ dataId }) => backend.bindingOf(dataId).buffer !== buffer)) {
    return backend.partsOf(state, placesOf(group).map(({ first, tensor: { shape } }) => ({ first, shape })));
  }
  for (const { dataId } of sums) backend.incRef(dataId);
  return sums.map(({ dataId, shape, dtype }) => ({ dataId, shape, dtype }));
}
