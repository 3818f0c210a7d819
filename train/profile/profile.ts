/**
 * `profile.json`: what was measured of one call of `fit`.
 *
 * @module
 */
import type { KernelTime, KernelTimer } from "../../backend/kernel_timer.ts";

/** What a training does, in the order in which it is reported. */
export const PHASES = [
  "load",
  "upload",
  "forward+backward",
  "clip",
  "optimizer",
  "read metrics",
  "callbacks",
  "validate",
  "checkpoint",
  "images",
] as const;

/** One of {@link PHASES}. */
export type Phase = (typeof PHASES)[number];

/** Time of a phase. */
export interface PhaseTime {
  /** The phase; `other` for what none of them claims. */
  readonly phase: Phase | "other";
  /** Wall-clock seconds in it, without those of phases within it. */
  readonly seconds: number;
  /** Part of the whole, 0 to 1. */
  readonly share: number;
  /** How often it was entered. */
  readonly calls: number;
}

/** Content of `profile.json`: one call of `fit`. */
export interface Profile {
  /** Wall-clock seconds of the whole. */
  readonly seconds: number;
  /** Optimizer steps. */
  readonly steps: number;
  /** Samples trained on, each as often as it was. */
  readonly samples: number;
  /** Steps a second of training: of the phases from `load` to `read metrics`. 0 where there was none. */
  readonly stepsPerSecond: number;
  /** Samples a second of training. */
  readonly samplesPerSecond: number;
  /** The phases that took time, `other` last. */
  readonly phases: readonly PhaseTime[];
  /**
   * What the kernels' times are: of their `computation`, or of the host's `dispatch`, as on WebGPU. There the GPU works on
   * its own, and the host waits for it in `read metrics` and `checkpoint`.
   */
  readonly kernelsMeasure: KernelTimer["measures"];
  /** The kernels, the longest time first, with their part of the whole. */
  readonly kernels: readonly (KernelTime & { readonly share: number })[];
}
