/**
 * Patches of an engine's object in WebGPU programs.
 *
 * @module
 */

/** Which object patches are cut from. */
export interface CutFrom {
  /** Name of its inputs, less `Re` and `Im`. */
  readonly object: string;
  /** Its rows. */
  readonly height: number;
  /** Its columns. */
  readonly width: number;
}

/**
 * A function `cut(j, row, column)`: a pixel of patch j, bilinear between four of the object. Needs the inputs `corners`,
 * `fractions`, and both parts of the object.
 */
export function cutPatch({ object, height, width }: CutFrom): string {
  return `
fn cut(j: i32, row: i32, column: i32) -> vec2<f32> {
  let near = vec2<i32>(corners[2 * j] + row, corners[2 * j + 1] + column);
  let far = min(near + vec2<i32>(1), vec2<i32>(${height - 1}, ${width - 1}));
  let across = fractions[2 * j + 1];
  let above = mixed(pixel(near.x * ${width} + near.y), pixel(near.x * ${width} + far.y), across);
  let below = mixed(pixel(far.x * ${width} + near.y), pixel(far.x * ${width} + far.y), across);
  return mixed(above, below, fractions[2 * j]);
}
fn pixel(at: i32) -> vec2<f32> { return vec2<f32>(${object}Re[at], ${object}Im[at]); }
fn mixed(a: vec2<f32>, b: vec2<f32>, share: f32) -> vec2<f32> { return a * (1.0 - share) + b * share; }
`;
}

/**
 * A function `shone(j, row, column, at)`: a pixel of patch j in the light of element `at` of all modes of a probe.
 *
 * @param cut Where patches are cut from.
 * @param probe Name of its inputs, less `Re` and `Im`.
 * @param light That element, `vec2<f32>`, where it is another input.
 */
export function illuminatePatch(
  cut: CutFrom,
  probe: string,
  light = `vec2<f32>(${probe}Re[at], ${probe}Im[at])`,
): string {
  return `${cutPatch(cut)}
fn shone(j: i32, row: i32, column: i32, at: i32) -> vec2<f32> {
  let o = cut(j, row, column);
  let p = ${light};
  return vec2<f32>(o.x * p.x - o.y * p.y, o.x * p.y + o.y * p.x);
}
`;
}
