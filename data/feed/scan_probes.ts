/**
 * The probes of the scans that batches are of, on the accelerator. A batch of one scan takes that scan's probe as it is; one
 * that mixes scans takes a probe for each of its samples.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { ComplexImage } from "../complex_image.ts";
import type { Samples } from "../samples.ts";

/** A probe as tensors. */
interface ProbeTensors {
  readonly re: tf.Tensor;
  readonly im: tf.Tensor;
}

/** The probe of a batch. */
export interface BatchProbe {
  /** (N, N), or (P, N, N) of several modes; (B, P, N, N) of several scans. */
  readonly probe: ProbeTensors;
  /** Number of the scan, or (B) of that of each sample. */
  readonly scan: number | readonly number[];
}

/** Probes that stay on the accelerator until they are disposed of. */
export class ScanProbes {
  /** Number of the scan of each sample; null where all are of one. */
  readonly #of: Int32Array | null;
  /** Of each scan, (N, N) or (P, N, N). */
  readonly #each: readonly ProbeTensors[];
  /** (S, P, N, N), zero where a scan has fewer modes; null where there is one scan. */
  readonly #all: ProbeTensors | null;

  /**
   * Uploads the probes.
   *
   * @param samples Samples of one scan or of several.
   */
  constructor({ probe, scans }: Pick<Samples, "probe" | "scans">) {
    const probes = scans?.parts.map((part) => part.probe) ?? [probe];
    this.#of = scans?.of ?? null;
    this.#each = probes.map(probeTensors);
    this.#all = scans ? stacked(this.#each) : null;
  }

  /**
   * The probe of some samples; call it within `tf.tidy`.
   *
   * @param indices Numbers of the samples.
   */
  of(indices: Int32Array): BatchProbe {
    const scans = Array.from(indices, (index) => this.#of?.[index] ?? 0);
    const [scan = 0] = scans;
    const [own, all] = [this.#each[scan], this.#all];
    if (own && (all === null || scans.every((other) => other === scan))) return { probe: own, scan };
    if (all === null) {
      throw new RangeError(`Cannot illuminate as there is no scan of that number: current value is ${scan}`);
    }
    const numbers = tf.tensor1d(scans, "int32");
    return { probe: { re: tf.gather(all.re, numbers), im: tf.gather(all.im, numbers) }, scan: scans };
  }

  /** Those of each scan, which batches of one scan have as they are. */
  get tensors(): readonly tf.Tensor[] {
    return this.#each.flatMap(({ re, im }) => [re, im]);
  }

  /** Frees them. */
  dispose(): void {
    for (const { re, im } of [...this.#each, ...this.#all ? [this.#all] : []]) tf.dispose([re, im]);
  }
}

// --- internal ---

function probeTensors(modes: readonly ComplexImage[]): ProbeTensors {
  return { re: imagesOf(modes.map(({ re }) => re), modes), im: imagesOf(modes.map(({ im }) => im), modes) };
}

function imagesOf(values: readonly Float32Array[], [mode]: readonly ComplexImage[]): tf.Tensor {
  const { height = 0, width = 0 } = mode ?? {};
  const [first = new Float32Array(), ...others] = values;
  if (others.length === 0) return tf.tensor2d(first, [height, width]);
  return tf.tidy(() => tf.stack([first, ...others].map((one) => tf.tensor2d(one, [height, width]))));
}

function stacked(probes: readonly ProbeTensors[]): ProbeTensors {
  const counts = probes.map(({ re }) => re.rank > 2 ? re.shape[0] ?? 0 : 1);
  const most = Math.max(...counts);
  const part = (key: keyof ProbeTensors): tf.Tensor =>
    tf.tidy(() =>
      tf.stack(probes.map((probe, scan) => {
        const [height = 0, width = 0] = probe[key].shape.slice(-2);
        const count = counts[scan] ?? 0;
        return probe[key].reshape([count, height, width]).pad([[0, most - count], [0, 0], [0, 0]]);
      }))
    );
  return { re: part("re"), im: part("im") };
}
