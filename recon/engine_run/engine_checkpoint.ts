/**
 * The checkpoint of an engine: one safetensors file with all that it goes on from, object and probe as they are by now, and
 * in its metadata the payload (`payload`), where the run is (`engine`) and a digest of the whole file. What engines have in
 * double precision is in it to the bit.
 *
 * @module
 */
import { z } from "../../packages/zod.ts";
import { parseReconstruction } from "../../config/parse_payload.ts";
import type { ReconstructionPayload } from "../../config/payload.ts";
import type { ComplexImage } from "../../data/complex_image.ts";
import {
  checkpointProblem,
  metadataJson,
  readCheckpointFile,
  sealCheckpoint,
} from "../../data/formats/checkpoint_file.ts";
import { doublesAsFloats, floatsAsDoubles } from "../../data/formats/float64_array.ts";
import type { NamedArray } from "../../data/formats/safetensors.ts";
import type { Iteration } from "../../run/engine/iteration.ts";
import type { EngineState } from "../engines/state/engine_state.ts";

/** Everything that a reconstruction needs to go on. */
export interface EngineCheckpoint {
  /** What the reconstruction is. */
  readonly payload: ReconstructionPayload;
  /** State of the engine. */
  readonly state: EngineState;
  /** Iterations that are complete, as they are told. */
  readonly iterations: readonly Iteration[];
  /** Version of the program that wrote it. */
  readonly version: string;
  /** When the run first began, ISO 8601. */
  readonly startedAt: string;
  /** Digest of the scan. */
  readonly digest: string;
}

/**
 * A checkpoint as the bytes of its file.
 *
 * @param checkpoint The checkpoint.
 */
export function encodeEngineCheckpoint(checkpoint: EngineCheckpoint): Uint8Array<ArrayBuffer> {
  const { payload, state, iterations, version, startedAt, digest } = checkpoint;
  const { object, probe, positions, gathered, kept, batch } = state;
  const [first] = probe;
  const modes = [probe.length, first?.height ?? 0, first?.width ?? 0];
  const rows = iterations.flatMap(({ rFactor, poissonDeviance, heldOut, seconds }) => [
    ...[rFactor, poissonDeviance, seconds],
    ...[heldOut?.rFactor ?? NaN, heldOut?.poissonDeviance ?? NaN],
  ]);
  const arrays = new Map<string, NamedArray>([
    ...(["re", "im"] as const).flatMap((part): [string, NamedArray][] => [
      [`object.${part}`, { shape: [object.height, object.width], data: object[part] }],
      [`probe.${part}`, { shape: modes, data: joined(probe.map((mode) => mode[part])) }],
    ]),
    ["positions.x", doublesAsFloats(positions.x)],
    ["positions.y", doublesAsFloats(positions.y)],
    ["gathered", doublesAsFloats(gathered, [4, gathered.length / 4])],
    ["iterations", doublesAsFloats(Float64Array.from(rows), [iterations.length, COLUMNS])],
    ...[...kept].map(([name, array]): [string, NamedArray] => [`${KEPT}${name}`, array]),
  ]);
  const engine: Place = { version, startedAt, digest, batch };
  return sealCheckpoint(arrays, { format: "pt", payload: JSON.stringify(payload), engine: JSON.stringify(engine) });
}

/**
 * Whether a state is too large for a checkpoint, as where the difference map keeps the waves of very many patterns: it is
 * written from memory, beside the state itself.
 *
 * @param state The state.
 * @param most Bytes that a checkpoint may have.
 * @returns A sentence; null where it is not.
 */
export function stateTooLarge({ object, probe, kept }: EngineState, most: number = MOST_BYTES): string | null {
  const waves = [object, ...probe].reduce((sum, { re }) => sum + 8 * re.length, 0);
  const bytes = [...kept.values()].reduce((sum, { data }) => sum + data.byteLength, waves);
  if (bytes <= most) return null;
  return `no checkpoint is written as the engine's state of ${(bytes / 1e9).toPrecision(3)} GB exceeds ` +
    `${(most / 1e9).toPrecision(3)} GB: the run cannot be resumed`;
}

/**
 * Reads a checkpoint that a reconstruction wrote.
 *
 * @param path The safetensors file.
 * @throws {Error} If it cannot be read, is of no reconstruction, or not what was written; the message names the file and
 * the problem.
 */
export async function readEngineCheckpoint(path: string): Promise<EngineCheckpoint> {
  try {
    const { arrays, metadata } = await readCheckpointFile(path);
    const payload = parseReconstruction(metadataJson(metadata, "payload"));
    if (metadata.digest === undefined) throw new TypeError("it has no digest: it was not written by a reconstruction");
    const { batch, ...known } = PLACE.parse(metadataJson(metadata, "engine"));
    const array = (name: string): NamedArray => {
      const found = arrays.get(name);
      if (!found) throw new TypeError(`it has no array ${name}`);
      return found;
    };
    const iterations = iterationsOf(floatsAsDoubles(array("iterations")));
    const kept = [...arrays].filter(([name]) => name.startsWith(KEPT));
    const [object] = images(array("object.re"), array("object.im"));
    if (object === undefined) throw new TypeError("it has no object");
    const state: EngineState = {
      ...{
        iterations: iterations.map(({ rFactor, poissonDeviance }) => ({ rFactor, poissonDeviance })),
        batch,
        object,
      },
      probe: images(array("probe.re"), array("probe.im")),
      positions: { x: floatsAsDoubles(array("positions.x")), y: floatsAsDoubles(array("positions.y")) },
      gathered: floatsAsDoubles(array("gathered")),
      kept: new Map(kept.map(([name, found]) => [name.slice(KEPT.length), found])),
    };
    return { ...known, payload, state, iterations };
  } catch (cause) {
    throw new Error(`Cannot read the checkpoint ${path} as ${checkpointProblem(cause)}`, { cause });
  }
}

// --- internal ---

const KEPT = "kept.";

const MOST_BYTES = 4 * 2 ** 30;

/** Of an iteration: R-factor, deviance, seconds, and both of the patterns that are held out, NaN where none are. */
const COLUMNS = 5;

interface Place extends Pick<EngineCheckpoint, "version" | "startedAt" | "digest"> {
  readonly batch: number;
}

const PLACE: z.ZodType<Place> = z.object({
  ...{ version: z.string(), startedAt: z.string(), digest: z.string() },
  batch: z.int().min(0),
});

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The images of an array (…, height, width). */
function images({ shape, data: re }: NamedArray, { data: im }: NamedArray): ComplexImage[] {
  const [height = 0, width = 0] = shape.slice(-2);
  const size = height * width;
  return Array.from({ length: size === 0 ? 0 : re.length / size }, (_, k) => ({
    ...{ height, width },
    re: re.slice(k * size, (k + 1) * size),
    im: im.slice(k * size, (k + 1) * size),
  }));
}

function iterationsOf(rows: Float64Array): Iteration[] {
  return Array.from({ length: rows.length / COLUMNS }, (_, iteration) => {
    const [rFactor = NaN, poissonDeviance = NaN, seconds = NaN, ...held] = rows.subarray(COLUMNS * iteration);
    const [heldOut = NaN, deviance = NaN] = held;
    const measured = Number.isNaN(heldOut) ? null : { rFactor: heldOut, poissonDeviance: deviance };
    return { iteration, rFactor, poissonDeviance, heldOut: measured, seconds };
  });
}
