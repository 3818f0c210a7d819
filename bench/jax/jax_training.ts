/**
 * A training with jax-js: loss, gradients and Adam compiled into one function, which every step calls.
 *
 * @module
 */
import { jit, numpy as np, tree, valueAndGrad } from "../../packages/development/jax.ts";
import { type JaxBatch, poissonLoss } from "./jax_diffraction.ts";
import type { JaxSubject, ShapedValues } from "./jax_subject.ts";
import { type Named, paint } from "./jax_network.ts";

/** A training that is under way. */
export interface JaxTraining {
  /** Takes a step. */
  readonly step: () => void;
  /** Loss before the last step, less a constant; resolves when the step has been taken. */
  readonly loss: () => Promise<number>;
  /** Gradients of the loss by the weights as they are now, by name, in PyTorch's layout. */
  readonly gradients: () => Promise<Map<string, Float32Array>>;
}

const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8] as const;

/**
 * Begins a training on the current device.
 *
 * @param subject Weights and batch.
 */
export function beginTraining({ weights, batch, learningRate }: JaxSubject): JaxTraining {
  const arrays = batchOf(batch);
  const reach = Math.ceil(batch.offsets.data.reduce((most, offset) => Math.max(most, Math.abs(offset)), 0));
  const lossOf = (parameters: Named, inputs: JaxBatch): np.Array =>
    poissonLoss(paint(inputs.amplitude.ref.mul(inputs.inputScale.ref), parameters), inputs, reach);
  const gradientOf = jit(valueAndGrad(lossOf));
  const update = jit((state: State, inputs: JaxBatch, rates: np.Array): [np.Array, State] => {
    const [loss, gradients] = valueAndGrad(lossOf)(tree.ref(state.value), inputs);
    return [loss, adam(state, gradients, rates)];
  });
  let state = initialState(weights);
  let [loss, taken] = [np.array(NaN), 0];
  return {
    step: () => {
      taken++;
      const rates = np.array([learningRate / (1 - BETA1 ** taken), Math.sqrt(1 - BETA2 ** taken)]);
      loss.dispose();
      [loss, state] = update(state, tree.ref(arrays), rates) as [np.Array, State];
    },
    loss: async () => {
      // The last of the weights is there when all are.
      await Object.values(state.value).at(-1)?.ref.data();
      return (await loss.ref.data())[0] ?? NaN;
    },
    gradients: async () => {
      const [, gradients] = gradientOf(tree.ref(state.value), tree.ref(arrays)) as [np.Array, Named];
      const read = Object.entries(gradients).map(async ([name, values]): Promise<[string, Float32Array]> => [
        ...[name, await values.data() as Float32Array] as const,
      ]);
      return new Map(await Promise.all(read));
    },
  };
}

// --- internal ---

/** The weights, and their moments. */
type State = { readonly value: Named; readonly mean: Named; readonly square: Named };

function initialState(weights: JaxSubject["weights"]): State {
  const named = (values: (weight: ShapedValues) => np.Array): Named =>
    Object.fromEntries([...weights].map(([name, weight]) => [name, values(weight)]));
  const zeros = ({ shape }: ShapedValues): np.Array => np.zeros([...shape]);
  return { value: named(arrayOf), mean: named(zeros), square: named(zeros) };
}

/** `rates` are the step size and the root of the correction of squares. */
function adam({ value, mean, square }: State, gradients: Named, rates: np.Array): State {
  const [stepSize, correction] = np.split(rates, 2) as [np.Array, np.Array];
  const next: [Named, Named, Named] = [{}, {}, {}];
  for (const [name, gradient] of Object.entries(gradients)) {
    const [weight, m, v] = [value[name], mean[name], square[name]];
    if (!weight || !m || !v) continue;
    const first = m.ref.mul(BETA1).add(gradient.ref.mul(1 - BETA1));
    const second = v.ref.mul(BETA2).add(np.square(gradient.ref).mul(1 - BETA2));
    const root = np.sqrt(second.ref).div(correction.ref).add(EPSILON);
    next[0][name] = weight.ref.sub(first.ref.mul(stepSize.ref).div(root));
    next[1][name] = first;
    next[2][name] = second;
  }
  return { value: next[0], mean: next[1], square: next[2] };
}

function batchOf({ amplitude, inputScale, physicsScale, offsets, probe: [re, im] }: JaxSubject["batch"]): JaxBatch {
  return {
    amplitude: np.transpose(arrayOf(amplitude), [0, 3, 1, 2]),
    inputScale: arrayOf(inputScale).reshape([-1, 1, 1, 1]),
    physicsScale: arrayOf(physicsScale).reshape([-1, 1, 1, 1]),
    probeRe: arrayOf(re),
    probeIm: arrayOf(im),
    offsets: arrayOf(offsets),
  };
}

function arrayOf({ shape, data }: ShapedValues): np.Array {
  return np.array(data).reshape([...shape]);
}
