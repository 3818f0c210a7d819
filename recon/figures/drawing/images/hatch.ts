/**
 * Hatching: there is no value here. No colour map has it.
 *
 * @module
 */
import { element, joined, type Markup } from "../../../../config/values/markup.ts";
import { cutOff } from "../layout/block.ts";

/**
 * A hatched rectangle from (0, 0) on.
 *
 * @param width px.
 * @param height px.
 */
export function hatch(width: number, height: number): Markup {
  let lines = "";
  for (let x = -Math.ceil(height / APART) * APART; x < width; x += APART) {
    lines += `M${x} ${Math.ceil(height)}l${reach(height)}`;
  }
  return cutOff(
    joined([
      element("rect", { width, height, fill: "#8c8c8c", "fill-opacity": 0.28 }),
      element("path", { class: "hatch", d: lines, stroke: "#8c8c8c", "stroke-width": 1.2, fill: "none" }),
    ]),
    width,
    height,
  );
}

// --- internal ---

/** px between lines. */
const APART = 7;

function reach(height: number): string {
  return `${Math.ceil(height)} ${-Math.ceil(height)}`;
}
