/**
 * Writes `packages/dejavu_sans.ts`, the font that figures as PNG have: DejaVu Sans with the letters of European languages,
 * Greek, Cyrillic and the signs of mathematics, so that a program has it without reading a file.
 *
 * ```sh
 * deno task build:font           # writes the file
 * deno task build:font --check   # fails if it is not what the package says
 * ```
 *
 * @module
 */
import { joinedList } from "../data/arrays/joined_bytes.ts";
import { deflateRawSync } from "node:zlib";
import { dejavuSans } from "../packages/development/dejavu_fonts.ts";

/** Ranges of code points that are kept, first and last. */
const KEPT: readonly (readonly [number, number])[] = [
  [0x20, 0x7e],
  [0xa0, 0x24f],
  [0x370, 0x3ff],
  [0x400, 0x45f],
  [0x2010, 0x2044],
  [0x2070, 0x209c],
  [0x20ac, 0x20ac],
  [0x2100, 0x214e],
  [0x2190, 0x2199],
  [0x2200, 0x226b],
  [0x25a0, 0x25cf],
  [0xfffd, 0xfffd],
];

const TARGET = new URL("../packages/dejavu_sans.ts", import.meta.url);
const WIDTHS = new URL("../recon/figures/drawing/text/letter_widths.ts", import.meta.url);

const font = await dejavuSans();
const tables = tablesOf(font);
const glyphs = glyphsOf(table("cmap"));
const built: readonly (readonly [URL, string])[] = [[TARGET, fontModule(subset())], [WIDTHS, widthsModule()]];
for (const [target, text] of built) {
  const name = target.pathname.split("/").at(-1);
  if (!Deno.args.includes("--check")) await Deno.writeTextFile(target, text);
  else if (await Deno.readTextFile(target) !== text) {
    throw new Error(`Cannot accept ${name} as it is not what the font says: run deno task build:font`);
  }
  // deno-lint-ignore no-console -- a program for the terminal
  console.log(`${name}: ${text.length} bytes`);
}

/** The tables of a TrueType font (ISO/IEC 14496-22) by their names. */
function tablesOf(bytes: Uint8Array<ArrayBuffer>): Map<string, DataView<ArrayBuffer>> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return new Map(Array.from({ length: view.getUint16(4) }, (_, index) => {
    const at = 12 + 16 * index;
    const name = new TextDecoder().decode(bytes.subarray(at, at + 4));
    return [name, new DataView(bytes.buffer, bytes.byteOffset + view.getUint32(at + 8), view.getUint32(at + 12))];
  }));
}

function table(name: string): DataView<ArrayBuffer> {
  const found = tables.get(name);
  if (!found) throw new Error(`Cannot take the font as it has no table ${name}`);
  return found;
}

/** Glyph of each code point that is kept, by the map of format 12. */
function glyphsOf(map: DataView): Map<number, number> {
  const places = Array.from({ length: map.getUint16(2) }, (_, index) => map.getUint32(8 + 8 * index));
  const at = places.find((place) => map.getUint16(place) === 12);
  if (at === undefined) throw new Error("Cannot take the font as its map of characters has another format");
  const found = new Map<number, number>();
  for (let group = 0; group < map.getUint32(at + 12); group++) {
    const [first = 0, last = 0, glyph = 0] = [0, 4, 8].map((part) => map.getUint32(at + 16 + 12 * group + part));
    for (let point = first; point <= last; point++) {
      if (KEPT.some(([from, to]) => point >= from && point <= to)) found.set(point, glyph + point - first);
    }
  }
  return found;
}

/** The font with the outlines of these glyphs alone, which keep their numbers. */
function subset(): Uint8Array {
  const [places, outlines] = [table("loca"), table("glyf")];
  const count = table("maxp").getUint16(4);
  const long = table("head").getInt16(50) === 1;
  const place = (glyph: number): number => long ? places.getUint32(4 * glyph) : 2 * places.getUint16(2 * glyph);
  const kept = new Set<number>();
  function keep(glyph: number): void {
    if (kept.has(glyph)) return;
    kept.add(glyph);
    const from = place(glyph);
    if (place(glyph + 1) > from && outlines.getInt16(from) < 0) componentsAt(outlines, from).forEach(keep);
  }
  [0, ...glyphs.values()].forEach(keep);
  const newPlaces = new DataView(new ArrayBuffer(4 * (count + 1)));
  const parts: Uint8Array[] = [];
  let end = 0;
  for (let glyph = 0; glyph < count; glyph++) {
    newPlaces.setUint32(4 * glyph, end);
    if (!kept.has(glyph)) continue;
    parts.push(bytesOf(outlines).subarray(place(glyph), place(glyph + 1)));
    end += place(glyph + 1) - place(glyph);
  }
  newPlaces.setUint32(4 * count, end);
  const head = new DataView(bytesOf(table("head")).slice().buffer);
  head.setInt16(50, 1);
  const post = new DataView(bytesOf(table("post")).slice(0, 32).buffer);
  post.setUint32(0, 0x00030000); // no names of glyphs
  const whole = ["OS/2", "hhea", "hmtx", "maxp", "name"].map((name) => [name, bytesOf(table(name))] as const);
  return fontFile([
    ...whole,
    ["cmap", characterMap()],
    ["glyf", joinedList(parts)],
    ["head", bytesOf(head)],
    ["loca", bytesOf(newPlaces)],
    ["post", bytesOf(post)],
  ]);
}

