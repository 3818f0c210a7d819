/**
 * What our training step works on, as arrays that another library can take: first weights in PyTorch's layout, and a batch.
 *
 * @module
 */
import { toPytorch } from "../../model/parameters/layout.ts";
import { type StepSizes, stepSubject } from "../step/training_step.ts";

/** Values with their shape. */
export interface ShapedValues {
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
}

/** Weights and batch. */
export interface JaxSubject {
  /** First weights by their PyTorch names, in PyTorch's layout, in our order. */
  readonly weights: ReadonlyMap<string, ShapedValues>;
  /** The batch: B samples of C patterns of N × N pixels. */
  readonly batch: {
    /** Measured amplitude (B, N, N, C). */
    readonly amplitude: ShapedValues;
    /** Multiplies the network's input (B). */
    readonly inputScale: ShapedValues;
    /** Multiplies prediction and observation before the loss (B). */
    readonly physicsScale: ShapedValues;
    /** Columns and rows of patterns from their sample's centre (B · C, 2). */
    readonly offsets: ShapedValues;
    /** The probe as it lights patches, masked and divided by its scale: real part, then imaginary part (N, N). */
    readonly probe: readonly [ShapedValues, ShapedValues];
  };
  /** Learning rate. */
  readonly learningRate: number;
}

/**
 * Makes them, with our model on the current backend; it is freed again.
 *
 * @param sizes Sizes.
 */
export async function jaxSubject(sizes: StepSizes): Promise<JaxSubject> {
  const { payload, samples, first, model } = stepSubject(sizes);
  const { patchSize, channels, probeMask, probe: [mode] } = samples;
  const weights = new Map<string, ShapedValues>();
  for (const [name, variable] of model.parameters) {
    weights.set(name, shaped(toPytorch({ shape: variable.shape, data: await variable.data<"float32">() })));
  }
  model.dispose();
  const lit = (part: ArrayLike<number> = []): ShapedValues =>
    shaped({
      shape: [patchSize, patchSize],
      data: Float32Array.from(part, (value, pixel) => value * (probeMask[pixel] ?? 0) / payload.data.probeScale),
    });
  return {
    weights,
    batch: {
      amplitude: shaped({ shape: [first.size, patchSize, patchSize, channels], data: first.amplitude }),
      inputScale: shaped({ shape: [first.size], data: first.inputScale }),
      physicsScale: shaped({ shape: [first.size], data: first.physicsScale }),
      offsets: shaped({ shape: [first.size * channels, 2], data: first.offsets }),
      probe: [lit(mode?.re), lit(mode?.im)],
    },
    learningRate: payload.training.learningRate,
  };
}

// --- internal ---

/** Copies values into memory of their own. */
function shaped({ shape, data }: { readonly shape: readonly number[]; readonly data: Float32Array }): ShapedValues {
  return { shape, data: new Float32Array(data) };
}
