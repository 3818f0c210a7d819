/**
 * Fields of an import that the numbers decide where nobody has.
 *
 * @module
 */
import type { ImportInput } from "../../config/fields/import_input.ts";
import type { StudiedStack } from "./patterns/study_stack.ts";

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
  const open = Object.entries(proposals).filter(([name, value]) =>
    value !== null && (fields[name as keyof ImportInput] ?? null) === null
  );
  return Object.fromEntries(open);
}
