/**
 * Exitwave: physics-informed networks that turn ptychography scans into images.
 *
 * @module
 */

// config: what the user wants → what the program receives

// data: scans as typed arrays

// model: network, physics, losses, weights

// backend: the accelerator

// train: trainer, callbacks, checkpoints

// recon: from a trained network to an image
