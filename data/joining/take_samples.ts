/**
 * A part of a set of samples.
 *
 * @module
 */
import { takeRows } from "../arrays/take_rows.ts";
import type { Samples } from "../samples.ts";

/**
 * Some of the samples, of the same patterns.
 *
 * @param samples The samples.
 * @param indices Numbers of those to take.
 */
export function takeSamples(samples: Samples, indices: Int32Array): Samples {
  const { channels, members, offsets, x, y, inputScale, physicsScale, scans } = samples;
  return {
    ...samples,
    ...(scans && { scans: { ...scans, of: takeRows(scans.of, indices, 1) } }),
    count: indices.length,
    members: takeRows(members, indices, channels),
    offsets: takeRows(offsets, indices, 2 * channels),
    x: takeRows(x, indices, 1),
    y: takeRows(y, indices, 1),
    inputScale: takeRows(inputScale, indices, 1),
    physicsScale: takeRows(physicsScale, indices, 1),
  };
}
