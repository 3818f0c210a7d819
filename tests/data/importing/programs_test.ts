import { assertEquals } from "@std/assert";
import {
  createImportPayload,
  type ImportInput,
  importScan,
  readNpz,
  realArray,
  type WritableArray,
  writeNpz,
} from "@exitwave/exitwave";
import { PLAIN, tiffBytes } from "../formats/tiff/tiff_bytes.ts";
import { withTempDir } from "../temp_dir.ts";
import { assertKnown, COUNT, type Imported, knownScan, numbers, SIDE } from "./known_copy.ts";

const SCAN = knownScan();
const PIXELS = SIDE * SIDE;
const METRES = 8e-9;
const ALL = [...SCAN.x.keys()];
const ORDER = ALL.map((i) => (5 * i + 2) % COUNT);

/** Frames of these numbers. */
function frames(chosen: readonly number[]): Uint16Array {
  return Uint16Array.from({ length: chosen.length * PIXELS }, (_, i) => {
    return SCAN.counts[(chosen[Math.floor(i / PIXELS)] ?? 0) * PIXELS + i % PIXELS] ?? 0;
  });
}

function stack(chosen: readonly number[] = ALL): WritableArray {
  return realArray(frames(chosen), [chosen.length, SIDE, SIDE]);
}

/** (row, column) of positions, in units of so many object pixels. */
function rowColumn(chosen: readonly number[], unit: number, offset = 0): Float64Array {
  return Float64Array.from(
    chosen.flatMap((i) => [SCAN.y[i] ?? NaN, SCAN.x[i] ?? NaN]),
    (value) => (value + offset) * unit,
  );
}

/** DC moved from the middle to the corner. */
function cornered(): Uint16Array {
  return SCAN.counts.map((_, i) => {
    const [m, r, c] = [Math.floor(i / PIXELS), Math.floor(i / SIDE) % SIDE, i % SIDE];
    return SCAN.counts[m * PIXELS + ((r + SIDE / 2) % SIDE) * SIDE + (c + SIDE / 2) % SIDE] ?? 0;
  });
}

const { probe } = SCAN.parts;
if (probe === undefined) throw new Error("the scan has no probe");
/** A probe is square, with as many axes of length one in front as a program likes. */
const probeOf = (...front: number[]): WritableArray => ({ ...probe, shape: [...front, SIDE, SIDE] });
const chunks = [ALL.slice(0, 7), ALL.slice(7, 9), ALL.slice(9)];

interface Program {
  readonly name: string;
  readonly files: Readonly<Record<string, Readonly<Record<string, WritableArray>>>>;
  /** What no file says. */
  readonly fields?: ImportInput;
}

