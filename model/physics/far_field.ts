/**
 * The forward model of far-field ptychography: each pattern is the modulus of the Fourier transform of the patch that it
 * covers times the probe.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import { createDftKernel, disposeDftKernel } from "./dft.ts";
import { diffractionAmplitude } from "./diffraction_amplitude.ts";
import type { ForwardModel } from "./forward_model.ts";
import { illuminate } from "./illuminate.ts";
import type { PatchMerging } from "./merge_patches.ts";
import { shareObject } from "./overlap.ts";
import { complexPatches } from "./patches.ts";
import { probeOfPatterns } from "./probe_of_each.ts";
import { partScales, scaleParts } from "./rectangular_scale.ts";
import { createSmoothing, smooth } from "./smoothing.ts";

/** What is the same for all patterns. */
export interface FarFieldOptions {
  /** Side N of a pattern and of a patch, in pixels; even. */
  readonly patchSize: number;
  /** Divides the probe; `data.probeScale`. */
  readonly probeScale: number;
  /** Multiplies the amplitude; `model.amplitudeGain`. */
  readonly amplitudeGain: number;
  /**
   * Weights with which the patches of a sample are merged into one object, of which each pattern sees its part.
   *
   * @default {null} each pattern sees its own patch
   */
  readonly merging?: PatchMerging | null;
  /**
   * Whether real and imaginary part of the object have scales of their own (`model.forwardMode` rectangular_scaled), and
   * whether these are learned.
   *
   * @default {null}
   */
  readonly partScales?: "learned" | "fixed" | null;
  /**
   * Standard deviation in pixels of the Gaussian that smooths exit waves; `model.gaussianSmoothingSigma`.
   *
   * @default 0
   */
  readonly smoothing?: number;
}

/**
 * Makes the forward model; its constants stay on the device until it is disposed of.
 *
 * @param options What is the same for all patterns.
 * @returns Amplitude = √(Σ over modes |F{smoothed patch · probe · mask / probeScale}|²) · amplitudeGain / inputScale.
 * @throws {RangeError} If the size is odd or not positive.
 */
export function createFarField(options: FarFieldOptions): ForwardModel {
  const { patchSize, probeScale, amplitudeGain, merging = null, partScales: scales = null, smoothing: sigma = 0 } =
    options;
  const kernel = createDftKernel(patchSize);
  const smoothing = sigma > 0 ? createSmoothing(patchSize, sigma) : null;
  return {
    parameters: scales === null ? [] : partScales(scales === "learned"),
    diffract: (patches, exposure, weights) =>
      tf.tidy(() => {
        const { probeMask, inputScale } = exposure;
        const probe = probeOfPatterns(exposure.probe, patches.amp.shape[3]);
        const { re, im } = complexPatches(patches);
        const painted = { re: planesOf(re), im: planesOf(im) };
        const seen = merging === null ? painted : shareObject(painted, exposure, merging);
        const object = scales === null ? seen : scaleParts(seen, weights);
        const exitWaves = illuminate(object, { probe, mask: probeMask, scale: probeScale });
        const amplitude = diffractionAmplitude(smoothing ? smooth(exitWaves, smoothing) : exitWaves, kernel);
        return channelsLast(amplitude, patches.amp.shape[3]).mul<tf.Tensor4D>(tf.div(amplitudeGain, inputScale));
      }),
    dispose: () => {
      disposeDftKernel(kernel);
      smoothing?.dispose();
    },
  };
}

// --- internal ---

/** Channels (B, N, N, C) as images of a batch (B · C, N, N); one channel is only given another shape. */
function planesOf(x: tf.Tensor): tf.Tensor {
  const [batch = 0, height = 0, width = 0, channels = 0] = x.shape;
  if (channels === 1) return x.squeeze([3]);
  return tf.transpose(x, [0, 3, 1, 2]).reshape([batch * channels, height, width]);
}

function channelsLast(planes: tf.Tensor, channels: number): tf.Tensor4D {
  if (channels === 1) return planes.expandDims(3);
  const [count = 0, height = 0, width = 0] = planes.shape;
  return tf.transpose(planes.reshape([count / channels, channels, height, width]), [0, 2, 3, 1]);
}
