/**
 * How the probe of an engine differs from shot to shot, as its state has it.
 *
 * @module
 */
import { modePower } from "../../../data/arrays/orthogonal_modes.ts";
import type { ComplexImage } from "../../../data/complex_image.ts";
import type { EngineState, KeptArrays } from "./engine_state.ts";

/** The probe of pattern j is P + Σₖ cⱼₖ Eₖ. */
export interface FoundVariation {
  /** K eigenprobes E, N × N each, in √counts, orthogonal, the strongest first. */
  readonly eigenprobes: readonly ComplexImage[];
  /** Coefficients c, a row of K for each of the M patterns; after an iteration of mean 0 and mean square 1. */
  readonly coefficients: ComplexImage;
}

/**
 * Reads it from a state.
 *
 * @param state The state.
 * @returns Null where the probe does not differ, or has several modes: those of a result are mixtures of the engine's own, the
 * first of which it is that differs.
 */
export function foundVariation({ kept, probe }: Pick<EngineState, "kept" | "probe">): FoundVariation | null {
  const [modes, parts] = [kept.get("method.eigenprobes"), kept.get("method.coefficients")];
  if (!modes || !parts || probe.length > 1) return null;
  const [, count = 0, height = 0, width = 0] = modes.shape, [, patterns = 0] = parts.shape;
  const size = height * width, half = count * patterns;
  const own = Array.from({ length: count }, (_, k) => ({
    image: {
      ...{ height, width },
      re: modes.data.slice(k * size, (k + 1) * size),
      im: modes.data.slice((count + k) * size, (count + k + 1) * size),
    },
    k,
  })).sort((a, b) => modePower(b.image) - modePower(a.image));
  const sorted = (from: number): Float32Array =>
    Float32Array.from(
      { length: half },
      (_, i) => parts.data[from + count * Math.floor(i / count) + (own[i % count]?.k ?? NaN)] ?? NaN,
    );
  return {
    eigenprobes: own.map(({ image }) => image),
    coefficients: { height: patterns, width: count, re: sorted(0), im: sorted(half) },
  };
}

/**
 * The other way: what a state keeps of it.
 *
 * @param variation How the probe differs.
 * @param count How many eigenprobes are kept, the strongest; at most those that there are.
 */
export function keptVariation({ eigenprobes, coefficients }: FoundVariation, count: number): KeptArrays {
  const own = eigenprobes.slice(0, count), { height: patterns, width } = coefficients;
  const [{ height, width: side } = { height: 0, width: 0 }] = own;
  const rows = (part: Float32Array): number[] =>
    Array.from(
      { length: patterns * own.length },
      (_, i) => part[width * Math.floor(i / own.length) + i % own.length] ?? NaN,
    );
  const modes = (["re", "im"] as const).flatMap((part) => own.map((mode) => mode[part]));
  const joined = new Float32Array(modes.length * height * side);
  modes.forEach((mode, k) => joined.set(mode, k * height * side));
  return new Map([
    ["method.eigenprobes", { shape: [2, own.length, height, side], data: joined }],
    ["method.coefficients", {
      shape: [2, patterns, own.length],
      data: Float32Array.from([...rows(coefficients.re), ...rows(coefficients.im)]),
    }],
  ]);
}
