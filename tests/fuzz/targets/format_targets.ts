/**
 * Readers of single formats, of whose files nothing tells what was in them: NPY, and TIFF of every packing.
 *
 * @module
 */
import { encode } from "fast-png";
import { readPng } from "../../../data/formats/png/read_png.ts";
import { arraysDigest } from "../../../data/formats/file_digest.ts";
import type { RealArray } from "../../../data/formats/npy.ts";
import { realArray } from "../../../data/formats/npy_encode.ts";
import { openArrays } from "../../../data/formats/open/open_arrays.ts";
import type { Random } from "../../../data/random/random.ts";
import { npyBytes } from "../../data/formats/npy_bytes.ts";
import { PLAIN, tiffBytes } from "../../data/formats/tiff/tiff_bytes.ts";
import { mutate, one } from "../mutate.ts";
import type { FuzzTarget } from "../target.ts";

/** All of them. */
export function formatTargets(): FuzzTarget[] {
  return [
    {
      name: "npy",
      file: "patterns.npy",
      make: (random) => mutate(npy(random), random),
      read: everything,
      expected: null,
    },
    {
      name: "tiff",
      file: "patterns.tif",
      make: (random) => mutate(tiff(random), random),
      read: everything,
      expected: null,
    },
    {
      name: "png",
      file: "image.png",
      make: (random) => mutate(png(random), random),
      read: async (path) => arraysDigest([(await readPng(path)).data]),
      expected: null,
    },
  ];
}

// --- internal ---

/** Elements of more are no patterns of so small a file. */
const MOST = 1 << 24;

/** Patterns as they are read whole, row by row, and some rows of them. */
async function everything(path: string): Promise<unknown> {
  await using file = await openArrays(path);
  const digests: string[] = [];
  for (const key of file.keys) {
    const { shape, storage } = await file.header(key);
    const array = await file.read(key, MOST);
    if (array.kind === "real") digests.push(arraysDigest([array.data]));
    const [length = 0] = shape;
    if (length === 0) continue;
    for await (const rows of file.rows(key)) digests.push(rows.shape.join());
    if (storage.seekable) digests.push(file.slab(key, length - 1, length).shape.join());
  }
  return digests;
}

/** An image of any depth, of few pixels. */
function png(random: Random): Uint8Array {
  const [depth, channels] = [one([8, 16] as const, random), one([1, 2, 3, 4] as const, random)];
  const length = 20 * 30 * channels;
  const level = (): number => random.integer(2 ** depth);
  const data = depth === 8 ? Uint8Array.from({ length }, level) : Uint16Array.from({ length }, level);
  const interlace = one(["null", "Adam7"] as const, random);
  return encode({ width: 30, height: 20, channels, depth, data }, { interlace });
}

function counts(random: Random): RealArray {
  const data = Uint16Array.from({ length: 3 * 24 * 40 }, (_, i) => i % 3 === 0 ? 0 : random.integer(9));
  return realArray(data, [3, 24, 40]);
}

function npy(random: Random): Uint8Array<ArrayBuffer> {
  const { data } = counts(random);
  return npyBytes({
    descr: one(["'<u2'", "'>u2'"], random),
    fortran: one(["False", "True"], random),
    shape: "(3, 24, 40)",
  }, data);
}

function tiff(random: Random): Uint8Array<ArrayBuffer> {
  const compression = one([1, 5, 8, 32773], random);
  const predictor = compression === 1 ? 1 : one([1, 2], random);
  const single = random.integer(4) === 0 && compression === 1;
  return tiffBytes(counts(random), {
    ...PLAIN,
    littleEndian: random.integer(2) === 0,
    big: random.integer(2) === 0,
    compression,
    predictor,
    block: one([[7, null], [24, null], [16, 16]] as const, random),
    ...(single ? { directories: 1, block: [24, null], fields: new Map([[270, "ImageJ=1.54\nimages=3\n"]]) } : {}),
  });
}
