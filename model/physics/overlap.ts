/**
 * The overlap constraint: what patterns of a sample see is cut out of one object, into which their patches were merged.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { ComplexPair } from "./complex_pair.ts";
import { extractPatches } from "./extract_patches.ts";
import type { Exposure } from "./forward_model.ts";
import { mergeEpsilon, mergePatches, mergeWeights, type PatchMerging } from "./merge_patches.ts";

/**
 * Merges the patches of each sample and cuts them out again. With one patch a sample, what remains of it is what has a
 * weight: the central half, or what the probe lights.
 *
 * @param patches Object patches (B · C, N, N).
 * @param exposure Where they lie, and the probe.
 * @param merging Weights with which they are merged.
 * @returns Patches (B · C, N, N) that agree where they overlap.
 * @throws {RangeError} If patches lie elsewhere than at their sample's centre and the exposure does not say how far, or
 * so far that the object has more than 5 times the side of a patch.
 */
export function shareObject(patches: ComplexPair, exposure: Exposure, merging: PatchMerging): ComplexPair {
  const [count = 0, size = 0] = patches.re.shape;
  const offsets = exposure.offsets ?? tf.zeros<tf.Rank.R3>([count, 1, 2]);
  const weights = mergeWeights(merging, exposure.probe, exposure.probeMask);
  const side = size + 2 * reachOf(exposure, size);
  const object = mergePatches(patches, { offsets, weights, side, epsilon: mergeEpsilon(merging) });
  return extractPatches(object, offsets, size);
}

// --- internal ---

/** Patches that lie further from their sample's centre do not overlap, and their canvas is all but empty. */
const GREATEST_REACH = 2;

function reachOf({ offsets, reach }: Exposure, size: number): number {
  if (!offsets) return 0;
  if (reach === undefined) {
    throw new RangeError("Cannot merge patches as the batch has offsets and does not say how far they reach");
  }
  if (reach <= GREATEST_REACH * size) return reach;
  throw new RangeError(
    `Cannot merge patches as those of a group lie too far apart: current value is ${reach} px from their centre, with ` +
      `patches of ${size} px; set data.maxNeighborDistance, or check the unit of the scan positions`,
  );
}
