/**
 * Fields of an import that the numbers decide where nobody has.
 *
 * @module
 */
import type { ImportInput } from "../../config/fields/import_input.ts";
import { METRES } from "../layouts/contents/units.ts";
import type { PositionFit } from "./by_object/fit_positions.ts";
import { unoriented } from "./by_object/orientations.ts";
import type { StudiedStack } from "./patterns/study_stack.ts";
import type { PositionFacts } from "./position_facts.ts";

/** Proposals for the fields that are open. */
export function proposedFields({ facts, window, mask, fields }: StudiedStack): ImportInput {
  const { stack, kinds, measurement, inCorner } = facts;
  const { saturation, least } = kinds;
  const proposals: ImportInput = {
    framesAxis: stack.framesLast ? "last" : "first",
    measurement,
    badValues: kinds.marked.map(({ value }) => value),
    valueBounds: saturation === null ? null : [least, saturation.below],
    fftshift: inCorner ?? false,
    centre: window.centre === null ? "image" : [...window.centre],
    crop: window.crop,
    pad: window.pad,
    probe: "estimate",
    maskGood: mask?.good ?? null,
  };
  return openOf(proposals, fields);
}

/** What positions and a known object say of the fields that are open. */
export interface PositionFields {
  readonly fields: ImportInput;
  /** What a known object adds to what is known of the positions. */
  readonly known: Pick<PositionFacts, "unit" | "scale">;
}

/** What a known object says. */
export interface ObjectEvidence {
  /** How positions lie on it; null where it does not tell. */
  readonly byObject: PositionFit | null;
  /** Its size; null where it was not read. */
  readonly object: { readonly height: number; readonly width: number } | null;
}

/**
 * Proposals for the fields of positions.
 *
 * @param facts What positions are like.
 * @param evidence How they lie on a known object.
 * @param fields Fields that were set before.
 */
export function positionFields(
  { unit, scale, experiment, side }: PositionFacts,
  { byObject, object }: ObjectEvidence,
  fields: ImportInput,
): PositionFields {
  const known = { unit, scale };
  if (byObject === null || experiment.objectPixel !== null) {
    return { known, fields: openOf({ units: unit, positionReference: "centre" }, fields) };
  }
  const { shift, orientation } = byObject;
  const objectCentre = object && middleOf(object, byObject);
  if (Math.abs(byObject.scale - 1) < ALIKE) {
    const corner = [shift.x, shift.y].every((offset) => Math.abs(offset - side / 2) < NEAR);
    // Axes that change their sign leave the object: where its middle lies is then worth saying.
    const places: ImportInput = orientation === "none"
      ? { positionReference: corner ? "corner" : "centre" }
      : { positionReference: "centre", objectCentre };
    return { known: { unit: "px", scale: 1 }, fields: openOf({ units: "px", ...places }, fields) };
  }
  // The object has its own pixels: a step of the scan tells how large these are.
  const units = unit === null || unit === "px" ? "um" : unit;
  const pixelSize = Number((METRES[units] / byObject.scale).toPrecision(5));
  return {
    known: { unit: units, scale: byObject.scale },
    fields: openOf({ units, pixelSize, objectCentre, positionReference: "centre" }, fields),
  };
}

// --- internal ---

/** Positions whose unit is so near to a pixel are in pixels. */
const ALIKE = 0.02;
/** Pixels that a fit to an object is off at most. */
const NEAR = 2;

function openOf(proposals: ImportInput, fields: ImportInput): ImportInput {
  const open = Object.entries(proposals).filter(([name, value]) =>
    value !== null && (fields[name as keyof ImportInput] ?? null) === null
  );
  return Object.fromEntries(open);
}

/** The position, as given, of an object's middle; to six digits, as fits are not better. */
function middleOf(
  { height, width }: NonNullable<ObjectEvidence["object"]>,
  { orientation, scale, shift }: PositionFit,
): [number, number] {
  const { x, y } = unoriented(orientation, { x: (width / 2 - shift.x) / scale, y: (height / 2 - shift.y) / scale });
  return [Number(x.toPrecision(6)), Number(y.toPrecision(6))];
}
