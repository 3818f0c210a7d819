/**
 * Keeps the probe within a disk: beyond it there is no light, however patterns might be explained by some.
 *
 * @module
 */
import type { EngineWaves } from "../../../backend/operations/waves/engine.ts";
import * as tf from "../../../packages/tensorflow.ts";
import type { EngineWork } from "../state/engine_work.ts";
import type { Refinement } from "./refinement.ts";

/** What is set of it. */
export interface SupportOptions {
  /** Radius of the disk in halves of the side of a pattern, above 0: at √2 it holds all of it. */
  readonly radius: number;
  /** First iteration, from 0, that moves the probe. */
  readonly probeStart: number;
}

/**
 * Creates the refinement. The disk is around pixel [N/2, N/2]; its edge is of one pixel.
 *
 * @param options What is set of it.
 * @param work What it works on.
 */
export function probeSupport({ radius, probeStart }: SupportOptions, { scan }: Pick<EngineWork, "scan">): Refinement {
  const side = scan.patchSize;
  const disk = tf.tensor3d(support(side, radius * side / 2), [1, side, side]);
  const within = ({ object, probe }: EngineWaves, iteration: number): EngineWaves =>
    iteration < probeStart ? { object, probe } : { object, probe: { re: probe.re.mul(disk), im: probe.im.mul(disk) } };
  return {
    name: "probeSupport",
    phase: (iteration) => iteration >= probeStart,
    ...{ afterBatch: within, afterIteration: within },
    [Symbol.dispose]: () => disk.dispose(),
  };
}

// --- internal ---

function support(side: number, radius: number): Float32Array {
  return Float32Array.from({ length: side ** 2 }, (_, p) => {
    const distance = Math.hypot(Math.floor(p / side) - side / 2, p % side - side / 2);
    return Math.min(1, Math.max(0, radius + 0.5 - distance));
  });
}
