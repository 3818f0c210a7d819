/**
 * Asks a known object where the patterns belong, where the positions leave that in doubt.
 *
 * @module
 */
import type { ImportInput } from "../../config/fields/import_input.ts";
import type { ComplexImage } from "../complex_image.ts";
import type { ArrayFile } from "../formats/array_file.ts";
import { placeByObject } from "./by_object/place_by_object.ts";
import { isDecisive } from "./orientation/find_orientation.ts";
import type { StudiedStack } from "./patterns/study_stack.ts";
import { uprightSamples } from "./patterns/upright_samples.ts";
import { imageOf, type PositionFacts } from "./position_facts.ts";
import type { ObjectEvidence } from "./proposed_fields.ts";
import { bounds } from "./positions/neighbours.ts";

/** What the question needs. */
export interface ObjectQuestion {
  readonly studied: StudiedStack;
  readonly positions: PositionFacts;
  readonly probe: ComplexImage | null;
}

/**
 * Fits positions to a known object, where the files have one and there is doubt: it takes some seconds.
 *
 * @param files The open files.
 * @param question Patterns, positions and probe.
 * @returns No fit where there is no doubt, no object, or the object does not decide.
 * @throws {Error} If the object cannot be read.
 */
export async function fitToObject(
  files: readonly ArrayFile[],
  { studied: { facts, samples, fields }, positions, probe }: ObjectQuestion,
): Promise<ObjectEvidence> {
  const { stack, mean } = facts;
  const { raw } = positions;
  if (!fields.object || probe === null || raw.x.length !== stack.count || fields.transpose === true) {
    return NONE;
  }
  if (isDecided(fields)) return NONE;
  const side = probe.height;
  if (mean.height !== side || mean.width !== side || !Number.isInteger(Math.log2(side))) return NONE;
  const object = await imageOf(files, fields.object);
  if (!isDoubtful(positions, object, side)) return NONE;
  const numbers = samples.numbers.map((number) => facts.choice.numbers?.[number] ?? number);
  const amplitudes = uprightSamples(facts, false, samples).map(({ data }) => Float32Array.from(data, Math.sqrt));
  const vectors = numbers.map((number) => ({ x: raw.x[number] ?? NaN, y: raw.y[number] ?? NaN }));
  return { byObject: placeByObject(amplitudes, vectors, { probe, object }), object };
}

// --- internal ---

const NONE: ObjectEvidence = { byObject: null, object: null };

/** Whether somebody has said all that the object could: as the command does that an earlier look at the file has printed. */
function isDecided({ units, orientation, objectCentre }: ImportInput): boolean {
  const turned = (orientation ?? null) !== null && orientation !== "auto";
  return (units ?? null) !== null && (turned || (objectCentre ?? null) !== null);
}

/** Whether positions need not be object pixels, or the centres of mass speak against their axes, or say nothing. */
function isDoubtful({ raw, unit, orientation }: PositionFacts, object: ComplexImage, side: number): boolean {
  const [[left, right], [top, bottom]] = [bounds(raw.x), bounds(raw.y)];
  const fits = unit === "px" && left >= side / 2 - 1 && right <= object.width - side / 2 + 1 && top >= side / 2 - 1 &&
    bottom <= object.height - side / 2 + 1;
  const sure = orientation !== null && isDecisive(orientation.confidence) && orientation.best === "none";
  return !(fits && sure);
}
