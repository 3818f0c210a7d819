/**
 * Where the pages of a TIFF file are, and what is in them: its image file directories (TIFF 6.0; BigTIFF). A page may be
 * looked at a hundred thousand times, so each is checked once, and only its place is kept.
 *
 * @module
 */
import type { RandomAccessFile } from "../random_access_file.ts";
import { DAMAGED, readBytes, TiffFields, type TiffFormat } from "./tiff_fields.ts";

/** A page as its directory describes it. */
export interface TiffPage {
  readonly height: number;
  readonly width: number;
  readonly bits: number;
  /** 1 unsigned, 2 signed, 3 floating point. */
  readonly sampleFormat: number;
  /** 1 unpacked, 5 LZW, 8 and 32946 deflate, 32773 PackBits. */
  readonly compression: number;
  /** 1 none, 2 differences of neighbours, 3 of the bytes of floating point numbers. */
  readonly predictor: number;
  /** Rows and columns of the blocks in which its pixels lie: strips are as wide as the page. */
  readonly blockHeight: number;
  readonly blockWidth: number;
  /** Whether blocks are tiles, which are filled up at the edges of the page; strips are not. */
  readonly tiled: boolean;
  /** Where each block begins. */
  readonly offsets: readonly number[];
  /** Bytes of each block in the file. */
  readonly byteCounts: readonly number[];
}

/** A directory: a page, or why it is none that can be read, and where the next is. */
export interface TiffDirectory {
  readonly page: TiffPage;
  /** The end of a sentence; null if the page can be read. */
  readonly problem: string | null;
  /** Whether it is a smaller copy of another page. */
  readonly isThumbnail: boolean;
  /** What a program wrote about the file. */
  readonly description: string;
  /** Where the next directory is; 0 behind the last. */
  readonly next: number;
}

/** Whether a file begins as TIFF does. */
export function isTiff(head: Uint8Array): boolean {
  const start = String.fromCharCode(...head.subarray(0, 4));
  return ["II*\0", "MM\0*", "II+\0", "MM\0+"].includes(start);
}

/**
 * Reads the beginning of a file.
 *
 * @throws {SyntaxError} If it is damaged; the message is the end of a sentence.
 */
export function readFormat(file: RandomAccessFile): TiffFormat {
  const view = readBytes(file, 0, 8);
  const littleEndian = view.getUint8(0) === 0x49;
  const big = view.getUint16(2, littleEndian) === 43;
  if (big && view.getUint16(4, littleEndian) !== 8) throw new SyntaxError(DAMAGED);
  return {
    littleEndian,
    big,
    first: big ? Number(readBytes(file, 8, 8).getBigUint64(0, littleEndian)) : view.getUint32(4, littleEndian),
  };
}

/**
 * Reads a directory.
 *
 * @param file The file.
 * @param format How its numbers lie.
 * @param offset Where the directory is.
 * @throws {SyntaxError} If it is damaged or lies behind the end; the message is the end of a sentence.
 */
export function readDirectory(file: RandomAccessFile, format: TiffFormat, offset: number): TiffDirectory {
  const [countBytes, entryBytes, linkBytes] = format.big ? [8, 20, 8] : [2, 12, 4];
  const head = readBytes(file, offset, countBytes);
  const count = format.big ? Number(head.getBigUint64(0, format.littleEndian)) : head.getUint16(0, format.littleEndian);
  if (count === 0 || count > MOST_ENTRIES) throw new SyntaxError(DAMAGED);
  const view = readBytes(file, offset + countBytes, count * entryBytes + linkBytes);
  const fields = new TiffFields(file, format, view);
  const next = format.big
    ? Number(view.getBigUint64(count * entryBytes, format.littleEndian))
    : view.getUint32(count * entryBytes, format.littleEndian);
  const page = pageOf(fields);
  return {
    page,
    problem: problemOf(fields, page),
    isThumbnail: (fields.number(TAG.newSubfileType, 0) & 1) === 1,
    description: fields.text(TAG.description),
    next,
  };
}

// --- internal ---

const MOST_ENTRIES = 4096;
/** No detector has pages of more bytes. */
const MOST_PAGE_BYTES = 1 << 27;

const TAG = {
  newSubfileType: 254,
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  description: 270,
  stripOffsets: 273,
  orientation: 274,
  samples: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  predictor: 317,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  sampleFormat: 339,
} as const;

