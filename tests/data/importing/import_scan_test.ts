import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  createImportPayload,
  type ImportInput,
  importScan,
  loadScan,
  parseImport,
  realArray,
  type RealData,
  scanRecipe,
  writeNpz,
} from "@exitwave/exitwave";
import { npyBytes } from "../formats/npy_bytes.ts";
import { withTempDir } from "../temp_dir.ts";
import {
  assertKnown,
  assertPlaces,
  COUNT,
  importCopy,
  knownScan,
  NAMED,
  numbers,
  SIDE,
  writeCopy,
} from "./known_copy.ts";

const SHAPE = [COUNT, SIDE, SIDE];
const PIXELS = SIDE * SIDE;
const SCAN = knownScan();

/** Counts moved to other places. */
function moved(to: (frame: number, row: number, column: number) => number): Uint16Array {
  const counts = new Uint16Array(SCAN.counts.length);
  SCAN.counts.forEach((value, i) => {
    counts[to(Math.floor(i / PIXELS), Math.floor(i / SIDE) % SIDE, i % SIDE)] = value;
  });
  return counts;
}

interface Copy {
  readonly name: string;
  readonly change: Parameters<typeof writeCopy>[2];
  readonly fields?: ImportInput;
}

const types: readonly RealData[] = [
  ...[Uint16Array, Uint32Array, Int16Array, Int32Array, Float32Array, Float64Array].map((type) =>
    type.from(SCAN.counts)
  ),
  Float32Array.from(SCAN.counts, Math.sqrt),
];

const scaled = (unit: number): NonNullable<Copy["change"]> => ({
  across: realArray(SCAN.x.map((value) => value * 31e-9 / unit)),
  down: realArray(SCAN.y.map((value) => value * 29e-9 / unit)),
});
const [ACROSS, DOWN] = [realArray(SCAN.x), realArray(SCAN.y)];
const negative = { across: realArray(SCAN.x.map((x) => -x)), down: realArray(SCAN.y.map((y) => -y)) };
const table = Float64Array.from(
  { length: 3 * COUNT },
  (_, i) => [SCAN.y, SCAN.x][i % 3]?.[Math.floor(i / 3)] ?? 7,
);

const COPIES: readonly Copy[] = [
  ...types.map((data, i) => ({
    name: `${i === 6 ? "amplitudes" : "counts"} as ${data.constructor.name}`,
    change: { frames: realArray(data, SHAPE) },
  })),
  {
    name: "DC in the corner",
    change: {
      frames: realArray(moved((m, r, c) => m * PIXELS + ((r + SIDE / 2) % SIDE) * SIDE + (c + SIDE / 2) % SIDE), SHAPE),
    },
  },
  {
    name: "(N, N, M)",
    change: { frames: realArray(moved((m, r, c) => (r * SIDE + c) * COUNT + m), [SIDE, SIDE, COUNT]) },
  },
  { name: "a raster (R, C, N, N)", change: { frames: realArray(SCAN.counts, [4, 6, SIDE, SIDE]) } },
  { name: "one axis in front", change: { frames: realArray(SCAN.counts, [1, ...SHAPE]) } },
  ...([["m", 1], ["mm", 1e-3], ["um", 1e-6], ["nm", 1e-9], ["angstrom", 1e-10]] as const).map(([units, metres]) => ({
    name: `positions in ${units}`,
    change: scaled(metres),
    fields: { units, pixelSize: [29e-9, 31e-9] as [number, number] },
  })),
  {
    name: "the geometry tells object pixels",
    change: scaled(1),
    fields: {
      ...{ units: "m", wavelength: 1e-10, distance: 2 },
      detectorPixel: [2e-10 / (SIDE * 29e-9), 2e-10 / (SIDE * 31e-9)],
    },
  },
  { name: "positions of corners", change: {}, fields: { positionReference: "corner" } },
  { name: "x and y swapped", change: { across: DOWN, down: ACROSS }, fields: { orientation: "swap" } },
  { name: "both flipped", change: negative, fields: { orientation: "flip_xy" } },
  { name: "turned by half", change: negative, fields: { rotation: 180 } },
  {
    name: "a table of (y, x, z)",
    change: { table: realArray(table, [COUNT, 3]) },
    fields: { xPositions: null, yPositions: null, positions: "/table", xColumn: 1, yColumn: 0 },
  },
];

for (const { name, change, fields = {} } of COPIES) {
  Deno.test(`importScan() gives the scan back: ${name}`, async () => {
    await withTempDir(async (directory) => {
      await writeCopy(`${directory}/copy.npz`, SCAN, change);
      const imported = await importCopy(directory, ["copy.npz"], fields);
      const shift = fields.positionReference === "corner" ? SIDE / 2 : 0;
      assertKnown(imported, { ...SCAN, x: SCAN.x.map((x) => x + shift), y: SCAN.y.map((y) => y + shift) });
      assertEquals(imported.result.warnings, []);
      assertEquals(imported.result.maskedShare, 0);
    });
  });
}

