/**
 * Inference: the network looks at every sample once, and the patches that it paints of its patterns are stitched. The physics
 * takes no part in it, unless an observer compares patterns.
 *
 * @module
 */
import { modeIntensity } from "../../data/arrays/orthogonal_modes.ts";
import { memberPositions, type Samples } from "../../data/samples.ts";
import type { Model } from "../../model/create_model.ts";
import { readPartScales } from "../../model/physics/rectangular_scale.ts";
import { DeviceStitcher } from "./device_stitcher.ts";
import { type PredictedPatches, predictPatches } from "./predict_patches.ts";
import type { PatchTaker } from "./patch_taker.ts";
import type { RealImage } from "../../data/real_image.ts";
import type { Reconstruction } from "../image/reconstruction.ts";
import { shownReconstruction } from "../notebook/shown_reconstruction.ts";
import { type PatchBatch, PatchSums } from "./patch_sums.ts";

/** How far a reconstruction is. */
export interface ReconstructSamplesProgress {
  /** Patches that are placed: of groups, one for each time that a pattern is a member. */
  readonly done: number;
  /** All patches. */
  readonly total: number;
}

/** Looks on while an object is reconstructed; the arrays are lent, and must not be changed or kept. */
export interface ReconstructSamplesObserver {
  /**
   * Whether patches come with the diffraction that they predict, which takes time.
   * @default false
   */
  readonly diffraction?: boolean;
  /** Called with every batch of patches, in the order of the samples. */
  readonly onPatches?: (patches: PredictedPatches) => void;
  /**
   * Makes what looks at patches where they are painted, in the place of `onPatches`; null where the accelerator has no
   * memory of its own. Patches that are not read take less time.
   */
  readonly taker?: () => PatchTaker | null;
  /** Called at the end with the sum of the weights that each pixel of the canvas has got. */
  readonly onCoverage?: (coverage: RealImage) => void;
}

/** How patches are predicted and stitched. */
export interface ReconstructSamplesOptions {
  /**
   * Samples predicted at once; does not change the result.
   * @default 16
   */
  readonly batchSize?: number;
  /**
   * Side of the patch's central square that is placed, in pixels; even. Null takes N/2.
   * @default null
   */
  readonly crop?: number | null;
  /**
   * Whether overlapping patches count alike or by the probe's intensity |P|².
   * @default "probe"
   */
  readonly patchWeighting?: "uniform" | "probe";
  /**
   * Empty border around the canvas, in pixels.
   * @default 0
   */
  readonly padding?: number;
  /**
   * Who looks on; the result does not depend on it.
   * @default []
   */
  readonly observers?: readonly ReconstructSamplesObserver[];
  /**
   * Whether a GPU does batches again as it did those before, which leaves the host little to do; the result does not depend
   * on it.
   * @default true
   */
  readonly replay?: boolean;
  /** Told why it does not, where it could. */
  readonly onRefusal?: (reason: string) => void;
  /** Called after every batch. */
  readonly onProgress?: (progress: ReconstructSamplesProgress) => void;
  /** Stops after a batch, the last one too; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Predicts the object patches of every sample and stitches them. A pattern that is a member of several groups is painted
 * as often, and the mean is taken as where patches overlap.
 *
 * @param model A trained model, on the current backend.
 * @param samples Samples of the model's patch size, scaled as in its training.
 * @returns The object; amplitudes are those of the network's head, times the scales of its parts where the model has some, the pixel size is that of the samples.
 * @throws {TypeError} Where the patch sizes differ.
 * @throws {RangeError} Where an option cannot be used, or the network's output is not finite.
 *
 * @example
 * ```ts
 * import {
 *   createModel,
 *   createTrainingPayload,
 *   prepareSamples,
 *   reconstructSamples,
 *   selectAccelerator,
 *   simulateScan,
 * } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * await selectAccelerator("cpu");
 * const payload = createTrainingPayload({ model: { filterScale: 0.125 } });
 * const samples = prepareSamples(simulateScan({ patchSize: 64, patterns: 2 }), payload, { seed: 42 });
 * const { object, mask } = await reconstructSamples(createModel(payload, { seed: 42 }), samples, { crop: 32 });
 * assertEquals(object.height * object.width, mask.length);
 * ```
 */
export async function reconstructSamples(
  model: Model,
  samples: Samples,
  options: ReconstructSamplesOptions = {},
): Promise<Reconstruction> {
  const { batchSize = 16, crop = null, patchWeighting = "probe", padding = 0, observers = [] } = options;
  const { onProgress, signal } = options;
  const { patchSize, members } = samples;
  if (patchSize !== model.patchSize) {
    throw new TypeError(
      `Cannot reconstruct as patterns must be ${model.patchSize} x ${model.patchSize} px, the size of the network's ` +
        `patches: current value is ${patchSize} x ${patchSize}`,
    );
  }
  const sums = new PatchSums(memberPositions(samples), {
    patchSize,
    padding,
    weights: patchWeighting === "probe" ? probeIntensity(samples) : null,
    ...(crop === null ? {} : { crop }),
  });
  const scales = await readPartScales(model.parameters);
  signal?.throwIfAborted();
  using open = new DisposableStack();
  const device = open.use(DeviceStitcher.of(sums, scales));
  const lookers = observers.map((observer) => ({ observer, taker: open.use(observer.taker?.() ?? null) }));
  const readers = lookers.flatMap(({ observer, taker }) => taker ? [] : [observer]);
  let done = 0;
  let object: PatchBatch = { re: new Float32Array(), im: new Float32Array() };
  const wanted = {
    diffraction: readers.some((observer) => observer.diffraction),
    read: device === null || readers.some(({ onPatches }) => onPatches),
    takers: [device, ...lookers.map(({ taker }) => taker)].filter((taker) => taker !== null),
    replay: options.replay ?? true,
    ...(options.onRefusal && { onRefusal: options.onRefusal }),
  };
  for await (const patches of predictPatches(model, samples, { batchSize, ...wanted })) {
    if (!device) sums.add(object = fromPolar(patches, scales, object));
    readers.forEach(({ onPatches }) => onPatches?.(patches));
    onProgress?.({ done: done += patches.size, total: members.length });
    // Networks on the CPU never let go of the thread by themselves, and a signal would wait for the end.
    await new Promise<void>((resolve) => void setImmediate(resolve));
    signal?.throwIfAborted();
  }
  const { pixelSize } = samples;
  const reconstruction = shownReconstruction({ ...sums.finish(), ...(pixelSize && { pixelSize }) });
  observers.forEach(({ onCoverage }) => onCoverage?.(sums.coverage()));
  return reconstruction;
}

// --- internal ---

function probeIntensity({ probe, probeMask }: Samples): Float32Array {
  return Float32Array.from(modeIntensity(probe), (intensity, p) => intensity * (probeMask[p] ?? 1) ** 2);
}

/**
 * amp·exp(i·phase), real and imaginary part times their scales: the object that diffracts. The arrays of the batch before
 * are used again where they have the size: those of every batch anew are more than is given back in time.
 */
function fromPolar(
  { amp, phase }: PredictedPatches,
  scales: { readonly re: number; readonly im: number },
  before: PatchBatch,
): PatchBatch {
  const { re, im } = before.re.length === amp.length
    ? before
    : { re: new Float32Array(amp.length), im: new Float32Array(amp.length) };
  for (let p = 0; p < amp.length; p++) {
    const [modulus, angle] = [amp[p] ?? NaN, phase[p] ?? NaN];
    re[p] = scales.re * modulus * Math.cos(angle);
    im[p] = scales.im * modulus * Math.sin(angle);
  }
  return { re, im };
}
