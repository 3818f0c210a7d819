/**
 * Object and probe moved where they lie, by one WebGPU program: an invocation for each pixel of the object, and behind those
 * for each of all modes.
 *
 * @module
 */
import type { GpuSource } from "../programs/gpu_program.ts";
import type { EngineCall, EngineSizes } from "./engine_call.ts";

/** Both parts of object and probe, as kernels name them. */
export const WAVES = ["objectRe", "objectIm", "probeRe", "probeIm"] as const;

/** A wave that moves. */
export interface MovingWave {
  readonly wave: "object" | "probe";
  /** How many waves it is of. */
  readonly waves: number;
  /** Pixels of one of them. */
  readonly pixels: number;
}

/** A program that moves them. */
export interface WaveMove extends EngineSizes, Pick<EngineCall["canvas"], "height" | "width"> {
  /** Whether the probe moves too. */
  readonly probeMoves: boolean;
  /** What it reads besides. */
  readonly inputs: readonly string[];
  /** Statements that move element `at` of a wave. */
  readonly move: (wave: MovingWave) => string;
}

/** The text of such a program. */
export function movedWaves({ modes, size, height, width, probeMoves, inputs, move }: WaveMove): GpuSource {
  const object = { wave: "object", waves: 1, pixels: height * width } as const;
  const probe = { wave: "probe", waves: modes, pixels: size ** 2 } as const;
  const names = WAVES.slice(0, probeMoves ? 4 : 2), first = object.pixels;
  const ofObject = `let at = id;${move(object)}`;
  return {
    ...{ inputs: [...names, ...inputs], updates: names, outputs: {} },
    invocations: first + (probeMoves ? probe.waves * probe.pixels : 0),
    body: probeMoves
      ? `
  if (id < ${first}) {
    ${ofObject}
  } else {
    let at = id - ${first};${move(probe)}
  }`
      : ofObject,
  };
}
