/**
 * Which software a run was made with.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import manifest from "../deno.json" with { type: "json" };

/** Versions of the software, as a run records them. */
export interface Versions {
  readonly exitwave: string;
  readonly deno: string;
  readonly tfjs: string;
}

/** Versions of what is running now. */
export const versions: Versions = Object.freeze({
  exitwave: manifest.version,
  deno: Deno.version.deno,
  tfjs: tf.version.tfjs,
});
