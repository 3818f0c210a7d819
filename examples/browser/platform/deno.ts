/**
 * The part of `Deno` that the library calls when it reads a scan, reconstructs it and writes the image: on files in the
 * memory of the page. Imported before all else, as the library asks for `Deno` by its global name.
 *
 * @module
 */
import * as errors from "./errors.ts";
import { MemoryFiles, type MemoryInfo, type MemoryOpenOptions, SeekMode } from "./memory_files.ts";

/** What lies in the page's memory: dropped files, and what an inference wrote. */
export const files = new MemoryFiles();

const encoder = new TextEncoder();

Object.assign(globalThis, {
  // A page that is opened from the disk has none; without threads nothing is shared.
  SharedArrayBuffer: globalThis.SharedArrayBuffer ?? ArrayBuffer,
  // After what the browser has to draw.
  setImmediate: (call: () => void) => setTimeout(call),
  Deno: {
    errors,
    SeekMode,
    build: { os: "linux" },
    cwd: () => "/",
    open: later((path: string, options?: MemoryOpenOptions) => files.openSync(path, options)),
    openSync: (path: string, options?: MemoryOpenOptions) => files.openSync(path, options),
    stat: later((path: string): MemoryInfo => files.statSync(path)),
    statSync: (path: string): MemoryInfo => files.statSync(path),
    lstat: later((path: string): MemoryInfo => files.statSync(path)),
    realPath: later((path: string): string => path),
    mkdir: later((path: string, options?: { recursive?: boolean }) => files.mkdirSync(path, options)),
    rename: later((from: string, to: string) => files.renameSync(from, to)),
    remove: later((path: string) => files.removeSync(path)),
    readTextFile: later((path: string): string => new TextDecoder().decode(files.get(path))),
    writeFile: later((path: string, bytes: Uint8Array, options?: MemoryOpenOptions) => write(path, bytes, options)),
    writeTextFile: later((path: string, text: string, options?: MemoryOpenOptions) =>
      write(path, encoder.encode(text), options)
    ),
    async *readDir(path: string): AsyncGenerator<MemoryInfo> {
      yield* files.readDirSync(path);
    },
    // A page does not know how much memory there is, nor the name of its machine.
    permissions: {
      query: () => Promise.resolve({ state: "denied" }),
      querySync: () => ({ state: "denied" }),
    },
  },
});

// --- internal ---

function later<A extends unknown[], R>(call: (...args: A) => R): (...args: A) => Promise<R> {
  // deno-lint-ignore require-await -- what fails is a rejection
  return async (...args) => call(...args);
}

function write(path: string, bytes: Uint8Array, options: MemoryOpenOptions = {}): void {
  using file = files.openSync(path, { create: true, truncate: !options.append, ...options });
  file.writeSync(bytes);
}
