/**
 * Where each page of a TIFF file is: from directory to directory, or, where ImageJ or tifffile wrote only the first, one
 * behind the other.
 *
 * @module
 */
import type { RandomAccessFile } from "../random_access_file.ts";
import { readDirectory, type TiffDirectory, type TiffPage } from "./tiff_directory.ts";
import type { TiffFormat } from "./tiff_fields.ts";

/** The pages of a file, all alike. */
export interface PagePlaces {
  /** How many. */
  readonly count: number;
  /** The first. */
  readonly page: TiffPage;
  /** What a program wrote about the file. */
  readonly description: string;
  /**
   * A page by its number.
   *
   * @throws {SyntaxError} If its directory is damaged.
   */
  pageAt(number: number): TiffPage;
}

/**
 * Finds the pages. Smaller copies of others are left out.
 *
 * @throws {SyntaxError} If the file is damaged, has no pages, has some that are not alike, or some that cannot be read; the
 * message is the end of a sentence.
 */
export function pagePlaces(file: RandomAccessFile, format: TiffFormat): PagePlaces {
  const places: number[] = [];
  const seen = new Set<number>();
  let first: TiffDirectory | null = null;
  for (let offset = format.first; offset !== 0;) {
    if (seen.has(offset)) throw new SyntaxError("it is damaged, its pages lead in a circle: copy the file again");
    if (seen.size === MOST_PAGES) throw new SyntaxError(`it must have at most ${MOST_PAGES} pages: it has more`);
    seen.add(offset);
    const directory = readDirectory(file, format, offset);
    if (!directory.isThumbnail) {
      if (directory.problem !== null) throw new SyntaxError(directory.problem);
      first ??= directory;
      requireAlike(first.page, directory.page, places.length);
      places.push(offset);
    }
    offset = directory.next;
  }
  if (first === null) throw new SyntaxError("it has no pages: copy the file again");
  const { page, description } = first;
  const announced = places.length === 1 ? announcedPages(description, page) : 1;
  if (announced > 1) return { count: announced, page, description, pageAt: followingPage(file, page, announced) };
  const pageAt = (number: number): TiffPage => readDirectory(file, format, places[number] ?? 0).page;
  return { count: places.length, page, description, pageAt };
}

// --- internal ---

const MOST_PAGES = 1 << 22;

function requireAlike(first: TiffPage, page: TiffPage, number: number): void {
  for (const property of ["height", "width", "bits", "sampleFormat"] as const) {
    if (page[property] === first[property]) continue;
    const said = ({ height, width, bits }: TiffPage): string => `${height} × ${width} of ${bits} bits`;
    throw new SyntaxError(
      `its pages must be alike: page ${number} is ${said(page)}, the first ${
        said(first)
      }; save those of one kind in a file`,
    );
  }
}

/** Pages that a description promises in a file of one directory: ImageJ's `images=`, tifffile's `"shape"`. */
function announcedPages(description: string, { height, width }: TiffPage): number {
  const [, images] = /^ImageJ=[^]*?\bimages=(\d+)/.exec(description) ?? [];
  if (images !== undefined) return Number(images);
  const [, shape] = /^\{(?=[^]*"truncated": true)[^]*"shape": \[([\d, ]+)\]/.exec(description) ?? [];
  if (shape === undefined) return 1;
  return shape.split(",").reduce((product, side) => product * Number(side), 1) / (height * width);
}

/** Pages that lie one behind the other. */
function followingPage(file: RandomAccessFile, page: TiffPage, count: number): (number: number) => TiffPage {
  const { height, width, bits, offsets, compression } = page;
  const pageBytes = height * width * bits / 8;
  const [start = 0] = offsets;
  const end = start + count * pageBytes;
  if (compression !== 1 || !Number.isInteger(count) || !(end <= file.size)) {
    throw new SyntaxError(
      `it is truncated or packed: it says that it has ${count} pages, which end at byte ${end}, and it has ${file.size} ` +
        "bytes; copy it again, or save it as NPZ, with numpy.savez",
    );
  }
  return (number) => ({
    ...page,
    tiled: false,
    blockHeight: height,
    offsets: [start + number * pageBytes],
    byteCounts: [pageBytes],
  });
}
