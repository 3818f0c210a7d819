/**
 * Reconstructions as CXI, the format of the Coherent X-ray Imaging Data Bank, version 1.6 (Maia 2012,
 * doi:10.1038/nmeth.2110): the object is `image_1`, the probe the illumination of `source_1`, positions are the translation
 * of `geometry_1`, in metres, as in the scans that we write. Patterns are in none.
 *
 * @module
 */
import { dataset, group, type Hdf5Node, link } from "../formats/hdf5_writing/hdf5_tree.ts";
import { writeHdf5 } from "../formats/hdf5_writing/write_hdf5.ts";
import { complexArray, realArray, textScalar } from "../formats/npy_encode.ts";
import { photonEnergy } from "./photon_energy.ts";
import { probeArray } from "./probe_array.ts";
import { requireObjectPixel } from "./require_object_pixel.ts";
import type { Product } from "./write_product.ts";

/**
 * Writes a reconstruction as CXI, atomically. `entry_1/image_1/data` (H, W) has the attributes by which products of
 * ptychodus say where an object lies: size of its pixels and place of its centre, in the frame of the positions.
 *
 * @param path Where to write; an existing file is replaced.
 * @param product The reconstruction; losses, photons and numbers of frames have no place in CXI.
 * @throws {RangeError} If the size of an object pixel is not known.
 * @throws {Error} If the file cannot be written.
 */
export async function writeCxiImage(path: string, product: Product): Promise<void> {
  const { experiment, object: { height, width }, origin, probeModes, x, y } = product;
  const pixel = requireObjectPixel(experiment, `reconstruction ${path} as CXI`, "npz");
  const translation = new Float64Array(3 * x.length);
  x.forEach((column, k) => translation.set([column * pixel.width, (y[k] ?? NaN) * pixel.height], 3 * k));
  const place = {
    ...{ pixel_height_m: pixel.height, pixel_width_m: pixel.width },
    center_x_m: (origin.x + width / 2) * pixel.width,
    center_y_m: (origin.y + height / 2) * pixel.height,
  };
  const image: Record<string, Hdf5Node> = {
    data: dataset(complexArray(product.object, [height, width]), place),
    data_space: dataset(textScalar("real")),
    // In the order of coordinates: x first.
    image_size: dataset(realArray(Float64Array.of(width * pixel.width, height * pixel.height)), { units: "m" }),
    is_fft_shifted: dataset(realArray(Int32Array.of(0), [])),
    process_1: link("/entry_1/process_1"),
    source_1: link("/entry_1/instrument_1/source_1"),
  };
  const source: Record<string, Hdf5Node> = {
    ...(experiment.wavelength === null ? {} : {
      energy: dataset(realArray(Float64Array.of(photonEnergy(experiment.wavelength)), []), { units: "J" }),
    }),
    illumination: dataset(probeArray(probeModes, probeModes[0]?.height ?? 0)),
  };
  const entry: Record<string, Hdf5Node> = {
    image_1: group(image),
    instrument_1: group({ source_1: group(source) }),
    process_1: group({ comment: dataset(textScalar(product.comments)), program: dataset(textScalar("Exitwave")) }),
    sample_1: group({
      geometry_1: group({ translation: dataset(realArray(translation, [x.length, 3]), { units: "m" }) }),
      name: dataset(textScalar(product.name)),
    }),
  };
  await writeHdf5(path, group({ cxi_version: dataset(realArray(Int32Array.of(160), [])), entry_1: group(entry) }));
}
