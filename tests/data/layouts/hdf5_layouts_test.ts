import { assertEquals, assertMatch } from "@std/assert";
import type { ImportInput } from "../../../config/fields/import_input.ts";
import { pythonWithH5py } from "../formats/numpy.ts";
import { withTempDir } from "../temp_dir.ts";
import { foundIn } from "./found_in.ts";
import { type Hdf5Item, type Hdf5Tree, writeHdf5Files } from "./hdf5_files.ts";

/** Files of a program, and what is to be found in them. */
interface Case {
  readonly files: Readonly<Record<string, Hdf5Tree>>;
  readonly program: string;
  readonly fields: ImportInput;
  readonly problems?: readonly RegExp[];
  readonly notes?: readonly RegExp[];
}

const counts = (...shape: number[]): Hdf5Item => ({ shape, dtype: "u2" });
const real = (...shape: number[]): Hdf5Item => ({ shape });
const complex = (...shape: number[]): Hdf5Item => ({ shape, dtype: "c8" });
const number = (value: number, attrs: Record<string, unknown> = {}): Hdf5Item => ({
  shape: [],
  values: [value],
  attrs,
});
/** As many programs write a number: as an array of one. */
const boxed = (value: number, attrs: Record<string, unknown> = {}): Hdf5Item => ({
  shape: [1],
  values: [value],
  attrs,
});
const text = (value: string): Hdf5Item => ({ shape: [], dtype: "text", values: [value] });

const BASIS = [0, -5e-5, -5e-5, 0, 0, 0];
const DETECTOR = "entry_1/instrument_1/detector_1";

const CXI: Hdf5Tree = {
  cxi_version: number(160),
  [`${DETECTOR}/data`]: counts(6, 16, 16),
  "entry_1/data_1/data": { soft: `/${DETECTOR}/data` },
  "entry_1/sample_1/geometry_1/translation": real(6, 3),
  "entry_1/data_1/translation": { soft: "/entry_1/sample_1/geometry_1/translation" },
  [`${DETECTOR}/mask`]: { shape: [16, 16], dtype: "u4" },
  [`${DETECTOR}/distance`]: number(1.25),
  [`${DETECTOR}/x_pixel_size`]: { shape: [], dtype: "f4", values: [5.5e-5] },
  [`${DETECTOR}/y_pixel_size`]: number(6e-5),
  [`${DETECTOR}/basis_vectors`]: { shape: [3, 2], values: BASIS },
  "entry_1/instrument_1/source_1/energy": number(1.602176634e-15),
};

const CXI_FIELDS: ImportInput = {
  patterns: "entry_1/data_1/data",
  framesAxis: "first",
  measurement: "intensity",
  positions: "entry_1/data_1/translation",
  ...{ xColumn: 0, yColumn: 1, units: "m", orientation: "flip_xy" },
  ...{ mask: `${DETECTOR}/mask`, maskGood: 0 },
  ...{ energy: 10000, distance: 1.25, detectorPixel: [6e-5, 5.5e-5] },
};

const PRODUCT: Hdf5Tree = {
  "": { attrs: { name: "a", probe_energy_eV: 8000, detector_object_distance_m: 2, probe_photon_count: 1e6 } },
  probe_position_indexes: { shape: [5], dtype: "i8", values: [0, 1, 2, 3, 4] },
  probe_position_x_m: real(5),
  probe_position_y_m: real(5),
  probe: { ...complex(1, 2, 16, 16), attrs: { pixel_width_m: 2e-8, pixel_height_m: 1e-8 } },
  object: {
    ...complex(1, 40, 50),
    attrs: { pixel_width_m: 2e-8, pixel_height_m: 1e-8, center_x_m: 1e-6, center_y_m: -2e-6 },
  },
  object_layer_spacing_m: real(0),
  opr_weights: real(5, 1),
  costs: real(0),
};
const PRODUCT_FIELDS: ImportInput = {
  ...{ xPositions: "probe_position_x_m", yPositions: "probe_position_y_m", units: "m" },
  ...{ positionIndexes: "probe_position_indexes", probe: "probe", object: "object", objectCentre: [1e-6, -2e-6] },
  ...{ energy: 8000, distance: 2, pixelSize: [1e-8, 2e-8] },
};