function pageOf(fields: TiffFields): TiffPage {
  const [height, width] = [fields.number(TAG.height, 0), fields.number(TAG.width, 0)];
  const tiled = fields.has(TAG.tileOffsets);
  const blockHeight = tiled
    ? fields.number(TAG.tileHeight, 0)
    : Math.min(height, fields.number(TAG.rowsPerStrip, height));
  const compression = fields.number(TAG.compression, 1);
  const blockWidth = tiled ? fields.number(TAG.tileWidth, 0) : width;
  const offsets = fields.numbers(tiled ? TAG.tileOffsets : TAG.stripOffsets);
  const bits = fields.number(TAG.bits, 1);
  const counts = fields.numbers(tiled ? TAG.tileByteCounts : TAG.stripByteCounts);
  const rows = (block: number): number => tiled ? blockHeight : Math.min(blockHeight, height - block * blockHeight);
  return {
    ...{ height, width, bits, compression, blockHeight, blockWidth, tiled, offsets },
    sampleFormat: fields.number(TAG.sampleFormat, 1),
    predictor: compression === 1 ? 1 : fields.number(TAG.predictor, 1),
    // Old programs leave out what follows from the size.
    byteCounts: counts.length === 0 && compression === 1
      ? offsets.map((_, block) => rows(block) * blockWidth * bits / 8)
      : counts,
  };
}

/** What of TIFF is not read, by a value of a tag and what it means. */
function problemOf(fields: TiffFields, page: TiffPage): string | null {
  const { height, width, bits, sampleFormat, blockHeight, blockWidth, offsets, byteCounts } = page;
  if (!(height > 0 && width > 0 && blockHeight > 0 && blockWidth > 0)) return DAMAGED;
  const samples = fields.number(TAG.samples, 1);
  const photometric = fields.number(TAG.photometric, 1);
  if (samples !== 1 || photometric > 1) {
    return `it is a picture in colours, ${samples} numbers a pixel: save one of them, or what is a stack of images with ` +
      "tifffile.imwrite(file, pages, photometric='minisblack')";
  }
  if (photometric === 0) return "its 0 is white: invert it, and save it so that 0 is black";
  if (fields.number(TAG.orientation, 1) !== 1 || fields.number(TAG.fillOrder, 1) !== 1) {
    return "it is turned or its bits are: save it upright, with tifffile.imwrite(file, pages)";
  }
  if (elementType(page) === null) {
    return `its pixels are of ${bits} bits in format ${sampleFormat}: whole and floating point numbers of 8, 16, 32 and ` +
      "64 bits are read; save it so, with tifffile.imwrite(file, pages)";
  }
  if (height * width * bits / 8 > MOST_PAGE_BYTES) {
    return `its pages have more pixels than there can be: ${height} × ${width}`;
  }
  const blocks = Math.ceil(height / blockHeight) * Math.ceil(width / blockWidth);
  if (blockHeight * blockWidth * bits / 8 > MOST_PAGE_BYTES || offsets.length < blocks || byteCounts.length < blocks) {
    return DAMAGED;
  }
  return packingProblem(page);
}

const PACKINGS: ReadonlySet<number> = new Set([1, 5, 8, 32946, 32773]);

function packingProblem({ compression, predictor, sampleFormat, bits }: TiffPage): string | null {
  const remedy = "save it unpacked, with tifffile.imwrite(file, pages)";
  if (!PACKINGS.has(compression)) {
    return `it is packed in a way that is not read, TIFF's number ${compression}: ${remedy}`;
  }
  const fits = predictor === 1 || (predictor === 2 && sampleFormat !== 3 && bits < 64) ||
    (predictor === 3 && sampleFormat === 3);
  return fits ? null : `its predictor ${predictor} is not read for its type of numbers: ${remedy}`;
}

/** NumPy's name of the type of a page's numbers; null if it has none. */
export function elementType(
  { bits, sampleFormat }: Pick<TiffPage, "bits" | "sampleFormat">,
): "f2" | "f4" | "f8" | "i1" | "u1" | "i2" | "u2" | "i4" | "u4" | "i8" | "u8" | null {
  const size = bits / 8;
  if (size !== 1 && size !== 2 && size !== 4 && size !== 8) return null;
  // 4 is a format that nobody knows, which is what unsigned numbers are taken for.
  if (sampleFormat === 1 || sampleFormat === 4) return `u${size}`;
  if (sampleFormat === 2) return `i${size}`;
  return sampleFormat === 3 && size > 1 ? `f${size as 2 | 4 | 8}` : null;
}
