/**
 * A step of Adam for all parameters in one kernel.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import type { CpuKernel } from "./cpu_kernel.ts";
import type { KernelCall } from "./kernel_call.ts";

/**
 * `AdamStep`, a kernel of our own; `backend/operations/adam_step.ts` says what its inputs and attributes are. The outputs are new
 * tensors: other tensors may share the inputs' values.
 */
export const adamKernels: Readonly<Record<string, CpuKernel>> = {
  AdamStep: (call) => {
    if (!call.allFloat) return undefined;
    const jobs = Math.ceil(call.inputs.length / 4 / PARAMETERS);
    return Array.from({ length: jobs }, (_, job) => move(call, job * PARAMETERS, (job + 1) * PARAMETERS)).flat();
  },
};

// --- internal ---

/** Parameters of a job: of each there are ten words, of all together about 3800. */
const PARAMETERS = 256;

/** Moves the parameters from `first` to before `end`. */
function move(call: KernelCall, first: number, end: number): tf.TensorInfo[] {
  const { backend } = call;
  const inputs = call.inputs.slice(4 * first, 4 * end);
  const values = inputs.filter((_, index) => index % 4 === 0);
  const outputs = values.flatMap(({ shape }) => [0, 1, 2].map(() => backend.output(shape)));
  const sizes = values.map(({ shape }) => tf.util.sizeFromShape(shape));
  const addresses = (tensors: readonly tf.TensorInfo[], index: number, count: number): number[] =>
    tensors.slice(index * count, (index + 1) * count).map((tensor) => backend.address(tensor));
  const words = sizes.flatMap((size, index) => [...addresses(inputs, index, 4), ...addresses(outputs, index, 3), size]);
  const vectors = sizes.reduce((sum, size) => sum + Math.ceil(size / 4), 0);
  const [beta1, beta2] = [call.attribute<number>("beta1"), call.attribute<number>("beta2")];
  const steps = call.attribute<number[]>("stepSizes").slice(first, end);
  const roots = call.attribute<number[]>("rootCorrections").slice(first, end);
  const floats = [
    ...[beta1, 1 - beta1, beta2, 1 - beta2, call.attribute<number>("epsilon")],
    ...steps.flatMap((step, index) => [step, 1 / (roots[index] ?? 1)]),
  ];
  backend.run("adamStep", [values.length, vectors, ...words], { floats, work: 4 * vectors });
  return outputs;
}