const CASES: Readonly<Record<string, Case>> = {
  "CXI: links, basis vectors that turn both axes, joules": {
    files: { "a.cxi": CXI },
    program: "CXI",
    fields: CXI_FIELDS,
    notes: [/rows along −y, columns along −x/, /CXI has 0 where a pixel is good/],
  },
  "CXI: vectors as rows, axes swapped; translation of the sample's geometry; no version": {
    files: {
      "a.cxi": {
        [`${DETECTOR}/data`]: counts(6, 16, 16),
        "entry_1/sample_3/geometry/translation": { ...real(6, 2), attrs: { units: "micron" } },
        [`${DETECTOR}/geometry_1/translation`]: real(1, 3),
        [`${DETECTOR}/basis_vectors`]: { shape: [2, 3], values: [-7.5e-5, 0, 0, 0, 7.5e-5, 0] },
        [`${DETECTOR}/corner_position`]: { shape: [3], values: [0.1, 0.1, -3] },
        [`${DETECTOR}/data_dark`]: counts(2, 16, 16),
        "entry_1/sample_1/probe": complex(16, 16),
        "entry_1/instrument_1/source_1/energy": number(3e9, { units: "eV" }),
        "entry_1/instrument_1/beam_1/incident_wavelength": boxed(1.5, { units: "Angstrom" }),
      },
    },
    program: "CXI",
    fields: {
      patterns: `${DETECTOR}/data`,
      ...{ framesAxis: "first", measurement: "intensity", positions: "entry_1/sample_3/geometry/translation" },
      ...{ xColumn: 0, yColumn: 1, units: "um", orientation: "swap_flip_y", detectorPixel: [7.5e-5, 7.5e-5] },
      ...{ distance: 3, dark: `${DETECTOR}/data_dark`, probe: "entry_1/sample_1/probe" },
      wavelength: 1.5e-10,
    },
    notes: [/source_1\/energy is 3000000000, which is no photon's energy/],
  },
  "NXptycho: a raster with one x a column and one y a row; the ring's energy is no photon's": {
    files: {
      "a.nxs": {
        "entry_1/data_1/data": counts(3, 4, 16, 18),
        "entry_1/data_1/x": { ...real(4), attrs: { units: "b'\xb5m'" } },
        "entry_1/data_1/y": { ...real(3), attrs: { units: "um" } },
        "entry_1/instrument_1/source_1/energy": number(3, { units: "GeV" }),
        "entry_1/instrument_1/beam_1/energy": number(9.5, { units: "keV" }),
        "entry_1/instrument_1/detector_1/distance": number(4500, { units: "mm" }),
        "entry_1/instrument_1/detector_1/x_pixel_size": boxed(75, { units: "micrometre" }),
        "entry_1/instrument_1/detector_1/y_pixel_size": boxed(0.075, { units: ["mm"] }),
        "entry_1/instrument_1/detector_1/pixel_mask": { shape: [16, 18], dtype: "u4" },
      },
    },
    program: "NeXus",
    fields: {
      ...{ patterns: "entry_1/data_1/data", framesAxis: "first", raster: [3, 4], measurement: "intensity" },
      ...{ xPositions: "entry_1/data_1/x", yPositions: "entry_1/data_1/y", units: "um" },
      ...{ energy: 9500, distance: 4.5, detectorPixel: [7.5e-5, 7.5e-5] },
      ...{ mask: "entry_1/instrument_1/detector_1/pixel_mask", maskGood: 0 },
    },
  },
  "NeXus: frames in several files behind external links": {
    files: {
      "master.h5": {
        "entry/data/data_000001": { external: ["frames_1.h5", "/entry/data/data"] },
        "entry/data/data_000002": { external: ["frames_2.h5", "/entry/data/data"] },
        "entry/sample/lab_sample_x": { ...real(7), attrs: { units: "metre" } },
        "entry/sample/lab_sample_y": real(7),
        "entry/instrument/beam/incident_wavelength": number(1.1, { units: "angstrom" }),
        "entry/instrument/detector/detector_distance": number(2, { units: "m" }),
      },
      "frames_1.h5": { "entry/data/data": counts(4, 20, 20) },
      "frames_2.h5": { "entry/data/data": counts(3, 20, 20) },
    },
    program: "NeXus",
    fields: {
      ...{ patterns: "entry/data/data_*", framesAxis: "first", measurement: "intensity", units: "m" },
      ...{ xPositions: "entry/sample/lab_sample_x", yPositions: "entry/sample/lab_sample_y" },
      ...{ wavelength: 1.1e-10, distance: 2 },
    },
  },
  "NeXus: frames behind a link into a file that is not there": {
    files: { "master.h5": { "entry/data/data": { external: ["gone.h5", "/data"] }, "entry/data/x": real(4) } },
    program: "NeXus",
    fields: {},
    problems: [/no patterns were found/, /no positions were found/, /gone\.h5/],
  },
  "CXI: patterns behind a link into a file that is not there": {
    files: {
      "a.cxi": { ...CXI, [`${DETECTOR}/data`]: { external: ["lost.h5", "/data"] } },
    },
    program: "CXI",
    fields: Object.fromEntries(
      Object.entries(CXI_FIELDS).filter(([name]) => !["patterns", "framesAxis", "measurement"].includes(name)),
    ),
    problems: [/lost\.h5/, /lost\.h5/, /no patterns were found/],
  },
  "ptychodus: a product alone": {
    files: { "product.h5": PRODUCT },
    program: "ptychodus product",
    fields: PRODUCT_FIELDS,
    problems: [/no patterns: it is a ptychodus product.*name the diffraction file beside it/],
  },
  "ptychodus: a product beside its diffraction, joined by their indexes": {
    files: {
      "diffraction.h5": {
        patterns: counts(4, 16, 16),
        indexes: { shape: [4], dtype: "i8" },
        bad_pixels: { shape: [16, 16], dtype: "?" },
      },
      "product.h5": PRODUCT,
    },
    program: "ptychodus diffraction and ptychodus product",
    fields: {
      ...{ patterns: "patterns", framesAxis: "first", measurement: "intensity", frameIndexes: "indexes" },
      ...{ mask: "bad_pixels", maskGood: 0 },
      ...PRODUCT_FIELDS,
      ...{ xPositions: "product.h5:probe_position_x_m", yPositions: "product.h5:probe_position_y_m" },
      ...{
        positionIndexes: "product.h5:probe_position_indexes",
        probe: "product.h5:probe",
        object: "product.h5:object",
      },
    },
  },
  "ptychodus: an old product without pixel sizes, beside frames of a detector": {
    files: {
      "frames.h5": { "entry/data/data": counts(961, 8, 8) },
      "product.h5": {
        "": { attrs: { probe_energy_eV: [10000], detector_object_distance_m: "1.5", probe_photons_per_s: 0 } },
        probe_position_indexes: { shape: [961], dtype: "i8" },
        probe_position_x_m: real(961),
        probe_position_y_m: real(961),
        probe: { ...complex(8, 8), attrs: { pixel_width_m: 0, pixel_height_m: 0 } },
        object: complex(40, 50),
        object_layer_distance_m: { shape: [1], values: [1e308] },
      },
    },
    program: "NeXus and ptychodus product",
    fields: {
      ...{ patterns: "entry/data/data", framesAxis: "first", measurement: "intensity", units: "m" },
      ...{ xPositions: "product.h5:probe_position_x_m", yPositions: "product.h5:probe_position_y_m" },
      ...{
        positionIndexes: "product.h5:probe_position_indexes",
        probe: "product.h5:probe",
        object: "product.h5:object",
      },
      ...{ objectCentre: [0, 0], energy: 10000, distance: 1.5 },
    },
  },
  "MATLAB 7.3: axes in reverse, a table on its side, numbers of (1, 1)": {
    files: {
      "scan.mat": {
        dp: { ...counts(9, 20, 16), attrs: { MATLAB_class: "b'uint16'" } },
        positions: { ...real(2, 9), attrs: { MATLAB_class: "b'double'" } },
        probe: { shape: [16, 16], dtype: "matlab", attrs: { MATLAB_class: "b'double'" } },
        wavelength: { shape: [1, 1], values: [6.3e-7], attrs: { MATLAB_class: "b'double'" } },
        detector_distance: { shape: [1, 1], values: [0.05], attrs: { MATLAB_class: "b'double'" } },
      },
    },
    program: "MATLAB 7.3",
    fields: {
      ...{ patterns: "dp", framesAxis: "first", transpose: true, positions: "positions", probe: "probe" },
      ...{ wavelength: 6.3e-7, distance: 0.05 },
    },
  },
  "ptypy: chunks in the order of their numbers, weights, metres along rows and columns, keV": {
    files: {
      "scan.ptyd": {
        ...Object.fromEntries([0, 1, 2, 10].flatMap((chunk) => [
          [`chunks/${chunk}/data`, counts(2 + chunk % 2, 16, 16)],
          [`chunks/${chunk}/weights`, real(2 + chunk % 2, 16, 16)],
          [`chunks/${chunk}/positions`, real(2 + chunk % 2, 2)],
        ])),
        "info/energy": number(7.2),
        "info/distance": number(7.19),
        "info/psize": { shape: [2], values: [1.72e-4, 1.72e-4] },
        "meta/energy": number(7.2),
      },
    },
    program: "ptypy",
    fields: {
      ...{ patterns: "chunks/*/data", framesAxis: "first", measurement: "intensity" },
      ...{ positions: "chunks/*/positions", xColumn: 1, yColumn: 0, units: "m" },
      ...{ mask: "chunks/*/weights", maskGood: 1 },
      ...{ energy: 7200, distance: 7.19, detectorPixel: [1.72e-4, 1.72e-4] },
    },
  },
  "ptypy: one chunk with one weight for all, probe and object of a reconstruction": {
    files: {
      "scan.ptyd": {
        "chunks/0/data": counts(5, 16, 16),
        "chunks/0/positions": real(5, 2),
        "meta/weight2d": real(16, 16),
      },
      "scan.ptyr": {
        "content/probe/S00G00/data": complex(2, 16, 16),
        "content/probe/S00G00/_psize": { shape: [2], values: [1e-8, 1e-8] },
        "content/obj/S00G00/data": complex(1, 60, 60),
      },
    },
    program: "ptypy",
    fields: {
      ...{ patterns: "chunks/0/data", framesAxis: "first", measurement: "intensity" },
      ...{ positions: "chunks/0/positions", xColumn: 1, yColumn: 0, units: "m" },
      ...{ mask: "meta/weight2d", maskGood: 1, pixelSize: [1e-8, 1e-8] },
      ...{ probe: "scan.ptyr:content/probe/S00G00/data", object: "scan.ptyr:content/obj/S00G00/data" },
    },
  },
  "PtyLab: encoder in metres, rows before columns": {
    files: {
      "lensless.hdf5": {
        ptychogram: counts(9, 20, 20),
        encoder: real(9, 2),
        ...{ wavelength: number(6.3e-7), zo: number(0.04), dxd: number(1.4e-5), entrancePupilDiameter: number(1e-3) },
        ...{ orientation: number(4), background: real(20, 20) },
      },
    },
    program: "PtyLab",
    fields: {
      ...{ patterns: "ptychogram", framesAxis: "first", measurement: "intensity", dark: "background" },
      ...{ positions: "encoder", xColumn: 1, yColumn: 0, units: "m" },
      ...{ wavelength: 6.3e-7, distance: 0.04, detectorPixel: [1.4e-5, 1.4e-5] },
    },
    notes: [/orientation is 4/],
  },
  "PtychoShelves: a raw frame of a detector": {
    files: { "raw.h5": { eiger_4: { shape: [1, 20, 24], dtype: "u4" } } },
    program: "PtychoShelves",
    fields: {
      ...{ patterns: "eiger_4", framesAxis: "first", measurement: "intensity" },
      ...{ raster: [1, 1], step: 1, units: "px" },
    },
  },
  "PtychoShelves: a reconstruction beside prepared data": {
    files: {
      "data.h5": { "measurement/n0/data": counts(4, 16, 16), "measurement/n0/positions": real(4, 2) },
      "recon.h5": {
        "reconstruction/p/probes": complex(1, 16, 16),
        "reconstruction/p/objects/object_0": complex(50, 50),
        "reconstruction/p/lambda": boxed(2e-10),
        "reconstruction/p/dx_spec": { shape: [2, 1], values: [1e-8, 1e-8] },
      },
    },
    program: "PtychoShelves",
    fields: {
      ...{ patterns: "measurement/n0/data", framesAxis: "first", measurement: "intensity" },
      ...{ positions: "measurement/n0/positions", xColumn: 1, yColumn: 0, units: "px", positionReference: "corner" },
      ...{ probe: "recon.h5:reconstruction/p/probes", object: "recon.h5:reconstruction/p/objects/object_0" },
      ...{ wavelength: 2e-10, pixelSize: [1e-8, 1e-8] },
    },
  },
  "Pty-Chi: patterns and parameters in two files, electrons in Å": {
    files: {
      "dp.hdf5": { dp: real(6, 16, 16) },
      "para.hdf5": {
        ...{ ppX: real(6), ppY: real(6), lambda: number(0.0197), dx: number(0.1) },
        ...{ probe: complex(1, 3, 16, 16), object: complex(1, 90, 90), angle: number(0) },
      },
    },
    program: "Pty-Chi",
    fields: {
      ...{ patterns: "dp", framesAxis: "first", xPositions: "para.hdf5:ppX", yPositions: "para.hdf5:ppY" },
      ...{ units: "angstrom", wavelength: 1.97e-12, pixelSize: [1e-11, 1e-11] },
      ...{ probe: "para.hdf5:probe", object: "para.hdf5:object" },
    },
  },
  "hyperspy: calibrated axes of four, electrons in keV": {
    files: {
      "scan.hspy": {
        "Experiments/__unnamed__/data": counts(3, 5, 16, 16),
        "Experiments/__unnamed__/axis-0": { attrs: { scale: -0.5, units: "Å", size: 3 } },
        "Experiments/__unnamed__/axis-1": { attrs: { scale: 0.05, units: "nm", size: 5 } },
        "Experiments/__unnamed__/axis-2": { attrs: { scale: 0.1, units: "$A^{-1}$", size: 16 } },
        "Experiments/__unnamed__/axis-3": { attrs: { scale: 0.1, units: "1/Å", size: 16 } },
        "Experiments/__unnamed__/metadata/Acquisition_instrument/TEM": { attrs: { beam_energy: 300 } },
      },
    },
    program: "hyperspy",
    fields: {
      ...{ patterns: "Experiments/__unnamed__/data", framesAxis: "first", measurement: "intensity" },
      ...{
        raster: [3, 5],
        step: 0.05,
        units: "nm",
        energy: 300000,
        radiation: "electrons",
        pixelSize: [6.25e-11, 6.25e-11],
      },
    },
  },
  "EMD: axes as datasets, an accelerating voltage": {
    files: {
      "scan.emd": {
        "data/datacube/data": counts(2, 3, 16, 16),
        "data/datacube/dim1": { shape: [2], values: [0, 0.4], attrs: { name: "y", units: "[n_m]" } },
        "data/datacube/dim2": { shape: [3], values: [0, 0.2, 0.4], attrs: { name: "x", units: "b'nm'" } },
        "data/datacube/dim3": { shape: [16], attrs: { units: "px" } },
        "data/datacube/dim4": { shape: [16], attrs: { units: "px" } },
        "microscope/accelerating_voltage": number(80, { units: "kV" }),
      },
    },
    program: "EMD",
    fields: {
      ...{ patterns: "data/datacube/data", framesAxis: "first", measurement: "intensity" },
      ...{ raster: [2, 3], step: [0.4, 0.2], units: "nm", energy: 80000, radiation: "electrons" },
    },
  },
  "EMD of Berkeley: units in brackets, with a mark of the prefix": {
    files: {
      "scan.emd": {
        "data/scan/data": counts(2, 3, 16, 16),
        ...Object.fromEntries(["[n_m]", "[n_m]", "[n_m^-1]", "[n_m^-1]"].map((units, axis) => [
          `data/scan/dim${axis + 1}`,
          { shape: [2], values: [0, axis < 2 ? 0.4 : 0.5], attrs: { units } },
        ])),
      },
    },
    program: "EMD",
    fields: {
      ...{ patterns: "data/scan/data", framesAxis: "first", measurement: "intensity" },
      ...{ raster: [2, 3], step: 0.4, units: "nm", pixelSize: [1.25e-10, 1.25e-10] },
    },
  },
  "EMD of fpd: an axis for the colour": {
    files: {
      "merlin.hdf5": {
        "fpd_expt/fpd_data/data": counts(2, 3, 1, 16, 16),
        ...Object.fromEntries([2, 3, 1, 16, 16].map((length, axis) => [
          `fpd_expt/fpd_data/dim${axis + 1}`,
          {
            shape: [length],
            values: Array.from({ length }, (_, i) => 2 * i),
            attrs: { units: axis < 2 ? "nm" : "pixels" },
          },
        ])),
      },
    },
    program: "EMD",
    fields: {
      ...{ patterns: "fpd_expt/fpd_data/data", framesAxis: "first", measurement: "intensity" },
      ...{ raster: [2, 3], step: 2, units: "nm" },
    },
  },
  "EMD of py4DSTEM: calibrations go before axes": {
    files: {
      "scan.h5": {
        "datacube_root/datacube/data": counts(2, 2, 16, 16),
        ...Object.fromEntries(
          [0, 1, 2, 3].map((axis) => [`datacube_root/datacube/dim${axis}`, { shape: [2], values: [0, 1] }]),
        ),
        "datacube_root/metadatabundle/calibration/R_pixel_size": number(2.5),
        "datacube_root/metadatabundle/calibration/R_pixel_units": text("A"),
        "datacube_root/metadatabundle/calibration/Q_pixel_size": number(0.05),
        "datacube_root/metadatabundle/calibration/Q_pixel_units": text("A^-1"),
      },
    },
    program: "EMD",
    fields: {
      ...{ patterns: "datacube_root/datacube/data", framesAxis: "first", measurement: "intensity" },
      ...{ raster: [2, 2], step: 0.25, units: "nm", pixelSize: [1.25e-10, 1.25e-10] },
    },
  },
  "EMD of Velox: frames along the last axis, metadata as characters": {
    files: {
      "velox.emd": {
        "Data/Image/0a1b/Data": { shape: [16, 16, 5], dtype: "i4" },
        "Data/Image/0a1b/Metadata": {
          ...{ shape: [40, 1], dtype: "u1" },
          values: [...'{"Optics":{"AccelerationVoltage":"2e5"}}'].map((letter) => letter.charCodeAt(0)),
        },
      },
    },
    program: "EMD",
    fields: {
      ...{ patterns: "Data/Image/0a1b/Data", framesAxis: "last", measurement: "intensity" },
      ...{ energy: 200000, radiation: "electrons" },
    },
    problems: [/no positions were found/],
  },
  "NSLS-II: amplitudes, a table on its side in micrometres, units in names": {
    files: {
      "scan.h5": {
        diffamp: { shape: [6, 16, 16], dtype: "f4" },
        ...{ points: real(2, 6), lambda_nm: number(0.1), z_m: number(0.5), ccd_pixel_um: boxed(55), angle: number(15) },
      },
    },
    program: "NSLS-II ptycho",
    fields: {
      ...{ patterns: "diffamp", framesAxis: "first", measurement: "amplitude" },
      ...{ positions: "points", xColumn: 0, yColumn: 1, units: "um" },
      ...{ wavelength: 1e-10, distance: 0.5, detectorPixel: [5.5e-5, 5.5e-5] },
    },
  },
  "of no program: groups, attributes of the root, distances of other parts of the beamline": {
    files: {
      "run.h5": {
        "": { attrs: { photon_energy_eV: 7100, wavelength: "not a number", det_distance: [3.5] } },
        "raw/slit_1/distance": number(20, { units: "m" }),
        "raw/frames_counts": counts(6, 16, 20),
        "raw/motors/scan_x": { ...real(6), attrs: { unit: "b'um'" } },
        "raw/motors/scan_y": real(6),
        "raw/good_pixels": { shape: [16, 20], dtype: "?" },
        "raw/label": text("a star"),
        "raw/camera/voltage": number(120),
        "raw/camera/camera_length": number(80),
      },
    },
    program: "arrays",
    fields: {
      ...{ patterns: "raw/frames_counts", framesAxis: "first", measurement: "intensity", units: "um" },
      ...{ xPositions: "raw/motors/scan_x", yPositions: "raw/motors/scan_y", mask: "raw/good_pixels", maskGood: 1 },
      ...{ energy: 7100, distance: 3.5 },
    },
  },
  "of no program: a microscope's names": {
    files: {
      "run.h5": {
        "scan/cbeds": counts(4, 16, 16),
        "scan/points_angstrom": real(4, 2),
        "scan/HT_kV": number(60),
        "scan/camera_length_mm": number(115),
      },
    },
    program: "arrays",
    fields: {
      ...{ patterns: "scan/cbeds", framesAxis: "first", positions: "scan/points_angstrom", units: "angstrom" },
      ...{ energy: 60000, radiation: "electrons", distance: 0.115 },
    },
  },
  "a scan of ours as HDF5": {
    files: {
      "scan.h5": {
        diffraction: { shape: [5, 16, 16], dtype: "f4" },
        ...{ xcoords: real(5), ycoords: real(5), probeGuess: complex(1, 16, 16), measurement: text("amplitude") },
      },
    },
    program: "PtychoPINN",
    fields: {
      ...{ patterns: "diffraction", framesAxis: "first", measurement: "amplitude", positionReference: "centre" },
      ...{ xPositions: "xcoords", yPositions: "ycoords", probe: "probeGuess" },
    },
  },
};

/** Steps of rasters and sizes of pixels are computed: some of their last digits may differ. */
function rounded(fields: ImportInput): ImportInput {
  return JSON.parse(
    JSON.stringify(fields),
    (_, value) => typeof value === "number" ? Number(value.toPrecision(7)) : value,
  );
}

Deno.test({
  name: "findLayout() finds what is what in HDF5 files of the field",
  ignore: pythonWithH5py === null,
  fn: (t) =>
    withTempDir(async (directory) => {
      const folders = Object.values(CASES).map((_, i) => `${directory}/${i}`);
      await Promise.all(folders.map((folder) => Deno.mkdir(folder)));
      await writeHdf5Files(Object.fromEntries(
        Object.values(CASES).flatMap(({ files }, i) =>
          Object.entries(files).map(([name, tree]) => [`${folders[i]}/${name}`, tree])
        ),
      ));
      for (const [i, [name, expected]] of Object.entries(CASES).entries()) {
        await t.step(name, async () => {
          const names = Object.keys(expected.files).filter((file) => !file.startsWith("frames_"));
          const found = await foundIn(...names.map((file) => `${folders[i]}/${file}`));
          assertEquals(rounded(found.fields), rounded(expected.fields));
          assertEquals(found.program, expected.program);
          const problems = expected.problems ?? [];
          assertEquals(found.problems.length, problems.length, found.problems.join("\n"));
          for (const form of problems) assertMatch(found.problems.join("\n"), form);
          for (const form of expected.notes ?? []) assertMatch(found.notes.join("\n"), form);
        });
      }
    }),
});
