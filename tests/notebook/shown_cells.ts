/**
 * The notebooks of `examples/`, and what they must show.
 *
 * @module
 */

/** What each code cell shows, in order: the beginnings of the plain texts. */
export const SHOWN: Readonly<Record<string, readonly (readonly string[])[]>> = {
  file_to_image: [
    ...[[], [], ["Scan runs/file_to_image/scan.npz"], ["Training payload"]],
    ...[["Training runs/file_to_image/run: finished", "Images of epoch 12"], ["Training finished"], ["Reconstruction"]],
  ],
  compare_schedules: [["Scan simulation"], ["Builder of training"], ["["], ["Losses."], ["Reconstructions."]],
  own_callback_and_loss: [
    ["Scan simulation"],
    ["Training runs/own_callback_and_loss/run: finished", "Training finished"],
    ...[["Losses."], ["Reconstruction"], ["Reconstructions."], ["{ without: "]],
  ],
  network_and_engine: [["Reconstruction"], [], [], ["Reconstructions."], ["Fourier ring correlation."], ["{"]],
};
