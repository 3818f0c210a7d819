/**
 * Scans as typed arrays: read, imported, simulated, checked, written, cut into batches. Loads no tensorflow.js.
 *
 * ```ts
 * import { loadScan, simulateScan, writeScan } from "@exitwave/exitwave/data";
 * import { assertEquals } from "@std/assert";
 *
 * const path = await Deno.makeTempFile({ suffix: ".npz" });
 * await writeScan(path, simulateScan({ patterns: 4, photons: 1e5 }));
 * const { count, patchSize } = await loadScan(path);
 * assertEquals([count, patchSize], [4, 64]);
 * await Deno.remove(path);
 * ```
 *
 * @module
 */

export type { Measurement } from "../data/checks/pattern_array.ts";
export { batches, epochOrder } from "../data/batches.ts";
export type { Batch, EpochOptions } from "../data/batches.ts";
export type { BatchesOptions, BatchWindow } from "../data/plan_batches.ts";
export type { ComplexImage } from "../data/complex_image.ts";
export { type ImportedScan, importScan, type ImportScanOptions } from "../data/importing/import_scan.ts";
export type { FoundRecipe } from "../data/importing/import_recipe.ts";
export { scanRecipe } from "../data/importing/scan_recipe.ts";
export { inspectScan, type ScanFacts } from "../data/facts/inspect_scan.ts";
export { completeFromScan } from "../data/facts/scan_fields.ts";
export type { FileVersion } from "../data/files/file_version.ts";
export type { FrameFile, Frames } from "../data/frames/frames.ts";
export type { InputContrast } from "../data/frames/input_contrast.ts";
export type { Masks } from "../data/frames/masks.ts";
export type { PatternStatistics } from "../data/frames/pattern_statistics.ts";
export { loadScan, type LoadScanOptions, openScan, type OpenScanOptions } from "../data/load_scan.ts";
export type { ArrayAttribute, ArrayFile, ArrayHeader, ArrayStorage } from "../data/formats/array_file.ts";
export { complexArray, realArray, textScalar, type WritableArray } from "../data/formats/npy_encode.ts";
export type { ComplexArray, NpyArray, ObjectArray, RealArray, RealData, TextArray } from "../data/formats/npy.ts";
export type { Dtype, NpyHeader, RealDtype } from "../data/formats/npy_header.ts";
export { type NpzFile, openNpz } from "../data/formats/npz.ts";
export { openArrays } from "../data/formats/open/open_arrays.ts";
export { openFiles } from "../data/formats/open/open_files.ts";
export { readNpz } from "../data/formats/read_npz.ts";
export type { LabelSource } from "../data/labels.ts";
export type { Patterns } from "../data/patterns.ts";
export { type JoinedScans, prepareSamples, type PrepareSamplesOptions, type Samples } from "../data/samples.ts";
export type { SampleScales } from "../data/scaling.ts";
export type { Experiment, PixelSize } from "../data/experiment.ts";
export type { OpenScan, Scan, ScanContent, ScanDescription, ScanNotes } from "../data/scan.ts";
export type { Positions, ScanTruth } from "../data/positions.ts";
export type { ScanCharacter } from "../data/scan_character.ts";
export { type GreyImage, readImageFile } from "../data/simulation/objects/image_file.ts";
export type * from "../data/simulation/objects/object_recipe.ts";
export type * from "../data/simulation/positions/positions_recipe.ts";
export type * from "../data/simulation/probes/probe_recipe.ts";
export { simulateScan } from "../data/simulation/simulate.ts";
export type * from "../data/simulation/simulate_options.ts";
export {
  type SimulationProgress,
  writeSimulation,
  type WriteSimulationOptions,
  type WrittenSimulation,
} from "../data/simulation/write_simulation.ts";
export { loadSimulationSource, type SimulationSource } from "../data/simulation/simulation_source.ts";
export { type Split, type SplitOptions, splitSamples } from "../data/split.ts";
export { type StreamedArray, streamedArray } from "../data/formats/streamed_array.ts";
export { writeNpz } from "../data/formats/write_npz.ts";
export type { ScanWithoutPatterns } from "../data/writing/arrays_beside_patterns.ts";
export type { ScanStream } from "../data/writing/scan_stream.ts";
export { type Product, writeProduct } from "../data/writing/write_product.ts";
export { writeScan, writeScanStream } from "../data/writing/write_scan.ts";
export { decodeSafetensors, encodeSafetensors } from "../data/formats/safetensors.ts";
export type { NamedArray, SafetensorsContent } from "../data/formats/safetensors.ts";
export type { RealImage } from "../data/real_image.ts";
