/**
 * Which software a run was made with.
 *
 * @module
 */
import * as tf from "../packages/tensorflow.ts";
import manifest from "../deno.json" with { type: "json" };
import type { Versions } from "./run_record.ts";

/** Versions of what is running now; asked only when something is written down, as a browser has no `Deno`. */
export function versions(): Versions {
  return { exitwave: manifest.version, deno: Deno.version.deno, tfjs: tf.version_core };
}
