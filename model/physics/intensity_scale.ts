/**
 * One learned factor of all predicted amplitudes.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { ForwardModel } from "./forward_model.ts";

/** Name of the factor's logarithm: as a logarithm it stays above zero, and Adam's steps are shares of it. */
export const INTENSITY_SCALE = "physics.intensity_scale";

/**
 * A forward model whose amplitudes are multiplied by a learned factor, 1 to begin with.
 *
 * @param forward The forward model, taken over.
 */
export function withIntensityScale(forward: ForwardModel): ForwardModel {
  const scale = { name: INTENSITY_SCALE, shape: [1], initial: { kind: "constant", value: 0 } } as const;
  return {
    parameters: [...forward.parameters, scale],
    diffract: (patches, exposure, weights) =>
      tf.tidy(() => {
        const logarithm = weights.get(INTENSITY_SCALE);
        if (!logarithm) throw new TypeError(`Cannot predict as the model has no parameter ${INTENSITY_SCALE}`);
        return forward.diffract(patches, exposure, weights).mul<tf.Tensor4D>(tf.exp(logarithm));
      }),
    dispose: () => forward.dispose(),
  };
}
