/**
 * tensorflow.js' own backend for the CPU, which registers itself as `cpu`.
 *
 * @module
 */
export * from "npm:@tensorflow/tfjs-backend-cpu@4.22.0";
