/**
 * tensorflow.js' own backend for WebGPU.
 *
 * @module
 */
export * from "npm:@tensorflow/tfjs-backend-webgpu@4.22.0";
