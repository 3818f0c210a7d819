/**
 * Where an image lies on a canvas, along one axis.
 */

/** What an offset is beyond whole pixels, from 0 to below 1; of what is no finite number, no number. */
// @ts-ignore: decorators are AssemblyScript's
@inline
export function partOf(offset: f32): f32 {
  return offset - Mathf.floor(offset);
}

/** Pixel of the canvas on which the image's first lies where it is moved by whole pixels; the centres lie on each other. */
export function placeOf(offset: f32, from: i32, side: i32): i32 {
  // Further away nothing of the image is on the canvas. What is no number stays, and its part makes the values no numbers.
  const most = f32(from + side), whole = Mathf.floor(offset);
  const within = whole > most ? most : whole < -most ? -most : whole === whole ? whole : 0;
  return i32(within) + ((side - from) >> 1);
}
