/**
 * Object and probe of an engine on the accelerator.
 *
 * @module
 */
import * as tf from "../../../packages/tensorflow.ts";
import type { EngineWaves, Wave } from "../../../backend/operations/waves/engine.ts";
import { orthogonalModes } from "../../../data/arrays/orthogonal_modes.ts";
import type { ComplexImage } from "../../../data/complex_image.ts";

/**
 * Uploads object and probe.
 *
 * @param object The canvas.
 * @param probe Modes, N × N each.
 */
export function uploadWaves(object: ComplexImage, probe: readonly ComplexImage[]): EngineWaves {
  const shape: [number, number] = [object.height, object.width];
  const modes = (part: "re" | "im"): tf.Tensor =>
    tf.tidy(() => tf.stack(probe.map((mode) => tf.tensor2d(mode[part], [mode.height, mode.width]))));
  return {
    object: { re: tf.tensor2d(object.re, shape), im: tf.tensor2d(object.im, shape) },
    probe: { re: modes("re"), im: modes("im") },
  };
}

/** Reads the object. */
export async function readObject({ object }: EngineWaves): Promise<ComplexImage> {
  const [height = 0, width = 0] = object.re.shape;
  return { height, width, ...await valuesOf(object) };
}

/** Reads the modes of the probe as the engine has them, neither orthogonal nor sorted. */
export async function readModes({ probe }: EngineWaves): Promise<ComplexImage[]> {
  const [modes = 0, height = 0, width = 0] = probe.re.shape;
  const { re, im } = await valuesOf(probe);
  const part = (values: Float32Array, mode: number): Float32Array =>
    values.slice(mode * height * width, (mode + 1) * height * width);
  return Array.from({ length: modes }, (_, mode) => ({ height, width, re: part(re, mode), im: part(im, mode) }));
}

/** Reads the modes of the probe: orthogonal, the strongest first, as many as are independent of each other. */
export async function readProbe(waves: EngineWaves): Promise<ComplexImage[]> {
  return orthogonalModes(await readModes(waves));
}

/** Frees both. */
export function disposeWaves({ object, probe }: EngineWaves): void {
  tf.dispose([object.re, object.im, probe.re, probe.im]);
}

// --- internal ---

async function valuesOf({ re, im }: Wave): Promise<{ re: Float32Array; im: Float32Array }> {
  const [reValues, imValues] = await Promise.all([re.data<"float32">(), im.data<"float32">()]);
  return { re: reValues, im: imValues };
}
