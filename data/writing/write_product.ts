/**
 * Products of ptychodus: a reconstruction with its probe and its positions, for programs that go on from there.
 *
 * @module
 */
import type { ComplexImage } from "../complex_image.ts";
import type { Experiment } from "../experiment.ts";
import { dataset, group, type Hdf5Node, link } from "../formats/hdf5_writing/hdf5_tree.ts";
import { writeHdf5 } from "../formats/hdf5_writing/write_hdf5.ts";
import { complexArray, realArray } from "../formats/npy_encode.ts";
import { photonElectronVolts } from "./photon_energy.ts";
import { probeArray } from "./probe_array.ts";
import { requireObjectPixel } from "./require_object_pixel.ts";

/** A reconstruction, and what it was made of. */
export interface Product {
  /** What it is called. */
  readonly name: string;
  /** Anything that is worth knowing. */
  readonly comments: string;
  /** The object: pixel [row, column] lies at scan coordinate (origin.x + column, origin.y + row). */
  readonly object: ComplexImage;
  /** Scan coordinate of the object's pixel [0, 0], in object pixels. */
  readonly origin: { readonly x: number; readonly y: number };
  /** Modes of the probe, N × N each, the strongest first. */
  readonly probeModes: readonly ComplexImage[];
  /** Columns of the patch centres in object pixels: the patch at c covers [c − N/2, c + N/2). */
  readonly x: Float64Array;
  /** Rows of the patch centres in object pixels. */
  readonly y: Float64Array;
  /** Number of each position in the file that it came from; null numbers them from 0. */
  readonly frameIndices: Int32Array | null;
  /** What is known of the experiment; the size of an object pixel must be. */
  readonly experiment: Experiment;
  /** Mean photons of a pattern; null where they are not known. */
  readonly photons: number | null;
  /** Loss of each epoch, the first first. */
  readonly losses: readonly number[];
}

/**
 * Writes a reconstruction as a product of ptychodus (HDF5), atomically: `probe` (1, P, N, N), `object` (1, H, W), positions
 * in metres, losses, and the attributes that it reads. What is not known is 0, as there.
 *
 * @param path Where to write; an existing file is replaced.
 * @param product The reconstruction.
 * @throws {RangeError} If the size of an object pixel is not known, or there are not as many x as y coordinates.
 * @throws {Error} If the file cannot be written.
 * @example
 * ```ts
 * import { writeProduct } from "@exitwave/exitwave";
 *
 * const image = { height: 2, width: 2, re: new Float32Array(4).fill(1), im: new Float32Array(4) };
 * const pixel = { height: 8e-9, width: 8e-9 };
 * const directory = await Deno.makeTempDir();
 * await writeProduct(`${directory}/product.h5`, {
 *   name: "star",
 *   comments: "",
 *   object: image,
 *   origin: { x: -1, y: -1 },
 *   probeModes: [image],
 *   x: Float64Array.of(0),
 *   y: Float64Array.of(0),
 *   frameIndices: null,
 *   experiment: { wavelength: 1.24e-10, distance: 2, detectorPixel: null, objectPixel: pixel },
 *   photons: 1e6,
 *   losses: [2.5, 1.25],
 * });
 * await Deno.remove(directory, { recursive: true });
 * ```
 */
export async function writeProduct(path: string, product: Product): Promise<void> {
  const { experiment, object, probeModes, x, y, losses } = product;
  const pixel = requireObjectPixel(experiment, `product ${path}`, "npz");
  if (x.length !== y.length) {
    throw new RangeError(`Cannot write product ${path} as there are ${x.length} x and ${y.length} y coordinates`);
  }
  const size = { pixel_height_m: pixel.height, pixel_width_m: pixel.width };
  const centre = {
    center_x_m: (product.origin.x + object.width / 2) * pixel.width,
    center_y_m: (product.origin.y + object.height / 2) * pixel.height,
  };
  const members: Record<string, Hdf5Node> = {
    // The name that losses had in products of old.
    costs: link("/loss_values"),
    loss_epochs: dataset(wholeNumbers(Int32Array.from(losses, (_, epoch) => epoch))),
    loss_values: dataset(realArray(Float64Array.from(losses))),
    object: dataset(complexArray(object, [1, object.height, object.width]), { ...size, ...centre }),
    // Between layers, of which there is one.
    object_layer_spacing_m: dataset(realArray(new Float64Array())),
    probe: dataset(probeModesArray(probeModes), size),
    probe_position_indexes: dataset(wholeNumbers(product.frameIndices ?? Int32Array.from(x, (_, index) => index))),
    probe_position_x_m: dataset(realArray(x.map((column) => column * pixel.width))),
    probe_position_y_m: dataset(realArray(y.map((row) => row * pixel.height))),
  };
  await writeHdf5(path, group(members, attributesOf(product)));
}

// --- internal ---

function attributesOf({ name, comments, experiment, photons }: Product): Record<string, string | number> {
  const { wavelength, distance } = experiment;
  return {
    name,
    comments,
    detector_object_distance_m: distance ?? 0,
    probe_energy_eV: wavelength === null ? 0 : photonElectronVolts(wavelength),
    probe_photon_count: photons ?? 0,
    exposure_time_s: 0,
    mass_attenuation_m2_kg: 0,
    tomography_angle_deg: 0,
  };
}

/** As 64-bit integers, which ptychodus writes. */
function wholeNumbers(values: Int32Array): Parameters<typeof dataset>[0] {
  return { kind: "real", dtype: "i8", shape: [values.length], data: Float64Array.from(values) };
}

/** (1, P, N, N): ptychodus' first axis is of probes that vary from position to position. */
function probeModesArray(modes: readonly ComplexImage[]): Parameters<typeof dataset>[0] {
  const [first] = modes;
  const size = first?.height ?? 0;
  return { ...probeArray(modes, size), shape: [1, modes.length, size, size] };
}
