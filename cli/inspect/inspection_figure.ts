/**
 * The picture of an inspection. Above: the mean pattern on a logarithmic scale, the mask (light is valid), the positions.
 * Below, at the positions: the light of the patterns, and where its centre of mass lies across and down the detector.
 *
 * @module
 */
import type { RealImage } from "../../data/real_image.ts";
import type { Study } from "../../data/study/study.ts";
import type { PatternFacts } from "../../data/study/patterns/pattern_facts.ts";
import { bounds } from "../../data/study/positions/neighbours.ts";
import type { PositionFacts } from "../../data/study/position_facts.ts";
import { greyLevels, greyRange, NEUTRAL } from "../../recon/image/figures/grey_levels.ts";
import { rowsOf } from "../../recon/image/figures/image_rows.ts";
import { panelFigure } from "../../recon/image/figures/panel_figure.ts";

/**
 * Draws what was seen.
 *
 * @param study The study.
 * @returns Bytes of an 8-bit PNG file; null where there are no patterns to show.
 */
export function inspectionFigure({ patterns, positions }: Study): Uint8Array | null {
  if (patterns === null) return null;
  const { mean, frames } = patterns;
  const light = mean.data.map((value, p) => mean.valid[p] === 1 ? Math.log1p(value / floorOf(mean.data)) : 0);
  const above = [
    panel({ ...mean, data: light }, mean.valid),
    // Of a light grey, so that a whole mask is seen on white.
    panel({ ...mean, data: Float64Array.from(mean.valid) }, null, { low: 0, high: 1.15 }),
  ];
  const map = positions && scanMap(positions, patterns);
  if (map === null) return panelFigure([above], SIZE).png;
  const marks = { ...SIZE, data: Float64Array.from(map.places, (frame) => frame < 0 ? 1 : 0) };
  const shown = (values: Float64Array): Uint8Array => {
    const data = Float64Array.from(map.near, (frame) => frame < 0 ? 0 : values[frame] ?? NaN);
    const valid = Uint8Array.from(data, (value, p) => Number.isFinite(value) && (map.near[p] ?? -1) >= 0 ? 1 : 0);
    return panel({ ...SIZE, data }, valid);
  };
  const below = [shown(frames.light), shown(frames.column), shown(frames.row)];
  return panelFigure([[...above, panel(marks, null, { low: 0, high: 1 })], below], SIZE).png;
}

// --- internal ---

/** Of each panel. */
const SIDE = 320;
const SIZE = { height: SIDE, width: SIDE };
/** White pixels around the positions. */
const MARGIN = 12;

/** What is dim is shown from here on: a hundredth of the mean. */
function floorOf(data: Float64Array): number {
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  return mean > 0 ? mean / 100 : 1;
}

/** Grey levels of an image, as large as a panel: pixels are repeated, or left out. */
function panel(
  image: RealImage,
  mask: Uint8Array | null,
  range = greyRange(rowsOf(image), mask ?? all(image)),
): Uint8Array {
  const { height, width } = image;
  const levels = greyLevels(rowsOf(image), mask ?? all(image), range);
  const scale = SIDE / Math.max(height, width);
  const [top, left] = [(SIDE - scale * height) / 2, (SIDE - scale * width) / 2];
  return Uint8Array.from({ length: SIDE * SIDE }, (_, p) => {
    const [row, column] = [Math.floor(p / SIDE), p % SIDE].map((at, axis) =>
      Math.floor((at - (axis === 0 ? top : left)) / scale)
    );
    const inside = row !== undefined && column !== undefined && row >= 0 && row < height && column >= 0 &&
      column < width;
    return inside ? levels[row * width + column] ?? NEUTRAL : 255;
  });
}

function all({ data }: RealImage): Uint8Array {
  return new Uint8Array(data.length).fill(1);
}

interface ScanMap {
  /** Number of the frame whose position is in a pixel of the panel; −1 where none is. */
  readonly places: Int32Array;
  /** Number of a frame that is within a step of a pixel, the nearest as pixels go; −1 where none is. */
  readonly near: Int32Array;
}

/** Where the frames lie on a panel, x to the right, y downwards; null without a position for each. */
function scanMap({ raw, shape }: PositionFacts, { stack, choice, frames }: PatternFacts): ScanMap | null {
  if (raw.x.length !== stack.count || !(shape.step > 0)) return null;
  const [[left, right], [top, bottom]] = [bounds(raw.x), bounds(raw.y)];
  const scale = (SIDE - 2 * MARGIN) / Math.max(right - left, bottom - top);
  const [places, near] = [new Int32Array(SIDE * SIDE).fill(-1), new Int32Array(SIDE * SIDE).fill(-1)];
  const nearest = new Float64Array(SIDE * SIDE).fill(Infinity);
  const middle = (least: number, greatest: number): number => SIDE / 2 - scale * (least + greatest) / 2;
  const reach = Math.max(1, Math.ceil(0.8 * scale * shape.step));
  frames.light.forEach((_, frame) => {
    const number = choice.numbers?.[frame] ?? frame;
    const [x, y] = [
      scale * (raw.x[number] ?? NaN) + middle(left, right),
      scale * (raw.y[number] ?? NaN) + middle(top, bottom),
    ];
    if (!Number.isFinite(x) || !Number.isFinite(y)) return;
    for (let row = Math.max(0, Math.floor(y) - reach); row <= Math.min(SIDE - 1, Math.floor(y) + reach); row++) {
      for (
        let column = Math.max(0, Math.floor(x) - reach);
        column <= Math.min(SIDE - 1, Math.floor(x) + reach);
        column++
      ) {
        const [p, distance] = [row * SIDE + column, Math.hypot(column + 0.5 - x, row + 0.5 - y)];
        if (distance > reach || distance >= (nearest[p] ?? 0)) continue;
        nearest[p] = distance;
        near[p] = frame;
        if (distance < 1.5) places[p] = frame;
      }
    }
  });
  return { places, near };
}
