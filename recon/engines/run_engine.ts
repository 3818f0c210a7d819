/**
 * An iterative engine from its start to its end: batches of positions, each of which moves object and probe, until all
 * patterns have been gone through as often as is wanted.
 *
 * @module
 */
import type { ComplexImage } from "../../data/complex_image.ts";
import { createEventLoopYield } from "../../data/files/event_loop.ts";
import type { Positions } from "../../data/positions.ts";
import type { Reconstruction } from "../image/reconstruction.ts";
import type { EngineRun } from "./engine_events.ts";
import { requireConvergence, requireOptions, requireProbe } from "./engine_checks.ts";
import { EngineSession } from "./engine_session.ts";
import { positionBatches } from "./position_batches.ts";
import { foundBackground } from "./refinements/background.ts";
import type { EngineOptions } from "./state/engine_options.ts";
import type { EngineScan } from "./state/engine_scan.ts";
import type { EngineState } from "./state/engine_state.ts";
import type { IterationResiduals, PatternResiduals } from "./state/residuals.ts";

/** What an engine has found. */
export interface EngineResult {
  /** The object on the canvas of all patches, covered where `EngineCanvas.reconstruction` says. */
  readonly reconstruction: Reconstruction;
  /** All of the canvas, which begins where the image does: what explains the patterns, also where hardly any light fell. */
  readonly canvas: ComplexImage;
  /** Modes of the probe in √counts, orthogonal, the strongest first. */
  readonly probe: readonly ComplexImage[];
  /** (M) positions as they are in the end, in object pixels. */
  readonly positions: Positions;
  /** (N, N) counts of the background, row by row; null where none was looked for. */
  readonly background: Float32Array | null;
  /** Residuals of each iteration. */
  readonly iterations: readonly IterationResiduals[];
  /** Residuals of each pattern in the last iteration that is complete; not known where it was stopped in the first. */
  readonly patterns: PatternResiduals | null;
  /** All that the engine goes on from. */
  readonly state: EngineState;
}

/**
 * Reconstructs object and probe of a scan. Nothing of the result depends on the number of threads, nor on whether it went
 * on from a state of itself.
 *
 * @param scan The scan.
 * @param options The engine and its options.
 * @param run What it starts from, and who looks on.
 * @throws {RangeError} If an option or the start cannot be used, or the engine diverges.
 */
export async function runEngine(scan: EngineScan, options: EngineOptions, run: EngineRun = {}): Promise<EngineResult> {
  requireOptions(options);
  requireProbe(run.start?.probe ?? scan.probe, scan.patchSize);
  using session = new EngineSession(scan, options, run);
  const { signal, stop, onIterationEnd } = run;
  const going = { scan, options, run, turn: createEventLoopYield() };
  while (session.iterations.length < options.iterations && !stop?.aborted) {
    if (!await goThrough(session, going)) break;
    const { rFactor, poissonDeviance } = await session.endIteration();
    const iteration = session.iterations.length - 1;
    const { patterns } = session;
    if (patterns === null) throw new TypeError("Cannot go on as an iteration has no residuals");
    requireConvergence({ rFactor, poissonDeviance }, {
      ...{ iteration, first: session.iterations[0] ?? { rFactor, poissonDeviance }, algorithm: options.algorithm },
    });
    const heldOut = await session.measureHeldOut();
    await onIterationEnd?.({ iteration, rFactor, poissonDeviance, heldOut, patterns, ...session.readers() });
  }
  signal?.throwIfAborted();
  const { reconstruction, probe, state } = session.readers();
  const { iterations, patterns, positions } = session;
  const last = await state();
  return {
    ...{ reconstruction: await reconstruction(), probe: await probe(), canvas: last.object },
    background: foundBackground(last.kept),
    ...{ positions, iterations: [...iterations], patterns, state: last },
  };
}

// --- internal ---

interface Going {
  readonly scan: EngineScan;
  readonly options: EngineOptions;
  readonly run: EngineRun;
  /** Lets timers and signals have their turn. */
  readonly turn: () => Promise<void>;
}

/** Takes the batches of the iteration that are left; false where it is stopped before the last one. */
async function goThrough(session: EngineSession, { scan, options, run, turn }: Going): Promise<boolean> {
  const iteration = session.iterations.length;
  const batches = positionBatches(scan.positions, { ...options, iteration });
  let done = batches.slice(0, session.batch).reduce((sum, { length }) => sum + length, 0);
  for (const numbers of batches.slice(session.batch)) {
    await turn();
    await run.onBatchStart?.({ iteration, batch: session.batch, state: session.readers().state });
    run.signal?.throwIfAborted();
    if (run.stop?.aborted) return false;
    session.step(numbers);
    done += numbers.length;
    run.onProgress?.({ iteration, done, total: scan.count });
  }
  return true;
}
