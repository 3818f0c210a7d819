/**
 * tensorflow.js: its core, the gradients of its operations, and its backend for the CPU. The package `@tensorflow/tfjs`
 * holds the same, and layers, converters and bundles for browsers besides, which are 220 MB more.
 *
 * @module
 */
// @ts-types="npm:@tensorflow/tfjs-core@4.22.0/dist/public/chained_ops/register_all_chained_ops.d.ts"
import "./tensorflow_bundled.js";
import "./tensorflow_cpu.ts";
export * from "./tensorflow_core.ts";
