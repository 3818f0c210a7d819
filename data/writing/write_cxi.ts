/**
 * Scans as CXI, the format of the Coherent X-ray Imaging Data Bank, version 1.6 (Maia 2012, doi:10.1038/nmeth.2110).
 * Its patterns are counts, its positions metres, and its mask has 0 where a pixel is good. It has no vectors from pixel to
 * pixel: x runs along columns and y along rows, which is what programs take where there are none.
 *
 * @module
 */
import { type Experiment, UNKNOWN_EXPERIMENT } from "../experiment.ts";
import { dataset, group, type Hdf5Node, link } from "../formats/hdf5_writing/hdf5_tree.ts";
import { writeHdf5 } from "../formats/hdf5_writing/write_hdf5.ts";
import type { NpyArray, RealArray } from "../formats/npy.ts";
import { complexArray, realArray, textScalar, type WritableArray } from "../formats/npy_encode.ts";
import { type StreamedArray, streamedArray } from "../formats/streamed_array.ts";
import { photonEnergy } from "./photon_energy.ts";
import { probeArray } from "./probe_array.ts";
import { requireObjectPixel } from "./require_object_pixel.ts";
import { probeModesOf } from "../scan.ts";
import type { ScanStream } from "./scan_stream.ts";

/**
 * Writes a scan as CXI, atomically, in the memory of a few patterns. Amplitudes become intensities.
 *
 * @param path Where to write; an existing file is replaced.
 * @param scan The scan, its arrays of lengths that fit.
 * @throws {RangeError} If the size of an object pixel is not known: positions have to be in metres.
 * @throws {Error} As {@link writeHdf5}.
 */
export async function writeCxi(path: string, scan: ScanStream): Promise<void> {
  const { experiment = UNKNOWN_EXPERIMENT, patterns, measurement, mask, object, provenance } = scan;
  const pixel = requireObjectPixel(experiment, `scan ${path} as CXI`, "npz or .h5");
  const { count, x, y } = scan;
  const translation = new Float64Array(3 * count);
  for (let i = 0; i < count; i++) translation.set([(x[i] ?? 0) * pixel.width, (y[i] ?? 0) * pixel.height], 3 * i);
  const source = sourceMembers(scan, experiment);
  const detector: Record<string, Hdf5Node> = {
    data: dataset(measurement === "intensity" ? patterns : intensities(patterns)),
    ...(mask ? { mask: dataset(cxiMask(mask)) } : {}),
    ...detectorMembers(experiment),
  };
  const data = "/entry_1/instrument_1/detector_1/data";
  const positions = "/entry_1/sample_1/geometry_1/translation";
  const entry: Record<string, Hdf5Node> = {
    data_1: group({ data: link(data), translation: link(positions) }),
    instrument_1: group({ detector_1: group(detector), source_1: group(source) }),
    sample_1: group({
      geometry_1: group({ translation: dataset(realArray(translation, [count, 3]), { units: "m" }) }),
    }),
  };
  if (object) {
    entry["image_1"] = group({ data: dataset(complexArray(object, [object.height, object.width])) });
  }
  if (typeof provenance === "string") {
    entry["process_1"] = group({ comment: dataset(textScalar(provenance)), program: dataset(textScalar("Exitwave")) });
  }
  await writeHdf5(path, group({ cxi_version: dataset(realArray(Int32Array.of(160), [])), entry_1: group(entry) }));
}

// --- internal ---

function scalar(value: number, units: string): Hdf5Node {
  return dataset(realArray(Float64Array.of(value), []), { units });
}

function sourceMembers(scan: ScanStream, experiment: Experiment): Record<string, Hdf5Node> {
  const { wavelength } = experiment;
  return {
    ...(wavelength === null ? {} : { energy: scalar(photonEnergy(wavelength), "J") }),
    illumination: dataset(probeArray(probeModesOf(scan), scan.patchSize)),
  };
}

function detectorMembers({ distance, detectorPixel }: Experiment): Record<string, Hdf5Node> {
  return {
    ...(distance === null ? {} : { distance: scalar(distance, "m") }),
    ...(detectorPixel === null
      ? {}
      : { x_pixel_size: scalar(detectorPixel.width, "m"), y_pixel_size: scalar(detectorPixel.height, "m") }),
  };
}

/** Squares of amplitudes, as floating point numbers: those of whole numbers would not fit their type. */
function intensities({ dtype, shape, rows }: StreamedArray): StreamedArray {
  return streamedArray({ dtype: dtype === "f8" ? "f8" : "f4", shape }, squares(rows));
}

async function* squares(rows: AsyncIterable<NpyArray>): AsyncGenerator<NpyArray> {
  const square = (amplitude: number): number => amplitude * amplitude;
  for await (const part of rows) {
    if (part.kind !== "real") yield part;
    else if (part.data instanceof Float64Array) yield realArray(part.data.map(square), part.shape);
    else yield realArray(Float32Array.from(part.data, square), part.shape);
  }
}

/** Bits of CXI: 1 marks a pixel that is not valid. */
function cxiMask(mask: WritableArray | StreamedArray): WritableArray | StreamedArray {
  if (mask.kind === "streamed") return streamedArray({ dtype: "u4", shape: mask.shape }, marks(mask.rows));
  return mask.kind === "real" ? marked(mask) : mask;
}

async function* marks(rows: AsyncIterable<NpyArray>): AsyncGenerator<NpyArray> {
  for await (const part of rows) yield part.kind === "real" ? marked(part) : part;
}

function marked({ shape, data }: RealArray): RealArray {
  return realArray(Uint32Array.from(data, (valid) => valid === 0 ? 1 : 0), shape);
}