const PROGRAMS: readonly Program[] = [
  {
    name: "tike: DC and positions in the corner, rows before columns",
    files: {
      "a.npz": {
        data: realArray(cornered(), [COUNT, SIDE, SIDE]),
        scan: realArray(rowColumn(ALL, 1, -SIDE / 2), [1, COUNT, 2]),
        probe: probeOf(1, 1, 1, 1),
      },
    },
  },
  {
    name: "ptychodus: a product whose positions are in another order, and more than there are patterns",
    files: {
      "frames.npz": {
        patterns: stack(),
        indexes: realArray(Int32Array.from(ALL, (i) => 50 + i)),
        bad_pixels: realArray(new Uint8Array(PIXELS), [SIDE, SIDE]),
      },
      "product.npz": {
        probe_position_indexes: realArray(Int32Array.from([...ORDER.map((i) => 50 + i), 7])),
        probe_position_x_m: realArray(Float64Array.from([...ORDER.map((i) => (SCAN.x[i] ?? 0) * METRES), 0])),
        probe_position_y_m: realArray(Float64Array.from([...ORDER.map((i) => (SCAN.y[i] ?? 0) * METRES), 0])),
        probe: probeOf(1, 1),
        probe_pixel_width_m: realArray(Float64Array.of(METRES), []),
        probe_pixel_height_m: realArray(Float64Array.of(METRES), []),
      },
    },
  },
  {
    name: "ptypy: chunks with positions in metres and weights of each frame, a probe of another file",
    files: {
      "a.npz": Object.fromEntries(chunks.flatMap((chosen, i) => [
        [`chunks/${i + 8}/data`, stack(chosen)],
        [`chunks/${i + 8}/positions`, realArray(rowColumn(chosen, METRES), [chosen.length, 2])],
        [
          `chunks/${i + 8}/weights`,
          realArray(new Float32Array(chosen.length * PIXELS).fill(1), [chosen.length, SIDE, SIDE]),
        ],
      ])),
      "b.npz": { "content/probe/S/data": probeOf(1), "content/probe/S/_psize": realArray(Float64Array.of(METRES)) },
    },
  },
  {
    name: "PtyLab: intensities and an encoder in metres, rows before columns",
    files: {
      "a.npz": {
        ...{ ptychogram: stack(), encoder: realArray(rowColumn(ALL, METRES), [COUNT, 2]), probe: probeOf(1, 1, 1, 1) },
        ...{ dxo: realArray(Float64Array.of(METRES), []), zo: realArray(Float64Array.of(0), []) },
      },
    },
  },
  {
    name: "NeXus: frames in numbered datasets",
    files: {
      "a.npz": {
        ...Object.fromEntries(chunks.map((chosen, i) => [`entry/data/data_00000${i + 1}`, stack(chosen)])),
        "entry/sample/x_um": realArray(SCAN.x.map((value) => value * METRES * 1e6)),
        "entry/sample/y_um": realArray(SCAN.y.map((value) => value * METRES * 1e6)),
        probe: probeOf(),
      },
    },
    fields: { pixelSize: METRES },
  },
];

async function imported(directory: string, files: readonly string[], fields: ImportInput = {}): Promise<Imported> {
  const path = `${directory}/out.npz`;
  const section = { ...fields, files: files.map((file) => `${directory}/${file}`) };
  const result = await importScan(createImportPayload({ import: section }), path);
  return { result, arrays: await readNpz(path) };
}

/** Where no object is known, an import may count positions from another place. */
function shifted(found: Imported): Imported {
  const arrays = new Map(found.arrays);
  for (const [key, known] of [["xcoords", SCAN.x], ["ycoords", SCAN.y]] as const) {
    const values = Float64Array.from(numbers(found, key));
    const shift = (known[0] ?? 0) - (values[0] ?? 0);
    arrays.set(key, realArray(values.map((value) => value + shift)));
  }
  return { ...found, arrays };
}

for (const { name, files, fields } of PROGRAMS) {
  Deno.test(`importScan() gives the scan back, told what no file says alone: ${name}`, () =>
    withTempDir(async (directory) => {
      for (const [file, arrays] of Object.entries(files)) await writeNpz(`${directory}/${file}`, arrays);
      const found = await imported(directory, Object.keys(files), fields);
      assertKnown(shifted(found), SCAN);
      assertEquals(found.arrays.has("mask"), false);
    }));
}

Deno.test("importScan() gives the scan back: TIFF files of a frame each, in the order of their numbers", () =>
  withTempDir(async (directory) => {
    const names = ALL.map((i) => `scan_${i + 5}.tif`);
    for (const i of ALL) {
      const image = { kind: "real", dtype: "u2", shape: [1, SIDE, SIDE], data: frames([i]) } as const;
      await Deno.writeFile(`${directory}/${names[i]}`, tiffBytes(image, PLAIN));
    }
    await writeNpz(`${directory}/rest.npz`, {
      positions_yx_px: realArray(rowColumn(ALL, 1), [COUNT, 2]),
      probe: probeOf(),
    });
    const found = await imported(directory, [...names.toSorted(), "rest.npz"]);
    assertKnown(shifted(found), SCAN);
  }));
