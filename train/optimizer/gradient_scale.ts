/**
 * The factor by which a loss is multiplied before it is differentiated, where gradients are kept in 16 bits
 * (`execution.precision` mixed): smaller numbers than 6e-8 are zero there, and greater ones than 65504 infinite. The
 * gradients of the parameters, which are of 32 bits, are divided by it again, by the program that reads them. It is a power
 * of two, so that of numbers that fit no bit depends on it.
 *
 * Where a gradient is not finite the factor was too great: the accelerator leaves all weights as they are and halves it; it
 * doubles it after many steps without (Micikevicius et al. 2018, arXiv:1710.03740). Nothing is waited for: what it decides
 * depends on the gradients alone, and a training that is done again does the same.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { StepScale } from "../../backend/operations/weight_step.ts";

/** The factor, as a checkpoint has it. */
export interface ScaleState {
  /** The factor, a power of two. */
  readonly factor: number;
  /** Steps since it became that. */
  readonly steps: number;
}

/** The factor, on the accelerator. */
export class GradientScale {
  /** The factor, its inverse, and for how many steps it has been that. */
  readonly state: tf.Variable;

  /**
   * @param state What it begins with.
   */
  constructor({ factor, steps }: ScaleState = FIRST) {
    this.state = tf.tidy(() => tf.variable(tf.tensor1d([factor, 1 / factor, steps]), false));
  }

  /** The factor; call it within `tf.tidy`. */
  get factor(): tf.Scalar {
    return this.state.slice([0], [1]).asScalar();
  }

  /** What gradients of the multiplied loss are multiplied by; call it within `tf.tidy`. */
  get inverse(): tf.Scalar {
    return this.state.slice([1], [1]).asScalar();
  }

  /**
   * It, as a step by gradients takes it.
   *
   * @param unscales Whether they are those of the multiplied loss.
   */
  ofStep(unscales: boolean): StepScale {
    return { state: this.state, growthSteps: GROWTH_STEPS, unscales };
  }

  /** Reads it from the device. */
  async read(): Promise<ScaleState> {
    const [factor = NaN, , steps = NaN] = await this.state.data();
    return { factor, steps };
  }

  /** Frees it. */
  dispose(): void {
    this.state.dispose();
  }
}

// --- internal ---

/**
 * Gradients by activations of a Poisson loss, of amplitudes in photons, are some 10⁻⁹ to 10³, their medians 10⁻⁴ to 10; what
 * is too much costs a step, what is too little is doubled in time.
 */
const FIRST: ScaleState = { factor: 16, steps: 0 };

/** Steps after which it doubles. */
const GROWTH_STEPS = 500;
