/**
 * Which software a run was made with.
 *
 * @module
 */
import * as tf from "../packages/tensorflow.ts";
import manifest from "../deno.json" with { type: "json" };
import type { Versions } from "./run_record.ts";

/** Versions of what is running now. */
export const versions: Versions = Object.freeze({
  exitwave: manifest.version,
  deno: Deno.version.deno,
  tfjs: tf.version_core,
});
