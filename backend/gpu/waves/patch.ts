/**
 * Patches of an engine's object in WebGPU programs.
 *
 * @module
 */

/**
 * A function `cut(j, row, column)`: a pixel of patch j, bilinear between four of the object. Needs the inputs `corners`,
 * `fractions`, and two parts of an object.
 *
 * @param object Name of the object's inputs, less `Re` and `Im`.
 */
export function cutPatch(object: string): string {
  return `
fn cut(j: i32, row: i32, column: i32) -> vec2<f32> {
  let most = uniforms.${object}ReShape - vec2<i32>(1);
  let near = vec2<i32>(corners[2 * j] + row, corners[2 * j + 1] + column);
  let far = min(near + vec2<i32>(1), most);
  let down = fractions[2 * j];
  let across = fractions[2 * j + 1];
  let width = uniforms.${object}ReShape[1];
  let above = mix2(pixel(near.x * width + near.y), pixel(near.x * width + far.y), across);
  let below = mix2(pixel(far.x * width + near.y), pixel(far.x * width + far.y), across);
  return mix2(above, below, down);
}
fn pixel(at: i32) -> vec2<f32> { return vec2<f32>(${object}Re[at], ${object}Im[at]); }
fn mix2(a: vec2<f32>, b: vec2<f32>, share: f32) -> vec2<f32> { return a * (1.0 - share) + b * share; }
`;
}

/** A function `shone(j, mode, row, column, at)`: the probe's pixel `at` of all modes, times that of patch j. */
export function illuminatePatch(object: string, probe: string): string {
  return `${cutPatch(object)}
fn shone(j: i32, row: i32, column: i32, at: i32) -> vec2<f32> {
  let o = cut(j, row, column);
  let p = vec2<f32>(${probe}Re[at], ${probe}Im[at]);
  return vec2<f32>(o.x * p.x - o.y * p.y, o.x * p.y + o.y * p.x);
}
`;
}
