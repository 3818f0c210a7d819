/**
 * Figures as PNG images. The renderer and its font are loaded with the first; text has the same letters on every machine.
 *
 * @module
 */
import { joinedList } from "../../../data/arrays/joined_bytes.ts";
import { writePng } from "../../../data/formats/png/write_png.ts";
import { type Figure, standalone } from "./figure.ts";

/** How a figure is rendered. */
export interface FigurePngOptions {
  /**
   * Pixels of the image for each px of the figure.
   * @default 2
   */
  readonly scale?: number;
}

/**
 * Renders a figure, dark on white.
 *
 * @param figure The figure.
 * @returns Bytes of a PNG file, `scale` times as wide and high as the figure.
 * @throws {RangeError} If `scale` is not more than 0, or the image would have more than 16 384 pixels a side.
 *
 * @example
 * ```ts
 * import { figurePng, objectFigure } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const object = { height: 1, width: 2, re: Float32Array.of(1, 2), im: new Float32Array(2) };
 * const figure = objectFigure({ object, mask: Uint8Array.of(1, 1), origin: { y: 0, x: 0 } });
 * const png = await figurePng(figure, { scale: 1 });
 * assertEquals([...png.subarray(1, 4)], [0x50, 0x4e, 0x47]); // "PNG"
 * ```
 */
export async function figurePng(
  figure: Figure,
  { scale = 2 }: FigurePngOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const side = scale * Math.max(figure.width, figure.height);
  if (!(scale > 0 && side <= MOST_SIDE)) {
    throw new RangeError(
      `Cannot render a figure of ${figure.width} × ${figure.height} px as its scale must be more than 0, and no side ` +
        `longer than ${MOST_SIDE} pixels: current value is ${scale}`,
    );
  }
  const [{ Resvg }, { dejavuSans }] = await Promise.all([
    import("../../../packages/resvg.ts"),
    import("../../../packages/dejavu_sans.ts"),
  ]);
  // The renderer knows the same by its name of SVG 1.1. No text of a figure can be this: its quotes are escaped.
  const svg = standalone(figure).replaceAll('image-rendering="pixelated"', 'image-rendering="optimizeSpeed"');
  const renderer = new Resvg(svg, {
    fitTo: { mode: "zoom", value: scale },
    // Else a last pixel that is half covered would be half transparent.
    background: "#ffffff",
    font: { fontBuffers: [dejavuSans()], defaultFontFamily: "DejaVu Sans", loadSystemFonts: false },
  });
  try {
    const rendered = renderer.render();
    try {
      const { width, height, pixels } = rendered;
      const row = (index: number): Uint8Array => pixels.subarray(4 * width * index, 4 * width * (index + 1));
      return joinedList([...writePng({ width, height, colour: "rgba" }, row)]);
    } finally {
      rendered.free();
    }
  } finally {
    renderer.free();
  }
}

// --- internal ---

const MOST_SIDE = 16_384;
