/**
 * A scan that is written while its patterns come.
 *
 * @module
 */
import type { Measurement } from "../checks/pattern_array.ts";
import type { WritableArray } from "../formats/npy_encode.ts";
import type { StreamedArray } from "../formats/streamed_array.ts";
import type { ScanWithoutPatterns } from "./arrays_beside_patterns.ts";

/** A scan whose patterns come while it is written. */
export interface ScanStream extends ScanWithoutPatterns {
  /** The patterns, (M, N, N), DC at [N/2, N/2]: amplitudes, or what `measurement` says. */
  readonly patterns: StreamedArray;
  /** What the patterns hold. */
  readonly measurement: Measurement;
  /** Which pixels are valid, 1, and which are not, 0: (N, N), or (M, N, N) as it comes. */
  readonly mask?: WritableArray | StreamedArray | null;
}
