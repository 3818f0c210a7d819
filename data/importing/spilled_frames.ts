/**
 * Frames that lie in a file of no name while they are needed: of arrays in which they are spread all over, as in (N, N, M),
 * or that must be unpacked from the beginning. The file has lost its name before anything is written to it, so nothing is
 * left of it however the program ends.
 *
 * @module
 */
import { writeAll } from "../formats/atomic_write.ts";
import { systemReason } from "../files/system_reason.ts";
import type { RealData } from "../formats/npy.ts";
import type { FramePiece } from "./frames_of_pieces.ts";

/** Frames and where they go. */
export interface SpillOptions {
  /** Frames M. */
  readonly count: number;
  /** Values of a frame. */
  readonly pixels: number;
  /** Whether the pieces are of (H, W, M), so that values of all frames follow each other. */
  readonly framesLast: boolean;
  /** Directory of the file. */
  readonly scratch: string;
}

/** Frames in a file. */
export class SpilledFrames {
  readonly #file: Deno.FsFile;
  readonly #pixels: number;
  readonly #made: (bytes: Uint8Array<ArrayBuffer>) => RealData;

  private constructor(file: Deno.FsFile, pixels: number, made: (bytes: Uint8Array<ArrayBuffer>) => RealData) {
    this.#file = file;
    this.#pixels = pixels;
    this.#made = made;
  }

  /**
   * Writes all frames to a file.
   *
   * @param pieces All values of the array.
   * @param options What they are, and where the file goes.
   * @throws {Error} If the disk takes no more.
   */
  static async of(pieces: AsyncIterable<FramePiece>, options: SpillOptions): Promise<SpilledFrames> {
    const { pixels, scratch } = options;
    const file = await namelessFile(scratch);
    let made: ((bytes: Uint8Array<ArrayBuffer>) => RealData) | null = null;
    try {
      for await (const piece of pieces) {
        made ??= maker(piece.values);
        if (options.framesLast) scatter(file, piece, options);
        else writeAt(file, piece.start * piece.values.BYTES_PER_ELEMENT, piece.values);
      }
    } catch (error) {
      file.close();
      throw error;
    }
    return new SpilledFrames(file, pixels, made ?? maker(new Float64Array()));
  }

  /** The values of a frame. */
  read(number: number): RealData {
    const size = this.#made(new Uint8Array(8)).BYTES_PER_ELEMENT * this.#pixels;
    const bytes = new Uint8Array(size);
    this.#file.seekSync(number * size, Deno.SeekMode.Start);
    for (let done = 0; done < size;) {
      const read = this.#file.readSync(bytes.subarray(done));
      if (read === null) throw new RangeError(`Cannot read frame ${number} again as there is no such frame`);
      done += read;
    }
    return this.#made(bytes);
  }

  /** Gives the file up. */
  close(): void {
    this.#file.close();
  }
}

// --- internal ---

async function namelessFile(directory: string): Promise<Deno.FsFile> {
  try {
    const path = await Deno.makeTempFile({ dir: directory, prefix: ".frames.", suffix: ".tmp" });
    const file = await Deno.open(path, { read: true, write: true });
    await Deno.remove(path);
    return file;
  } catch (cause) {
    throw new Error(`Cannot keep frames in ${directory} while they are put in order as ${systemReason(cause)}`, {
      cause,
    });
  }
}

type TypedArray = { new (buffer: ArrayBuffer): RealData };

/** Makes the typed array of which there is an example. */
function maker(example: RealData): (bytes: Uint8Array<ArrayBuffer>) => RealData {
  const { constructor } = example as unknown as { readonly constructor: TypedArray };
  return (bytes) => new constructor(bytes.buffer);
}

/** Writes the values of each frame to its place. */
function scatter(file: Deno.FsFile, { values, start }: FramePiece, { count, pixels }: SpillOptions): void {
  // A piece is whole rows of the array, so it begins and ends with a pixel of all frames.
  const [first, some] = [start / count, values.length / count];
  const part = values.slice(0, some);
  for (let frame = 0; frame < count; frame++) {
    for (let i = 0; i < some; i++) part[i] = values[i * count + frame] ?? 0;
    writeAt(file, (frame * pixels + first) * part.BYTES_PER_ELEMENT, part);
  }
}

function writeAt(file: Deno.FsFile, at: number, values: RealData): void {
  try {
    file.seekSync(at, Deno.SeekMode.Start);
    writeAll(file, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  } catch (cause) {
    throw new Error(`Cannot keep frames while they are put in order as ${systemReason(cause)}`, { cause });
  }
}