/** Glyphs that a glyph is made of. */
function componentsAt(outlines: DataView, from: number): number[] {
  const found: number[] = [];
  for (let at = from + 10, more = true; more;) {
    const flags = outlines.getUint16(at);
    found.push(outlines.getUint16(at + 2));
    at += 4 + (flags & 1 ? 4 : 2) + (flags & 8 ? 2 : flags & 0x40 ? 4 : flags & 0x80 ? 8 : 0);
    more = (flags & 0x20) !== 0;
  }
  return found;
}

/** A map of format 12, for Unicode. */
function characterMap(): Uint8Array {
  const points = [...glyphs].sort(([a], [b]) => a - b);
  const view = new DataView(new ArrayBuffer(28 + 12 * points.length));
  [0, 1, 3, 10].forEach((value, index) => view.setUint16(2 * index, value));
  view.setUint32(8, 12);
  view.setUint16(12, 12);
  [16 + 12 * points.length, 0, points.length].forEach((value, index) => view.setUint32(16 + 4 * index, value));
  points.forEach(([point, glyph], index) =>
    [point, point, glyph].forEach((value, part) => view.setUint32(28 + 12 * index + 4 * part, value))
  );
  return bytesOf(view);
}

function fontFile(parts: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  const sorted = parts.toSorted(([a], [b]) => a < b ? -1 : 1);
  const view = new DataView(new ArrayBuffer(12 + 16 * sorted.length));
  const power = Math.floor(Math.log2(sorted.length));
  view.setUint32(0, 0x00010000);
  [sorted.length, 16 << power, power, 16 * (sorted.length - 2 ** power)].forEach((value, index) =>
    view.setUint16(4 + 2 * index, value)
  );
  let at = view.byteLength;
  const padded = sorted.map(([name, bytes], index) => {
    const content = new Uint8Array(4 * Math.ceil(bytes.length / 4));
    content.set(bytes);
    bytesOf(view).set(new TextEncoder().encode(name), 12 + 16 * index);
    let sum = 0;
    for (let word = 0; word < content.length; word += 4) sum += new DataView(content.buffer).getUint32(word);
    [sum >>> 0, at, bytes.length].forEach((value, part) => view.setUint32(16 + 16 * index + 4 * part, value));
    at += content.length;
    return content;
  });
  return joinedList([bytesOf(view), ...padded]);
}

function bytesOf(view: DataView<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

function fontModule(bytes: Uint8Array): string {
  return `/**
 * DejaVu Sans 2.37 with the letters of European languages, Greek, Cyrillic and the signs of mathematics, as
 * \`deno task build:font\` takes it from its package: here, and not in a file, so that it is there whatever a program may
 * read. Its table \`name\` holds the notices and the licence of its authors.
 *
 * @module
 */
import { inflateRawSync } from "node:zlib";

/** The font as a TrueType file. */
export function dejavuSans(): Uint8Array {
  return inflateRawSync(Uint8Array.fromBase64(PACKED));
}

// --- internal ---

// deno-fmt-ignore
const PACKED = "${deflateRawSync(bytes, { level: 9 }).toString("base64")}";
`;
}

/** Advance widths of the letters of ASCII. */
function widthsModule(): string {
  const perEm = table("head").getUint16(18);
  const count = table("hhea").getUint16(34);
  const widths = Array.from({ length: 95 }, (_, index) => {
    const glyph = glyphs.get(32 + index) ?? 0;
    return Math.round(1000 * table("hmtx").getUint16(4 * Math.min(glyph, count - 1)) / perEm);
  });
  const lines = Array.from({ length: 5 }, (_, line) => `  ${widths.slice(19 * line, 19 * line + 19).join(", ")},\n`);
  return `/**
 * How wide letters are in DejaVu Sans, as \`deno task build:font\` takes it from its package.
 *
 * @module
 */

// deno-fmt-ignore
/** Widths of the characters from U+0020 to U+007E in thousandths of the font size. */
export const LETTER_WIDTHS: readonly number[] = [
${lines.join("")}];
`;
}
