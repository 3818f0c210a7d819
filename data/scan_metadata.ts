/**
 * What the metadata of a scan say: `_metadata`, JSON as text, as bytes, or as the pickled string that PtychoPINN writes.
 *
 * @module
 */
import type { ArrayFile } from "./formats/array_file.ts";
import { pickledText } from "./formats/text/pickled_text.ts";
import { printable } from "../config/values/printable.ts";
import { parsePythonLiteral, type PythonValue } from "./formats/text/python_literal.ts";

/** Photons of a pattern, by the metadata. */
export interface PhotonsFound {
  readonly photons: number | null;
  /** Why the metadata could not be read or used, if there are any. */
  readonly warning: string | null;
}

/**
 * Photons of a pattern: `physics_parameters.nphotons`, a number or the text of one. Metadata that say nothing of photons
 * are as good as none; those that cannot be read are told.
 *
 * @throws {Error} If the file is damaged there.
 */
export async function scanPhotons(file: ArrayFile): Promise<PhotonsFound> {
  if (!file.has(KEY)) return { photons: null, warning: null };
  const metadata = await readMetadata(file);
  if (metadata === undefined) {
    return { photons: null, warning: `${KEY} is no JSON text that can be read and was ignored: ${REMEDY}` };
  }
  const parameters = member(metadata, "physics_parameters");
  const nphotons = member(parameters, "nphotons");
  if (nphotons === undefined) return { photons: null, warning: elsewhere(metadata) };
  const photons = numberOf(nphotons);
  if (photons > 0 && photons <= MOST_PHOTONS) return { photons, warning: null };
  const shown = printable(typeof nphotons === "string" ? `"${nphotons}"` : describe(nphotons));
  const why = photons > MOST_PHOTONS && photons < Infinity ? `more than ${MOST_PHOTONS}` : "not a number above 0";
  return { photons: null, warning: `nphotons in ${KEY} is ${shown}, ${why}, and was ignored: ${REMEDY}` };
}

// --- internal ---

const KEY = "_metadata";
const REMEDY = "set data.photons (--nphotons), or write it with json.dumps()";
/** Amplitudes of more cannot be computed with in single precision. */
const MOST_PHOTONS = 1e30;
/** Metadata of more characters or bytes are something else. */
const MOST_CHARACTERS = 1 << 20;

/** The parsed metadata; undefined if they are anything but JSON, or Python's way of writing it. */
async function readMetadata(file: ArrayFile): Promise<PythonValue | undefined> {
  try {
    const text = await metadataText(file);
    return text === null || text.length > MOST_CHARACTERS ? undefined : parsePythonLiteral(text);
  } catch (error) {
    // These say that the content is not understood. Damage is none of them and must not pass for "no metadata".
    if (error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError) return undefined;
    throw error;
  }
}

async function metadataText(file: ArrayFile): Promise<string | null> {
  const array = await file.read(KEY, MOST_CHARACTERS);
  if (array.kind === "text") return array.data.length === 1 ? array.data[0] ?? null : null;
  if (array.kind === "object") return pickledText(array.pickle);
  // Bytes of UTF-8, as numpy.frombuffer() makes an array of them.
  if (array.kind === "real" && array.data instanceof Uint8Array) {
    return new TextDecoder("utf-8", { fatal: true }).decode(array.data);
  }
  return null;
}

/** A number as Python and JSON write it. */
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/** A sentence on a number of photons under a name that is not read. */
function elsewhere(metadata: PythonValue): string | null {
  for (
    const [place, values] of [["", metadata], ["physics_parameters.", member(metadata, "physics_parameters")]] as const
  ) {
    if (!(values instanceof Map)) continue;
    const key = [...values.keys()].find((name) => PHOTONS.test(name));
    if (key === undefined) continue;
    return `${place}${printable(key)} in ${KEY} was ignored, as physics_parameters.nphotons is read: ${REMEDY}`;
  }
  return null;
}

const PHOTONS = /^(?:n|num|mean)?_?photons?(?:_?count)?$/i;

function member(value: PythonValue | undefined, key: string): PythonValue | undefined {
  return value instanceof Map ? value.get(key) : undefined;
}

/** The number that a value stands for: itself, its text, or the only element of a list; NaN for anything else. */
function numberOf(value: PythonValue): number {
  if (typeof value === "number") return value;
  if (typeof value === "string") return DECIMAL.test(value.trim()) ? Number(value) : NaN;
  return Array.isArray(value) && value.length === 1 && typeof value[0] === "number" ? value[0] : NaN;
}

function describe(value: PythonValue): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return value instanceof Map ? "a dictionary" : String(value);
}
