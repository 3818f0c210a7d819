/**
 * Corrections of positions, as people read them.
 *
 * @module
 */
import type { PositionCorrections } from "../../run/learned_beam.ts";
import { significant } from "../terminal/number_format.ts";

/**
 * What a training made of the positions of a scan: how far they were moved, and how far without what they share.
 *
 * @param corrections The corrections, in object pixels.
 */
export function positionCorrectionsText({ rms, greatest, rmsOfOwn }: PositionCorrections): string {
  return `corrected by ${significant(rms)} px on average (root mean square), ${significant(greatest)} px at most; ` +
    `${significant(rmsOfOwn)} px without what turns, scales or shears them all`;
}
