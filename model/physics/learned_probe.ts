/**
 * A probe that is learned beside the network, starting from the one that was read. What probe and object share is left
 * to neither: the power of the probe under its mask stays what it was, so that the object's amplitude has a scale.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { ParameterSpec } from "../parameters/parameter_spec.ts";
import type { Weights } from "../parameters/weights.ts";
import type { ComplexPair } from "./complex_pair.ts";
import type { Exposure, ForwardModel } from "./forward_model.ts";
import { probeOfEach } from "./probe_of_each.ts";

/** The probe of a scan as the model takes it. */
export interface ProbeStart {
  /** Modes, N × N values each. */
  readonly modes: readonly { readonly re: Float32Array; readonly im: Float32Array }[];
  /** Weight of each pixel, N × N, from 0 to 1. */
  readonly mask: Float32Array;
}

/**
 * Names of the parameters that hold the probe of a scan.
 *
 * @param scan Number of the scan among those that are trained on.
 */
export function probeNames(scan: number): { readonly re: string; readonly im: string } {
  const stem = scan === 0 ? "physics.probe" : `physics.probe.${scan}`;
  return { re: `${stem}.re`, im: `${stem}.im` };
}

/**
 * A forward model that illuminates the patterns of each trained scan with a probe that it learns, and others with theirs.
 *
 * @param forward Takes the probe from the exposure; it is disposed of with the result.
 * @param starts What the probe of each scan begins with.
 * @returns The forward model. Its parameters are (P, N, N), as the model takes a probe but for their power: they are
 * multiplied by the number that keeps Σ over modes |mask · probe|² what it was in the beginning.
 */
export function withLearnedProbe(forward: ForwardModel, starts: readonly ProbeStart[]): ForwardModel {
  const powers = starts.map(powerUnderMask);
  return {
    parameters: [...forward.parameters, ...starts.flatMap(specsOf)],
    diffract: (patches, exposure, weights) => {
      const { origin } = exposure;
      if (!origin) return forward.diffract(patches, exposure, weights);
      return tf.tidy(() => {
        const learned = (scan: number): ComplexPair =>
          learnedProbe(weights, exposure, { scan, power: powers[scan] ?? NaN });
        const probe = typeof origin.scan === "number" ? learned(origin.scan) : ofEach(origin.scan, learned);
        return forward.diffract(patches, { ...exposure, probe }, weights);
      });
    },
    dispose: () => forward.dispose(),
  };
}

// --- internal ---

/** The probe of each sample of a batch; of scans that are not in it nothing is computed. */
function ofEach(scans: readonly number[], probeOf: (scan: number) => ComplexPair): ComplexPair {
  const present = [...new Set(scans)];
  return probeOfEach(present.map(probeOf), scans.map((scan) => present.indexOf(scan)));
}

function specsOf({ modes }: ProbeStart, scan: number): ParameterSpec[] {
  const names = probeNames(scan);
  const unit = typicalModulus(modes);
  return (["re", "im"] as const).map((part) => {
    const size = modes[0]?.[part].length ?? 0;
    const values = new Float32Array(modes.length * size);
    modes.forEach((mode, index) => values.set(mode[part], index * size));
    const side = Math.sqrt(size);
    return {
      name: names[part],
      shape: [modes.length, side, side],
      initial: { kind: "given", values },
      pace: { of: "probe", unit },
    };
  });
}

function learnedProbe(
  weights: Weights,
  { probeMask }: Exposure,
  { scan, power }: { readonly scan: number; readonly power: number },
): ComplexPair {
  const names = probeNames(scan);
  const [re, im] = [named(weights, names.re), named(weights, names.im)];
  const intensity = tf.add(tf.square(re), tf.square(im));
  const factor = tf.sqrt(tf.div(power, tf.sum(tf.mul(intensity, tf.square(probeMask)))));
  const scaled = (part: tf.Tensor): tf.Tensor => {
    const modes = tf.mul(part, factor);
    return modes.shape[0] === 1 ? modes.squeeze([0]) : modes;
  };
  return { re: scaled(re), im: scaled(im) };
}

function named(weights: Weights, name: string): tf.Variable {
  const variable = weights.get(name);
  if (!variable) throw new RangeError(`Cannot illuminate as there must be a parameter of the name: "${name}"`);
  return variable;
}

function powerUnderMask({ modes, mask }: ProbeStart): number {
  return modes.reduce(
    (sum, { re, im }) =>
      re.reduce((part, value, i) => part + (value ** 2 + (im[i] ?? 0) ** 2) * (mask[i] ?? 0) ** 2, sum),
    0,
  );
}

/** Modulus where the light is: the root of the mean intensity, weighted by intensity. */
function typicalModulus(modes: ProbeStart["modes"]): number {
  let [sum, squares] = [0, 0];
  (modes[0]?.re ?? new Float32Array()).forEach((_, p) => {
    const intensity = modes.reduce((part, { re, im }) => part + (re[p] ?? 0) ** 2 + (im[p] ?? 0) ** 2, 0);
    sum += intensity;
    squares += intensity ** 2;
  });
  return Math.sqrt(squares / sum);
}
