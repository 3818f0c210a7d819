/**
 * Outlines of letters, from a TrueType font (ISO/IEC 14496-22) as `scripts/build_font.ts` writes it: a map of characters of
 * format 12, places of 32 bits, letters made of others that are moved and not scaled.
 *
 * @module
 */

/** A line of text as curves. */
export interface OutlinedLine {
  /** The `d` of an SVG path, from (0, 0) on, upwards, in units of the font; empty where there is nothing to see. */
  readonly path: string;
  /** Its width in units of the font. */
  readonly width: number;
}

/** The letters of a font. */
export class Outlines {
  /** Units in a font size. */
  readonly perEm: number;
  readonly #letters: ReadonlyMap<number, number>;
  readonly #places: DataView;
  readonly #glyphs: DataView;
  readonly #metrics: DataView;
  readonly #widths: number;

  /** @param font The font's file. */
  constructor(font: Uint8Array) {
    const tables = tablesOf(font);
    const table = (name: string): DataView => tables.get(name) ?? new DataView(new ArrayBuffer(0));
    this.perEm = table("head").getUint16(18);
    this.#letters = lettersOf(table("cmap"));
    this.#places = table("loca");
    this.#glyphs = table("glyf");
    this.#metrics = table("hmtx");
    this.#widths = table("hhea").getUint16(34);
  }

  /** A line of text, letter by letter; a letter that the font lacks is a box. */
  line(text: string): OutlinedLine {
    let [path, width] = ["", 0];
    for (const letter of text) {
      const glyph = this.#letters.get(letter.codePointAt(0) ?? 0) ?? 0;
      path += this.#outline(glyph, width, 0);
      width += this.#metrics.getUint16(4 * Math.min(glyph, this.#widths - 1));
    }
    return { path, width };
  }

  #outline(glyph: number, right: number, up: number): string {
    const [from, to] = [this.#places.getUint32(4 * glyph), this.#places.getUint32(4 * glyph + 4)];
    if (from === to) return "";
    if (this.#glyphs.getInt16(from) >= 0) return outlineAt(this.#glyphs, from, { x: right, y: up });
    return partsAt(this.#glyphs, from).map(({ part, x, y }) => this.#outline(part, right + x, up + y)).join("");
  }
}

// --- internal ---

interface Place {
  readonly x: number;
  readonly y: number;
}

interface CurvePoint extends Place {
  /** Whether the curve goes through it; else it bends towards it. */
  readonly on: boolean;
}

function tablesOf(font: Uint8Array): Map<string, DataView> {
  const view = new DataView(font.buffer, font.byteOffset, font.length);
  return new Map(Array.from({ length: view.getUint16(4) }, (_, index) => {
    const at = 12 + 16 * index;
    const name = String.fromCharCode(...font.subarray(at, at + 4));
    return [name, new DataView(font.buffer, font.byteOffset + view.getUint32(at + 8), view.getUint32(at + 12))];
  }));
}

/** Glyph of each code point. */
function lettersOf(map: DataView): Map<number, number> {
  const at = map.getUint32(8);
  const found = new Map<number, number>();
  for (let group = 0; group < map.getUint32(at + 12); group++) {
    const entry = at + 16 + 12 * group;
    const [first, last, glyph] = [map.getUint32(entry), map.getUint32(entry + 4), map.getUint32(entry + 8)];
    for (let point = first; point <= last; point++) found.set(point, glyph + point - first);
  }
  return found;
}

/** Glyphs that a glyph is made of, and where they stand in it. */
function partsAt(glyphs: DataView, from: number): (Place & { readonly part: number })[] {
  const found: (Place & { part: number })[] = [];
  for (let at = from + 10, more = true; more;) {
    const flags = glyphs.getUint16(at);
    const part = glyphs.getUint16(at + 2);
    const wide = (flags & 1) !== 0;
    const x = wide ? glyphs.getInt16(at + 4) : glyphs.getInt8(at + 4);
    const y = wide ? glyphs.getInt16(at + 6) : glyphs.getInt8(at + 5);
    found.push({ part, x, y });
    at += wide ? 8 : 6;
    more = (flags & 0x20) !== 0;
  }
  return found;
}

function outlineAt(glyphs: DataView, from: number, { x, y }: Place): string {
  const contours = glyphs.getInt16(from);
  const ends = Array.from({ length: contours }, (_, index) => glyphs.getUint16(from + 10 + 2 * index));
  const count = (ends.at(-1) ?? -1) + 1;
  let at = from + 10 + 2 * contours;
  at += 2 + glyphs.getUint16(at); // instructions for coarse screens
  const flags = new Uint8Array(count);
  for (let point = 0; point < count;) {
    const flag = glyphs.getUint8(at++);
    const times = flag & REPEATED ? glyphs.getUint8(at++) + 1 : 1;
    flags.fill(flag, point, point += times);
  }
  /** Each is stored as the way from the one before, in a byte, in two or not at all. */
  const along = (byte: number, same: number, start: number): number[] => {
    let value = start;
    return Array.from(flags, (flag) => {
      if (flag & byte) return value += (flag & same ? 1 : -1) * glyphs.getUint8(at++);
      if (flag & same) return value;
      at += 2;
      return value += glyphs.getInt16(at - 2);
    });
  };
  const [across, upwards] = [along(2, 16, x), along(4, 32, y)];
  const points = Array.from(flags, (flag, k): CurvePoint => (
    { x: across[k] ?? 0, y: upwards[k] ?? 0, on: (flag & 1) !== 0 }
  ));
  return ends.map((end, index) => closedCurve(points.slice(index === 0 ? 0 : (ends[index - 1] ?? 0) + 1, end + 1)))
    .join("");
}

const REPEATED = 8;

/** Through the points that are on it; half way between two that bend it is another. */
function closedCurve(points: readonly CurvePoint[]): string {
  const start = Math.max(0, points.findIndex(({ on }) => on));
  const [first, ...rest] = [...points.slice(start), ...points.slice(0, start)];
  if (!first) return "";
  const from = first.on ? first : halfWay(first, rest.at(-1) ?? first);
  const around = [...(first.on ? [] : [first]), ...rest];
  const steps = around.map((point, index) => {
    if (point.on) return `L${point.x} ${point.y}`;
    const next = around[index + 1] ?? { ...from, on: true };
    const to = next.on ? next : halfWay(point, next);
    return `Q${point.x} ${point.y} ${to.x} ${to.y}`;
  });
  return `M${from.x} ${from.y}${steps.join("")}Z`;
}

function halfWay(a: Place, b: Place): Place {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}
