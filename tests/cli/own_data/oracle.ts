/**
 * A network that knows the answer: it recognises each pattern among those of a scan whose object is known, and paints the
 * patch of that place. What it makes of another file of the same measurement shows whether patterns and positions belong
 * together there, without the blur of a training.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { zeroImage } from "../../../data/complex_image.ts";
import { samplePatch } from "../../../data/object_patch.ts";
import type { Scan } from "../../../data/scan.ts";
import { composeModel, type Model } from "../../../model/create_model.ts";
import type { NetworkInput } from "../../../model/network/network.ts";
import type { Patches } from "../../../model/physics/patches.ts";

/**
 * Makes the model.
 *
 * @param scan A scan with a known object.
 */
export function oracle(scan: Scan): Model {
  const { patchSize } = scan;
  const known = unitPatterns(scan);
  return composeModel({
    network: {
      ...{ patchSize, channels: 1, parameters: [], buffers: [], inert: [] },
      saturation: { amp: { low: null, high: null }, phase: { low: null, high: null } },
      paint: (input) => paint(scan, known, input),
      frozenInFineTuning: () => false,
    },
    forward: {
      parameters: [],
      diffract: ({ amp }) => tf.zerosLike(amp),
      dispose: () => undefined,
    },
    loss: () => tf.scalar(0),
  }, { seed: 1 });
}

// --- internal ---

function paint(scan: Scan, known: Float32Array, { amplitude }: NetworkInput): Patches {
  const [size] = amplitude.shape;
  const { patchSize, object } = scan;
  const pixels = patchSize ** 2;
  const numbers = recognised(scan.count, known, amplitude);
  const [amp, phase] = [new Float32Array(size * pixels), new Float32Array(size * pixels)];
  for (let b = 0; b < size; b++) {
    const number = numbers[b] ?? -1;
    const patch = zeroImage(patchSize, patchSize);
    const place = { x: scan.x[number] ?? NaN, y: scan.y[number] ?? NaN, size: patchSize };
    if (!object || !samplePatch(object, place, patch)) throw new RangeError(`the object does not show ${number}`);
    for (let p = 0; p < pixels; p++) {
      amp[b * pixels + p] = Math.hypot(patch.re[p] ?? 0, patch.im[p] ?? 0);
      phase[b * pixels + p] = Math.atan2(patch.im[p] ?? 0, patch.re[p] ?? 0);
    }
  }
  const shape: [number, number, number, number] = [size, patchSize, patchSize, 1];
  return { amp: tf.tensor4d(amp, shape), phase: tf.tensor4d(phase, shape) };
}

/** Patterns of a scan, each over its norm. */
function unitPatterns({ amplitude, count, patchSize }: Scan): Float32Array {
  const pixels = patchSize ** 2;
  const norms = Array.from(
    { length: count },
    (_, i) => Math.hypot(...amplitude.subarray(i * pixels, (i + 1) * pixels)),
  );
  return Float32Array.from(amplitude, (value, at) => value / (norms[Math.floor(at / pixels)] ?? NaN));
}

/** For each pattern seen, the number of the known one that is most alike. */
function recognised(count: number, known: Float32Array, seen: tf.Tensor): Int32Array {
  const likeness = tf.tidy(() => {
    const rows = tf.tensor2d(known, [count, known.length / count]);
    return seen.reshape([-1, known.length / count]).matMul(rows, false, true).argMax(1);
  });
  const numbers = likeness.dataSync() as Int32Array;
  likeness.dispose();
  return numbers;
}