for (
  const [name, header, data] of [
    ["big-endian", { descr: "'>u2'", shape: `(${SHAPE})` }, SCAN.counts.map((v) => (v >> 8) | ((v & 255) << 8))],
    [
      "in Fortran order",
      { descr: "'<u2'", fortran: "True", shape: `(${SHAPE})` },
      moved((m, r, c) => (c * SIDE + r) * COUNT + m),
    ],
  ] as const
) {
  Deno.test(`importScan() gives the scan back: ${name}, the patterns in a file of their own`, async () => {
    await withTempDir(async (directory) => {
      await Deno.writeFile(`${directory}/patterns.npy`, npyBytes(header, data));
      await writeCopy(`${directory}/rest.npz`, SCAN, { frames: null });
      const imported = await importCopy(directory, ["rest.npz"], { patterns: `${directory}/patterns.npy` });
      assertKnown(imported, SCAN);
    });
  });
}

Deno.test("importScan() joins frames and positions by lists of indexes, whatever their order", async () => {
  await withTempDir(async (directory) => {
    const order = Int32Array.from(SCAN.x, (_, i) => (7 * i + 3) % COUNT);
    const known = [...order.keys()].filter((i) => i % 5 > 0);
    await writeCopy(`${directory}/copy.npz`, SCAN, {
      numbers: realArray(Int32Array.from({ length: COUNT }, (_, i) => 100 + i)),
      named: realArray(Int32Array.from(known, (i) => 100 + (order[i] ?? 0))),
      across: realArray(Float64Array.from(known, (i) => SCAN.x[order[i] ?? 0] ?? NaN)),
      down: realArray(Float64Array.from(known, (i) => SCAN.y[order[i] ?? 0] ?? NaN)),
    });
    const imported = await importCopy(directory, ["copy.npz"], { frameIndexes: "numbers", positionIndexes: "named" });
    const frames = known.map((i) => order[i] ?? 0).sort((a, b) => a - b);
    assertEquals(numbers(imported, "frame_indices"), Int32Array.from(frames));
    assertPlaces(imported, {
      x: Float64Array.from(frames, (i) => SCAN.x[i] ?? NaN),
      y: Float64Array.from(frames, (i) => SCAN.y[i] ?? NaN),
    });
    assertEquals(imported.result.warnings, ["5 of 24 frames have no position, such as frame 1: left out"]);
  });
});

Deno.test("importScan() masks what is marked, by value or by a mask, and nothing else", async () => {
  const gaps = [3, 700, 2020];
  const marked = Uint32Array.from(SCAN.counts, (value, i) => gaps.includes(i % PIXELS) ? 2 ** 32 - 1 : value);
  const bits = Uint8Array.from({ length: PIXELS }, (_, i) => gaps.includes(i) ? 4 : 0);
  const valid = bits.map((bit) => bit === 0 ? 1 : 0);
  const ways: readonly (readonly [change: Copy["change"], fields: ImportInput])[] = [
    [{ frames: realArray(marked, SHAPE) }, {}],
    [{ frames: realArray(Float32Array.from(marked), SHAPE) }, { badValues: [2 ** 32 - 1] }],
    [{ bits: realArray(bits, [SIDE, SIDE]) }, { mask: "bits", maskGood: 0 }],
    [{ bits: realArray(valid, [SIDE, SIDE]) }, { mask: "bits", maskGood: 1 }],
    [{ frames: realArray(marked, SHAPE), bits: realArray(bits, [SIDE, SIDE]) }, { mask: "bits" }],
  ];
  for (const [change, fields] of ways) {
    await withTempDir(async (directory) => {
      await writeCopy(`${directory}/copy.npz`, SCAN, change);
      const imported = await importCopy(directory, ["copy.npz"], fields);
      assertEquals(imported.arrays.get("mask"), realArray(valid, [SIDE, SIDE]));
      const expected = Float32Array.from(SCAN.counts, (value, i) => gaps.includes(i % PIXELS) ? 0 : Math.sqrt(value));
      assertEquals(numbers(imported, "diffraction"), expected);
    });
  }
});

Deno.test("importScan() keeps a mask for each frame where masks differ", async () => {
  await withTempDir(async (directory) => {
    const masks = Uint8Array.from(SCAN.counts, (_, i) => i % 4999 === 0 ? 0 : 1);
    await writeCopy(`${directory}/copy.npz`, SCAN, { masks: realArray(masks, SHAPE) });
    const imported = await importCopy(directory, ["copy.npz"], { mask: "masks", maskGood: 1 });
    assertEquals(imported.arrays.get("mask"), realArray(masks, SHAPE));
  });
});

