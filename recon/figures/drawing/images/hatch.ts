/**
 * Hatching: there is no value here. No colour map has it.
 *
 * @module
 */
import { element, joined, type Markup } from "../../../../config/values/markup.ts";

/**
 * A hatched rectangle from (0, 0) on.
 *
 * @param width px.
 * @param height px.
 */
export function hatch(width: number, height: number): Markup {
  let lines = "";
  // A line from the left or the lower side to the upper or the right one: nothing has to be cut off.
  for (let sum = APART; sum < width + height; sum += APART) {
    const [left, right] = [Math.max(0, sum - height), Math.min(width, sum)];
    lines += `M${tenth(left)} ${tenth(sum - left)}L${tenth(right)} ${tenth(sum - right)}`;
  }
  return joined([
    element("rect", { width, height, fill: "#8c8c8c", "fill-opacity": 0.28 }),
    element("path", { class: "hatch", d: lines, stroke: "#8c8c8c", "stroke-width": 1.2, fill: "none" }),
  ]);
}

// --- internal ---

/** px between lines. */
const APART = 7;

function tenth(value: number): number {
  return Math.round(10 * value) / 10;
}
