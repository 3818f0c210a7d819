/**
 * Where groups lie, and where their members lie in them.
 *
 * @module
 */
import type { Places } from "./places.ts";

/** Centres of groups in object pixels, and their members around them. */
export interface GroupCentres extends Places {
  /** (S, C, 2) columns and rows of the members relative to the centre. */
  readonly offsets: Float32Array;
}

/**
 * The centre of each group, which is the mean of its members' positions.
 *
 * @param positions Positions of all patterns.
 * @param groups (S, C) members, and C.
 */
export function groupCentres(
  positions: Places,
  { members, channels }: { readonly members: Int32Array; readonly channels: number },
): GroupCentres {
  const count = members.length / channels;
  const [x, y, offsets] = [new Float64Array(count), new Float64Array(count), new Float32Array(2 * members.length)];
  ([[x, positions.x], [y, positions.y]] as const).forEach(([centres, of], axis) => {
    for (let group = 0; group < count; group++) {
      const own = members.subarray(group * channels, (group + 1) * channels);
      // From the first on, so that far from zero no digits are lost.
      const first = of[own[0] ?? NaN] ?? NaN;
      const mean = own.reduce((sum, member) => sum + ((of[member] ?? NaN) - first), 0) / channels;
      centres[group] = first + mean;
      own.forEach((member, k) => offsets[2 * (group * channels + k) + axis] = (of[member] ?? NaN) - first - mean);
    }
  });
  return { x, y, offsets };
}
