/**
 * A figure as a block, for pictures that are made of several.
 *
 * @module
 */
import type { Figure } from "../figure.ts";
import type { Markup } from "../../../../config/values/markup.ts";
import { type Block, NO_MARGINS } from "./block.ts";

/** The figure, at its size. */
export function figureBlock({ svg, width, height }: Figure): Block {
  return { ...NO_MARGINS, width, height, content: svg as Markup };
}
