/**
 * Arrays as nobody means them: types, shapes, values and metadata that are well formed, nearly, or not at all.
 *
 * @module
 */
import { NOTE_KEYS } from "../../data/scan_notes.ts";
import { PIXEL_SIZE_KEY } from "../../data/object_pixel.ts";
import type { Random } from "../../data/random/random.ts";
import { deflatedZip } from "../data/formats/deflated_zip.ts";
import { npyBytes } from "../data/formats/npy_bytes.ts";
import { mutate, one } from "./mutate.ts";

/** An archive without damage, of arrays that are odd. */
export async function sealedArray(random: Random): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Record<string, Uint8Array<ArrayBuffer>> = {};
  for (let i = 1 + random.integer(5); i > 0; i--) parts[`${one(KEYS, random)}.npy`] = oddArray(random);
  return await deflatedZip(parts);
}

/** What a scan says of its experiment, in types, shapes and values that nobody means. */
export function oddNotes(random: Random): Record<string, Uint8Array<ArrayBuffer>> {
  const names = [...Object.values(NOTE_KEYS), PIXEL_SIZE_KEY, "object_pixel_height_m"];
  const note = (): Uint8Array<ArrayBuffer> => {
    if (random.integer(2) === 0) return oddArray(random);
    const shape = one(["()", "(1,)", "(2,)", "(1, 2)", "(0,)"], random);
    const count = { "()": 1, "(1,)": 1, "(0,)": 0 }[shape] ?? 2;
    const number = (): number => one([0, -1, NaN, Infinity, 1, 1.24, 1e-10, 5e-324, 1e300], random);
    return npyBytes({ descr: "'<f8'", shape }, Float64Array.from({ length: count }, number));
  };
  const chosen = Array.from({ length: 1 + random.integer(4) }, () => one(names, random));
  return Object.fromEntries(chosen.map((name) => [`${name}.npy`, note()]));
}

/** Metadata as text, as a pickle, or neither. */
export function metadata(random: Random): Uint8Array<ArrayBuffer> {
  const good = '{"physics_parameters": {"nphotons": 1e6}}';
  const words = Array.from({ length: random.integer(20) }, () => one(WORDS, random)).join("");
  const text = random.integer(2) === 0
    ? words
    : new TextDecoder("utf-8").decode(mutate(new TextEncoder().encode(good), random));
  const bytes = new TextEncoder().encode(text || " ");
  const kind = random.integer(3);
  if (kind === 0) return npyBytes({ descr: `'|S${bytes.length}'`, shape: "()" }, bytes);
  if (kind === 1) {
    return npyBytes(
      { descr: "'<U1'", shape: `(${text.length || 1},)` },
      Uint32Array.from(text || " ", (c) => c.charCodeAt(0)),
    );
  }
  const pickle = Uint8Array.from("\x80\x03]X\x05\0\0\0hellocnumpy\nndarray\nC\x01baK\x01.", (c) => c.charCodeAt(0));
  return npyBytes({ descr: "'|O'", shape: "()" }, mutate(pickle, random));
}

// --- internal ---

const KEYS = [
  "diffraction",
  "xcoords",
  "ycoords",
  "probeGuess",
  "objectGuess",
  "object",
  "mask",
  "origin",
  "a\x1b[31m\n",
];
const TYPES = ["f", "i", "u", "c", "b", "U", "S", "O", "V", "M", "m", "g", "a", "\\x1b"];
const LENGTHS = [
  "0",
  "1",
  "2",
  "3",
  "4",
  "8",
  "64",
  "4096",
  "1000000",
  "33554432",
  "4294967296",
  "9007199254740993",
  "-1",
  "1e3",
  "None",
];
const HEADERS = ["[", "(", "{'descr':", "{'descr':[", "'", "\\", "1,", "(1,", "{'shape': (", " "];

function oddArray(random: Random): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(one([0, 1, 16, 128, 4096, 1 << 20, 1 << 24], random)).fill(
    one([0, 1, 0x3f, 0xff], random),
  );
  if (random.integer(8) === 0) return npyBytes(one(HEADERS, random).repeat(1 + random.integer(20_000)), data);
  const type = (): string =>
    `'${one(["<", ">", "|", "=", ""], random)}${one(TYPES, random)}${
      one(["", "0", "1", "2", "4", "8", "16", "200000", "4294967296"], random)
    }'`;
  const descr = random.integer(6) === 0 ? `[('r', ${type()}), ('i', ${type()})]` : type();
  const axes = Array.from(
    { length: random.integer(20) === 0 ? random.integer(30_000) : random.integer(5) },
    () => one(LENGTHS, random),
  );
  // Half of the time the shape is right, so that the elements are looked at too.
  const shape = random.integer(2) === 0 ? `(${axes.map((axis) => `${axis},`).join("")})` : `(${data.length},)`;
  const array = npyBytes({
    descr: random.integer(2) === 0 ? descr : "'|u1'",
    fortran: one(["True", "False"], random),
    shape,
  }, data);
  return random.integer(4) === 0 ? mutate(array, random) : array;
}

const WORDS = [
  "{",
  "}",
  "[",
  "]",
  ":",
  ",",
  '"physics_parameters"',
  '"nphotons"',
  "1e6",
  '"1e9"',
  "NaN",
  "-Infinity",
  "null",
  "\\u001b",
  "'",
  "\n",
  "9".repeat(400),
  "[".repeat(5000),
];
