/**
 * What the HDF5 library complains of, in plain words.
 *
 * @module
 */
import { nameList, printable } from "../../../config/values/printable.ts";

/** Something in an HDF5 file that cannot be read; its message is the end of a sentence that names the file. */
export class Hdf5Problem extends Error {
  /** Its class, for logs. */
  override readonly name = "Hdf5Problem";

  /** Whether it is that a link leads nowhere, or that there is nothing of a name. */
  readonly absent: boolean;
  /** Whether it is that a file is not there. */
  readonly missing: boolean;

  /**
   * @param message What is wrong: the end of a sentence, with what would do.
   * @param options What it came from, and what kind of thing it is.
   */
  constructor(message: string, options: ErrorOptions & { readonly kind?: "absent" | "missing" } = {}) {
    super(message, options);
    this.absent = options.kind === "absent";
    this.missing = options.kind === "missing";
  }

  /** Of a link that leads nowhere. */
  static ofLink(target: string): Hdf5Problem {
    return new Hdf5Problem(`it is a link to ${target}, which is not there`, { kind: "absent" });
  }

  /** Of files that are not there. */
  static ofMissing(paths: Iterable<string>): Hdf5Problem {
    // One name was looked for in some folders; the first is the one that it should be in.
    const names = new Map<string, string>();
    for (const path of paths) {
      const name = path.slice(path.lastIndexOf("/") + 1);
      if (!names.has(name)) names.set(name, path);
    }
    const [first = ""] = names.values();
    return new Hdf5Problem(
      names.size === 1
        ? `part of it lies in another file, which is not there: put ${printable(first)} in its place`
        : `parts of it lie in other files, which are not there: put ${nameList([...names.values()])} in their places`,
      { kind: "missing" },
    );
  }

  /**
   * Of the lines that the library prints, of which the last tells where it began.
   *
   * @returns The problem; null if there is none. That the order of bytes of an enumeration stays as it is in the file is none:
   * it is changed where the elements are decoded.
   */
  static ofDiagnostics(printed: readonly string[]): Hdf5Problem | null {
    if (printed.length === 0) return null;
    const complaints = printed.join("\n").split(/^(?=HDF5-DIAG)/m);
    const text = complaints.filter((complaint) => !complaint.includes(" in H5Tset_order()")).join("");
    if (text === "") return null;
    const known = KNOWN.find(([pattern]) => pattern.test(text));
    if (known) return new Hdf5Problem(known[1](pattern(known[0], text)));
    const deepest = text.split("\n").findLast((line) => /^\s*#\d+: /.test(line)) ?? "";
    const [, said = ""] = /\(\): (.*)$/.exec(deepest) ?? [];
    const message = `it is damaged${said ? ` (${printable(said.trim())})` : ""}: copy the file again`;
    return new Hdf5Problem(message, ABSENT.test(text) ? { kind: "absent" } : {});
  }
}

// --- internal ---

/** What the library says where there is nothing of a name. */
const ABSENT = /name doesn't exist|component not found|can't find object/;

type Sentence = (found: readonly string[]) => string;

function pattern(expression: RegExp, text: string): readonly string[] {
  return expression.exec(text) ?? [];
}

const KNOWN: readonly (readonly [RegExp, Sentence])[] = [
  [
    /truncated file: eof = (\d+), sblock->base_addr = (\d+), stored_eof = (\d+)/,
    ([, has = "", base = "0", wanted = ""]) =>
      `it is truncated: ${BigInt(base) + BigInt(wanted)} bytes wanted, the file has ${has}; copy it again`,
  ],
  [
    /file is (?:already open for|not already open for|marked as open|already marked)[^\n]*|file is already open[^\n]*/,
    () => "the program that wrote it has not closed it: wait for it to end, or h5clear -s FILE makes it readable",
  ],
  [/memory allocation failed|unable to allocate|can't allocate/, () => "it needs more memory than HDF5 has here"],
  [
    /filter returned failure during read/,
    () => "its packed bytes are damaged, and cannot be unpacked: copy the file again",
  ],
  [
    /Fletcher32 checksum|data error detected by/,
    () => "its bytes are damaged, its checksum is wrong: copy the file again",
  ],
  [
    /bad version number|unknown .* version|bad .* version/,
    () => "it is damaged, or written by a newer HDF5: copy the file again",
  ],
];