Deno.test("importScan() writes the same bytes wherever the file lies, and remembers the recipe", async () => {
  await withTempDir(async (directory) => {
    const bytes: Uint8Array[] = [];
    for (const folder of ["a", "b/c"]) {
      await Deno.mkdir(`${directory}/${folder}`, { recursive: true });
      await writeCopy(`${directory}/${folder}/copy.npz`, SCAN);
      const { arrays } = await importCopy(`${directory}/${folder}`, ["copy.npz"]);
      bytes.push(await Deno.readFile(`${directory}/${folder}/imported.npz`));
      const text = arrays.get("provenance");
      const { files, recipe } = JSON.parse(text?.kind === "text" ? text.data[0] ?? "" : "");
      assertEquals(files.map(({ name }: { name: string }) => name), ["copy.npz"]);
      assertEquals(parseImport(recipe).import.measurement, "intensity");
      assert(!JSON.stringify(recipe).includes(directory));
    }
    assertEquals(bytes[0], bytes[1]);
  });
});

Deno.test("importScan() of its own scan gives it back", async () => {
  await withTempDir(async (directory) => {
    await writeCopy(`${directory}/copy.npz`, SCAN, scaled(1));
    await importCopy(directory, ["copy.npz"], { units: "m", pixelSize: [29e-9, 31e-9], object: "object" });
    const again = createImportPayload({ import: { files: [`${directory}/imported.npz`], units: "px" } });
    await importScan(again, `${directory}/again.npz`);
    const [first, second] = [await loadScan(`${directory}/imported.npz`), await loadScan(`${directory}/again.npz`)];
    for (const key of ["amplitude", "x", "y", "probe", "object", "experiment"] as const) {
      assertEquals(second[key], first[key]);
    }
  });
});

Deno.test("importScan() writes nothing where it fails or is stopped", async () => {
  await withTempDir(async (directory) => {
    const files = [`${directory}/copy.npz`];
    await writeCopy(files[0] ?? "", SCAN);
    const stopped = new AbortController();
    const payload = createImportPayload({ import: { ...NAMED, files } });
    let readings = 0;
    const importing = importScan(payload, `${directory}/new.npz`, {
      signal: stopped.signal,
      onProgress: ({ done, total }) => {
        readings++;
        if (done > 0.8 * total) stopped.abort();
      },
    });
    await assertRejects(() => importing, DOMException);
    assert(readings > COUNT);
    await assertRejects(() => importScan(payload, `${directory}/copy.npz`), Error, "one of the files that are read");
    await assertRejects(() => importScan(payload, `${directory}/scan.h6`), RangeError, "its ending must be one of");
    const names = [...Deno.readDirSync(directory)].map(({ name }) => name);
    assertEquals(names, ["copy.npz"]);
  });
});

Deno.test("importScan() and scanRecipe() say what is missing, with the field that would say it", async () => {
  await withTempDir(async (directory) => {
    const path = `${directory}/copy.npz`;
    await writeNpz(path, { other: realArray(new Float64Array(5)) });
    const wrong: readonly (readonly [fields: ImportInput, message: string])[] = [
      [{}, "no patterns were found"],
      [{ patterns: "none_such" }, "none_such"],
    ];
    for (const [fields, message] of wrong) {
      await assertRejects(
        () => scanRecipe(createImportPayload({ import: { files: [path], ...fields } })),
        Error,
        message,
      );
    }
    await assertRejects(() => scanRecipe(createImportPayload({})), TypeError, "no file is named");
    await writeCopy(path, SCAN, {
      flat: realArray(new Float64Array(900).fill(1), [30, 30]),
      unknown: realArray(new Int32Array(COUNT).fill(-7)),
    });
    const cases: readonly (readonly [fields: ImportInput, message: string])[] = [
      [{ units: "m" }, "nothing tells the size of an object pixel"],
      [{ frames: "30:" }, "there are none of them among 24"],
      [{ frames: "24" }, "frame 24 is not among 0 to 23"],
      [{ mask: "across" }, "mask"],
      [{ crop: 65, pad: 65 }, "side must be even"],
      [{ crop: 65, pad: 1e5 }, "import.pad must be at most 8192 pixels a side: current value is 100000"],
      [{ crop: 1e5 }, "import.crop must be at most 8192 pixels a side"],
      [{ centre: [500, 3], crop: 64 }, "import.centre is [row, column]"],
      [{ crop: 64, pad: 64, bin: 1, dark: "frames", measurement: "amplitude" }, "the patterns are amplitudes"],
      [{ dark: "probe" }, "they must be real numbers"],
      [{ dark: "flat" }, "Cannot subtract flat"],
      [{ probe: "flat", pixelSize: null }, "nothing tells how large its pixels are"],
      [{ probe: "across" }, "it must be numbers of shape (N, N) or (P, N, N)"],
      [{ frameIndexes: "flat" }, "there must be one for each of the 24 frames"],
      [{ positionIndexes: "unknown" }, "no index of the frames is among those"],
      [{ xPositions: null, yPositions: null }, "no positions"],
    ];
    for (const [fields, message] of cases) {
      await assertRejects(() => importCopy(directory, ["copy.npz"], fields), Error, message);
    }
  });
});
