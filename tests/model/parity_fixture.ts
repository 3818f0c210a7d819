/**
 * Parity fixtures: what the PyTorch original computed from inputs and parameters that are in the file.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { dataSchema } from "../../config/fields/data_section.ts";
import { modelSchema } from "../../config/fields/model_section.ts";
import type { SciencePayload } from "../../config/payload.ts";
import type { NpyArray } from "../../data/formats/npy.ts";
import { readNpz } from "../../data/formats/read_npz.ts";
import type { ModelBatch } from "../../model/model_batch.ts";
import type { NamedArray } from "../../data/formats/safetensors.ts";

/** `config_json` of a fixture. */
export interface FixtureConfig {
  readonly patchSize: 64 | 128 | 256;
  readonly gridSize: number;
  readonly probeScale: number;
  readonly mode: "pinn" | "supervised";
  readonly loss: "poisson" | "mae";
  readonly ampLoss: string | null;
  readonly phaseLoss: string | null;
  readonly lossName: string;
  readonly valLossName: string;
  readonly [key: string]: unknown;
}

/** A fixture in memory. */
export class ParityFixture {
  readonly config: FixtureConfig;
  readonly #arrays: ReadonlyMap<string, NpyArray>;

  constructor(config: FixtureConfig, arrays: ReadonlyMap<string, NpyArray>) {
    this.config = config;
    this.#arrays = arrays;
  }

  /** The sections that the configuration describes; everything else has its default, patches are merged as the original's are. */
  get payload(): SciencePayload {
    const { config } = this;
    const known = Object.entries(config).filter(([key]) => key in modelSchema.shape);
    const losses = { ampLoss: named(config.ampLoss), phaseLoss: named(config.phaseLoss) };
    const model = { patchMerging: "central_mask", ...Object.fromEntries(known), ...losses };
    const { patchSize, gridSize, probeScale } = config;
    return { data: dataSchema.parse({ patchSize, gridSize, probeScale }), model: modelSchema.parse(model) };
  }

  /** The batch, as new tensors; dispose of them with `tf.dispose`. */
  batch(): ModelBatch & tf.TensorContainerObject {
    const N = this.config.patchSize;
    const probe = this.#arrays.get("probe");
    if (probe?.kind !== "complex") throw new TypeError("The fixture has no complex probe");
    const labels = this.config.mode === "supervised"
      ? { labelAmp: this.#channelsLast("label_amp"), labelPhase: this.#channelsLast("label_phase") }
      : {};
    return {
      amplitude: this.#channelsLast("x"),
      inputScale: this.#channelsLast("rms_scaling_constant"),
      physicsScale: this.#channelsLast("physics_scaling_constant"),
      probe: {
        re: tf.tensor2d(new Float32Array(probe.re), [N, N]),
        im: tf.tensor2d(new Float32Array(probe.im), [N, N]),
      },
      probeMask: tf.ones([N, N]),
      ...this.#places(),
      ...labels,
    };
  }

  /** The original's positions point from the patterns to their mean: columns and rows of the mean minus their own. */
  #places(): { offsets: tf.Tensor3D; reach: number } {
    const { shape, data } = this.array("positions");
    const [batch = 0, channels = 0] = shape;
    const offsets = Float32Array.from(data, (value) => -value);
    return {
      offsets: tf.tensor3d(offsets, [batch, channels, 2]),
      reach: Math.ceil(offsets.reduce((most, offset) => Math.max(most, Math.abs(offset)), 0)),
    };
  }

  /** The parameters, in PyTorch layout. */
  parameters(): Map<string, NamedArray> {
    return new Map(this.names("param/").map((name) => [name, this.array(`param/${name}`)]));
  }

  /** What follows the prefix in the keys that begin with it. */
  names(prefix: string): string[] {
    return [...this.#arrays.keys()].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
  }

  /** A real array. */
  array(key: string): NamedArray {
    const array = this.#arrays.get(key);
    if (array?.kind !== "real") throw new TypeError(`The fixture has no real array ${key}`);
    return { shape: array.shape, data: Float32Array.from(array.data) };
  }

  /** A complex array as real parts followed by imaginary parts. */
  complexValues(key: string): number[] {
    const array = this.#arrays.get(key);
    if (array?.kind !== "complex") throw new TypeError(`The fixture has no complex array ${key}`);
    return [...array.re, ...array.im];
  }

  /** The only element of an array. */
  scalar(key: string): number {
    return this.array(key).data[0] ?? NaN;
  }

  #channelsLast(key: string): tf.Tensor4D {
    const { shape, data } = this.array(key);
    return tf.tidy(() => tf.transpose(tf.tensor4d(data, shape as [number, number, number, number]), [0, 2, 3, 1]));
  }
}

/**
 * Reads a fixture.
 *
 * @param path An NPZ file.
 * @returns The fixture, or null if the file has no `config_json` and so is another kind of fixture.
 */
export async function readFixture(path: string): Promise<ParityFixture | null> {
  const arrays = await readNpz(path);
  const config = arrays.get("config_json");
  if (config?.kind !== "real") return null;
  return new ParityFixture(JSON.parse(new TextDecoder().decode(Uint8Array.from(config.data))), arrays);
}

/** Some fixtures may name regularisers as the original does, with capitals. */
function named(regulariser: string | null): string | null {
  return regulariser && regulariser.toLowerCase();
}
