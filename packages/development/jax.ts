/**
 * jax-js: arrays, gradients and compiled functions after JAX's model, on WebGPU; what a training step is timed beside.
 *
 * @module
 */
export * from "npm:@jax-js/jax@0.1.25";

/** Its version, which it does not say itself. */
export const JAX_VERSION = "0.1.25";
