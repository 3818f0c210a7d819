/**
 * What a look at all patterns tells: the mean pattern, the light of each frame and where it lies.
 *
 * @module
 */
import type { Measurement } from "../../checks/pattern_array.ts";
import { beamInCorner, beamPlace, type DetectorPlace } from "./beam_place.ts";
import { type DetectorImage, shifted, transposed } from "./detector_image.ts";
import type { FrameSums, PatternSums } from "./pattern_sums.ts";
import type { PatternStack } from "./pattern_stack.ts";
import type { FrameChoice } from "./stack_pieces.ts";
import type { ValueKinds } from "./value_kinds.ts";

/** What frames are like, in their order, as the scan will have them: transposed and shifted where that is due. */
export interface FrameFacts {
  /** Σ intensity. */
  readonly light: Float64Array;
  /** Row of the intensity's centre of mass; NaN of a frame without light. */
  readonly row: Float64Array;
  /** Column of the intensity's centre of mass; NaN of a frame without light. */
  readonly column: Float64Array;
}

/** What patterns are like. */
export interface PatternFacts {
  /** Where they are. */
  readonly stack: PatternStack;
  /** Which frames were looked at. */
  readonly choice: FrameChoice;
  /** What their numbers are. */
  readonly kinds: ValueKinds;
  /** Counts or amplitudes, as it was set or found. */
  readonly measurement: Measurement;
  /** The sums, in the axes of the file. */
  readonly sums: PatternSums;
  /** Mean intensity over frames, as the scan will have it, before it is cropped. */
  readonly mean: DetectorImage;
  /** Whether the beam lies in the corners of the file's patterns; null where their light is too even to tell. */
  readonly inCorner: boolean | null;
  /** Whether {@link PatternFacts.mean} is moved by half its sides, from the corners to the middle. */
  readonly shift: boolean;
  /** H × W in the axes of the file: 1 = valid, neither masked nor odd. */
  readonly valid: Uint8Array;
  /** Where the beam is in {@link PatternFacts.mean}; null without light. */
  readonly beam: DetectorPlace | null;
  /** The frames. */
  readonly frames: FrameFacts;
}

/** What is settled. */
export interface PatternSetting {
  readonly measurement: Measurement;
  readonly transpose: boolean;
  /** Null finds it. */
  readonly fftshift: boolean | null;
  /** H × W in the axes of the file, 1 = valid. */
  readonly valid: Uint8Array;
}

/** Works out facts from sums. */
export function patternFacts(
  found: Pick<PatternFacts, "stack" | "choice" | "kinds" | "sums">,
  { measurement, transpose, fftshift, valid }: PatternSetting,
): PatternFacts {
  const { stack, choice, sums } = found;
  const { height, width } = stack;
  const totals = measurement === "intensity" ? sums.pixelValues : sums.pixelSquares;
  const data = totals.map((total, p) =>
    valid[p] === 1 ? Math.max(0, total / Math.max(1, choice.count - (sums.pixelBad[p] ?? 0))) : 0
  );
  const image = { height, width, data, valid };
  const straight = transpose ? transposed(image) : image;
  const inCorner = beamInCorner(straight);
  const shift = fftshift ?? inCorner ?? false;
  const mean = shift ? shifted(straight) : straight;
  const own = measurement === "intensity" ? sums.values : sums.squares;
  const outside = sumsOf({ ...image, data: totals.map((total, p) => valid[p] === 1 ? 0 : total / choice.count) });
  const frames = frameFacts(own, outside, { height, width, transpose, shift });
  return { ...found, measurement, mean, inCorner, shift, valid, beam: beamPlace(mean), frames };
}

// --- internal ---

type PlaceSums = { readonly [S in keyof FrameSums]: number };

/** What invalid pixels add to every frame, on average. */
function sumsOf({ height, width, data }: DetectorImage): PlaceSums {
  let [total, across, down, right, bottom] = [0, 0, 0, 0, 0];
  data.forEach((value, i) => {
    if (value === 0) return;
    const [row, column] = [Math.floor(i / width), i % width];
    total += value;
    across += value * column;
    down += value * row;
    if (column >= Math.ceil(width / 2)) right += value;
    if (row >= Math.ceil(height / 2)) bottom += value;
  });
  return { total, across, down, right, bottom };
}

interface FrameAxes {
  readonly height: number;
  readonly width: number;
  readonly transpose: boolean;
  readonly shift: boolean;
}

function frameFacts(sums: FrameSums, outside: PlaceSums, { height, width, transpose, shift }: FrameAxes): FrameFacts {
  const light = sums.total.map((total) => Math.max(0, total - outside.total));
  // fftshift moves what lies before ⌈W/2⌉ on by ⌊W/2⌋, and the rest back by ⌈W/2⌉.
  const centre = (first: "across" | "down", half: "right" | "bottom", side: number): Float64Array =>
    light.map((total, f) => {
      const far = (sums[half][f] ?? 0) - outside[half];
      const moment = (sums[first][f] ?? 0) - outside[first] + (shift ? Math.floor(side / 2) * total - side * far : 0);
      return total > 0 ? moment / total : NaN;
    });
  const [column, row] = [centre("across", "right", width), centre("down", "bottom", height)];
  return transpose ? { light, row: column, column: row } : { light, row, column };
}
