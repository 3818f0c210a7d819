/**
 * tensorflow.js' core as it comes: tensors and operations, without gradients and without a backend.
 *
 * @module
 */
export * from "npm:@tensorflow/tfjs-core@4.22.0";
