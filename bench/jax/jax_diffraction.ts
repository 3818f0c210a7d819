/**
 * Physics and loss of Exitwave, as one would write them with jax-js: patches, merged where a sample has several, make exit
 * waves, whose Fourier transform's amplitudes are compared with the measured ones.
 *
 * @module
 */
import { numpy as np } from "../../packages/development/jax.ts";
import type { Painted } from "./jax_network.ts";

/** A batch of B samples of C patterns. */
export type JaxBatch = {
  /** Measured amplitude (B, C, N, N). */
  readonly amplitude: np.Array;
  /** Multiplies the network's input, and divides its prediction (B, 1, 1, 1). */
  readonly inputScale: np.Array;
  /** Multiplies prediction and observation before the loss (B, 1, 1, 1). */
  readonly physicsScale: np.Array;
  /** Parts of the probe (N, N). */
  readonly probeRe: np.Array;
  readonly probeIm: np.Array;
  /** Columns and rows of the patterns from their sample's centre (B · C, 2). */
  readonly offsets: np.Array;
};

/**
 * The Poisson loss, less its constant lnΓ(k + 1), which no gradient needs.
 *
 * @param painted Patches.
 * @param batch What they are compared with.
 * @param reach Pixels that patterns lie from their sample's centre at most.
 */
export function poissonLoss(painted: Painted, batch: JaxBatch, reach: number): np.Array {
  const scale = batch.physicsScale.ref;
  const observed = np.square(batch.amplitude.ref.mul(scale.ref));
  const predicted = intensityOf(painted, batch, reach).mul(np.square(scale.div(batch.inputScale.ref)));
  const misfit = predicted.ref.sub(observed.mul(np.log(np.maximum(predicted, 1e-24))));
  return np.mean(np.sum(misfit, [1, 2, 3])).div(np.mean(batch.amplitude.ref).add(1e-8));
}

// --- internal ---

interface Waves {
  readonly re: np.Array;
  readonly im: np.Array;
}

/** (B, C, N, N), DC in the centre. */
function intensityOf({ amp, phase }: Painted, batch: JaxBatch, reach: number): np.Array {
  const [count = 0, channels = 0, side = 0] = amp.shape;
  const plane = [count * channels, side, side];
  const painted = {
    re: amp.ref.mul(np.cos(phase.ref)).reshape(plane),
    im: amp.ref.mul(np.sin(phase.ref)).reshape(plane),
  };
  const { re, im } = channels > 1 ? sharedObject(painted, batch, { channels, reach }) : painted;
  const wave = transformed({
    re: re.ref.mul(batch.probeRe.ref).sub(im.ref.mul(batch.probeIm.ref)),
    im: re.ref.mul(batch.probeIm.ref).add(im.ref.mul(batch.probeRe.ref)),
  });
  return np.square(wave.re).add(np.square(wave.im)).reshape(amp.shape);
}

/** Centred unitary Fourier transform of both axes. */
function transformed({ re, im }: Waves): Waves {
  const [count = 0, side = 0] = re.shape;
  const matrix = np.array(fourierMatrix(side)).reshape([2 * side, 2 * side]);
  const lines = (parts: np.Array): np.Array => np.matmul(parts, matrix.ref);
  const turned = (parts: np.Array): np.Array => {
    const planes = parts.reshape([count, side, 2, side]);
    return np.transpose(planes, [0, 3, 2, 1]).reshape([count, side, 2 * side]);
  };
  const [first, second] = np.split(turned(lines(turned(lines(np.concatenate([re, im], 2))))), 2, 2) as [
    np.Array,
    np.Array,
  ];
  return { re: first, im: second };
}

/** Maps [re | im] of a line to [re | im] of its transform. */
function fourierMatrix(side: number): Float32Array<ArrayBuffer> {
  const values = new Float32Array(4 * side * side);
  for (let j = 0; j < side; j++) {
    for (let k = 0; k < side; k++) {
      const angle = 2 * Math.PI * (((j - side / 2) * (k - side / 2)) % side) / side;
      const [cos, sin] = [Math.cos(angle) / Math.sqrt(side), Math.sin(angle) / Math.sqrt(side)];
      values.set([cos], 2 * j * side + k);
      values.set([-sin], (2 * j + 1) * side + k);
      values.set([sin], 2 * (side + j) * side + k);
      values.set([cos], (2 * (side + j) + 1) * side + k);
    }
  }
  return values;
}

/** Patches of a sample merged into one object, weighted by their light; each pattern gets its part of it. */
function sharedObject(
  { re, im }: Waves,
  { offsets, probeRe, probeIm }: JaxBatch,
  { channels, reach }: { readonly channels: number; readonly reach: number },
): Waves {
  const [count = 0, side = 0] = re.shape;
  const canvas = side + 2 * reach;
  const onto = translation(offsets.ref, [side, canvas]);
  const back = translation(offsets.ref.neg(), [canvas, side]);
  const bySample = (planes: np.Array): np.Array => planes.reshape([count / channels, channels, canvas, canvas]);
  const light = np.square(probeRe.ref).add(np.square(probeIm.ref));
  const weight = bySample(onto(np.broadcastTo(light.ref.div(np.max(light)), [count, side, side])));
  const total = np.sum(weight.ref, 1);
  const share = np.where(np.greater(total.ref, 1e-6), np.reciprocal(np.maximum(total, 1e-6)), 0);
  const merged = (planes: np.Array): np.Array => {
    const object = np.sum(bySample(onto(planes)).mul(weight.ref), 1).mul(share.ref);
    const each = np.broadcastTo(object.reshape([count / channels, 1, canvas, canvas]), [
      ...[count / channels, channels, canvas, canvas],
    ]);
    return back(each.reshape([count, canvas, canvas]));
  };
  return { re: merged(re), im: merged(im) };
}

/** Moves images (n, from, from) by offsets (n, 2), columns first, to (n, side, side): bilinear, zeros outside. */
function translation(offsets: np.Array, [from, side]: readonly [number, number]): (images: np.Array) => np.Array {
  const [across, down] = np.split(offsets, 2, 1) as [np.Array, np.Array];
  const places = np.arange(side).sub(side / 2).reshape([1, side, 1]).sub(
    np.arange(from).sub(from / 2).reshape([1, 1, from]),
  );
  const taps = (offset: np.Array): np.Array =>
    np.maximum(np.array(1).sub(np.abs(places.ref.sub(offset.reshape([-1, 1, 1])))), 0);
  const [columns, rows] = [taps(across), taps(down)];
  return (images) => np.matmul(np.matmul(rows.ref, images), np.transpose(columns.ref, [0, 2, 1]));
}
