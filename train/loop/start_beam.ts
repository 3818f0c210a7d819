/**
 * Probe and positions that begin where they are found, where they are learned.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { Patterns } from "../../data/patterns.ts";
import type { Model } from "../../model/create_model.ts";
import { readWeights } from "../../model/weights.ts";
import { boundedParameter, positionNames } from "../../model/physics/learned_positions.ts";
import { probeNames } from "../../model/physics/learned_probe.ts";
import { findBeam } from "../beam/find_beam.ts";
import type { FoundBeam } from "../beam/found_beam.ts";
import type { TrainingSession } from "./training_session.ts";

/** How far the search for probe and positions is. */
export interface BeamProgress {
  /** Sweeps that are done, those over earlier scans too. */
  readonly done: number;
  /** All sweeps: `training.beamSweeps` over each scan. */
  readonly total: number;
}

/**
 * Finds probe and positions of the scans of a run that has taken no step, as far as its model learns them, in
 * `training.beamSweeps` sweeps. Where the training is aborted meanwhile, or reaches `execution.maxTime`, all are left as they
 * are: it ends before its first step, and finds them when it is resumed.
 *
 * @param session The training.
 * @param report Called after each sweep.
 */
export async function startBeam(session: TrainingSession, report?: (progress: BeamProgress) => void): Promise<void> {
  const { payload, model, ema, train: { samples }, signal, limits } = session;
  const { training: { beamSweeps: sweeps, seed }, model: { positionsBound: bound } } = payload;
  const learned = new Set([...model.paces.values()].map(({ of }) => of));
  if (learned.size === 0 || sweeps === 0) return;
  const learns = { probe: learned.has("probe"), positions: learned.has("positions") };
  const parts = samples.scans?.parts ?? [samples];
  const isOver = (): boolean => signal?.aborted === true || limits.reached(0) !== null;
  const beams: FoundBeam[] = [];
  for (const part of parts) {
    const { length: scan } = beams;
    const onSweep = (done: number): void => report?.({ done: scan * sweeps + done, total: parts.length * sweeps });
    const found = await findBeam(part, payload, { sweeps, seed, learns, bound, isOver, onSweep });
    if (!found) return;
    beams.push(found);
  }
  beams.forEach((found, scan) => {
    assignBeam(model, found, { scan, bound, patterns: (parts[scan] ?? samples).patterns });
  });
  ema?.load(await readWeights(model));
}

// --- internal ---

interface OfScan {
  /** Its number among those that are trained on. */
  readonly scan: number;
  readonly bound: number;
  readonly patterns: Pick<Patterns, "numbers" | "frames">;
}

function assignBeam(
  { parameters }: Pick<Model, "parameters">,
  { probe, corrections }: FoundBeam,
  { scan, bound, patterns: { numbers, frames } }: OfScan,
): void {
  const assign = (name: string, values: Float32Array): void =>
    tf.tidy(() => {
      const variable = parameters.get(name);
      variable?.assign(tf.tensor(values, variable.shape));
    });
  const [light, places] = [probeNames(scan), positionNames(scan)];
  for (const part of ["re", "im"] as const) assign(light[part], probe[part]);
  for (const axis of ["x", "y"] as const) {
    const values = new Float32Array(frames.count);
    numbers.forEach((number, k) => values[number] = boundedParameter(corrections[axis][k] ?? NaN, bound));
    assign(places[axis], values);
  }
}
