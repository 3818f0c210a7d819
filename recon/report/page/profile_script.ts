/**
 * The part of the page's script that draws values along a line.
 *
 * @module
 */

/** JavaScript as a page runs it. */
export const PROFILE_SCRIPT = String.raw`
// Values from left to right, the least and the greatest written at the left; what is no number is a gap.
const drawProfile = (canvas, values, { width, low, high, tell }) => {
  const pixel = devicePixelRatio;
  [canvas.width, canvas.height] = [width, Math.round(120 * pixel)];
  const context = canvas.getContext("2d");
  if (low > high) return;
  const [size, ink] = [12 * pixel, getComputedStyle(canvas).color];
  const [top, bottom] = [1.5 * size, canvas.height - 1.5 * size];
  [context.lineWidth, context.strokeStyle, context.fillStyle] = [1.5 * pixel, ink, ink];
  context.font = size + "px DejaVu Sans, Verdana, sans-serif";
  context.fillText(tell(high), size / 2, size);
  context.fillText(tell(low), size / 2, canvas.height - size / 3);
  context.beginPath();
  let isDrawn = false;
  values.forEach((value, k) => {
    const isKnown = Number.isFinite(value);
    const y = high > low ? bottom - (bottom - top) * (value - low) / (high - low) : (top + bottom) / 2;
    if (isKnown) context[isDrawn ? "lineTo" : "moveTo"](canvas.width * k / (values.length - 1), y);
    isDrawn = isKnown;
  });
  context.stroke();
};`;
