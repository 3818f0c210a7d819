/**
 * Scales of the real and the imaginary part of an object, s1 · Re O + i · s2 · Im O: what diffracts in PtychoPINN's
 * rectangular_scaled mode.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { ParameterSpec } from "../parameters/parameter_spec.ts";
import type { Weights } from "../parameters/weights.ts";
import type { ComplexPair } from "./complex_pair.ts";

/** Names of the scales of the real and of the imaginary part. */
export const PART_SCALES = { re: "physics.scale.s1", im: "physics.scale.s2" } as const;

/**
 * The scales as parameters, 1 to begin with.
 *
 * @param trainable Whether they are learned; else they stay what they are, and travel with the weights.
 */
export function partScales(trainable: boolean): ParameterSpec[] {
  const initial = { kind: "constant", value: 1 } as const;
  return Object.values(PART_SCALES).map((name) => ({ name, shape: [1], initial, ...(!trainable && { fixed: true }) }));
}

/** The object that diffracts; call it within `tf.tidy`. */
export function scaleParts({ re, im }: ComplexPair, weights: Weights): ComplexPair {
  return { re: re.mul(scaleOf(weights, PART_SCALES.re)), im: im.mul(scaleOf(weights, PART_SCALES.im)) };
}

/**
 * Reads the scales of a model from the device.
 *
 * @param weights Its parameters.
 * @returns Factors of real and imaginary part; both 1 where the model has no such scales.
 */
export async function readPartScales(weights: Weights): Promise<{ readonly re: number; readonly im: number }> {
  const read = async (name: string): Promise<number> => (await weights.get(name)?.data<"float32">())?.[0] ?? 1;
  const [re, im] = await Promise.all([read(PART_SCALES.re), read(PART_SCALES.im)]);
  return { re, im };
}

/**
 * Starts both scales where the predicted patterns are as bright as the measured ones: each is multiplied by
 * √(Σ measured intensity / Σ predicted intensity). Nothing is waited for.
 *
 * @param weights The parameters of the model.
 * @param intensities Sums of intensity over the same pixels, in the same unit.
 */
export function matchBrightness(
  weights: Weights,
  { measured, predicted }: { readonly measured: tf.Scalar; readonly predicted: tf.Scalar },
): void {
  tf.tidy(() => {
    const factor = tf.sqrt(measured.div(predicted));
    for (const name of Object.values(PART_SCALES)) {
      const scale = scaleOf(weights, name);
      scale.assign(scale.mul(factor));
    }
  });
}

// --- internal ---

function scaleOf(weights: Weights, name: string): tf.Variable {
  const scale = weights.get(name);
  if (!scale) throw new TypeError(`Cannot scale the object as the model has no parameter ${name}`);
  return scale;
}
