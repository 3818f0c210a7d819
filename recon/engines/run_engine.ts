/**
 * An iterative engine from its start to its end: batches of positions, each of which moves object and probe, until all
 * patterns have been gone through as often as is wanted.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import type { EngineWaves } from "../../backend/operations/engine.ts";
import type { ComplexImage } from "../../data/complex_image.ts";
import { createEventLoopYield } from "../../data/files/event_loop.ts";
import type { Reconstruction } from "../image/reconstruction.ts";
import { BatchFeed } from "./batch_feed.ts";
import { EngineCanvas } from "./engine_canvas.ts";
import type { EngineOptions } from "./engine_options.ts";
import type { EngineScan } from "./engine_scan.ts";
import { disposeWaves, readObject, readProbe, uploadWaves } from "./engine_state.ts";
import { requireConvergence, requireOptions, requireProbe } from "./engine_checks.ts";
import { updateByLeastSquares } from "./least_squares.ts";
import { stepSizes, updateByPie, type UploadedPatterns } from "./pie.ts";
import { positionBatches } from "./position_batches.ts";
import { type IterationResiduals, type PatternResiduals, ResidualGatherer } from "./residuals.ts";

/** What is told of an iteration that is over. */
export interface IterationEnd extends IterationResiduals {
  /** Number of the iteration, from 0. */
  readonly iteration: number;
  /** Residuals of each pattern, before it moved object and probe in this iteration. */
  readonly patterns: PatternResiduals;
  /** Reads the image as it is now; not to be called once the next iteration has begun. */
  readonly reconstruction: () => Promise<Reconstruction>;
  /** Reads the modes of the probe as they are now, orthogonal, the strongest first; as above. */
  readonly probe: () => Promise<readonly ComplexImage[]>;
}

/** What an engine starts from, and who looks on. */
export interface EngineRun {
  /**
   * Object and probe to start from, instead of 1 everywhere and the scan's probe.
   *
   * @default {}
   */
  readonly start?: {
    /** An image in the frame of the scan; what its mask does not cover is 1. */
    readonly object?: Reconstruction;
    /** Modes, N × N each, in √counts. */
    readonly probe?: readonly ComplexImage[];
  };
  /** Called after every iteration, and waited for. */
  readonly onIterationEnd?: (event: IterationEnd) => void | Promise<void>;
  /** Called after every batch: patterns that are done of those of the iteration, which is numbered from 0. */
  readonly onProgress?: (progress: EngineProgress) => void;
  /** Stops before a batch; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Ends before a batch: the result is what there is by then. */
  readonly stop?: AbortSignal;
}

/** How far an engine is. */
export interface EngineProgress {
  /** Number of the iteration, from 0. */
  readonly iteration: number;
  /** Patterns that moved object and probe in it. */
  readonly done: number;
  /** Patterns of an iteration. */
  readonly total: number;
}

/** What an engine has found. */
export interface EngineResult {
  /** The object on the canvas of all patches, covered where {@link EngineCanvas.reconstruction} says. */
  readonly reconstruction: Reconstruction;
  /** All of the canvas, which begins where the image does: what explains the patterns, also where hardly any light fell. */
  readonly canvas: ComplexImage;
  /** Modes of the probe in √counts, orthogonal, the strongest first. */
  readonly probe: readonly ComplexImage[];
  /** Residuals of each iteration. */
  readonly iterations: readonly IterationResiduals[];
  /** Residuals of each pattern in the last iteration that is complete; not known where it was stopped in the first. */
  readonly patterns: PatternResiduals | null;
}

/**
 * Reconstructs object and probe of a scan. Nothing of the result depends on the number of threads.
 *
 * @param scan The scan.
 * @param options The engine and its options.
 * @param run What it starts from, and who looks on.
 * @throws {RangeError} If an option or the start cannot be used, or the engine diverges.
 */
export async function runEngine(
  scan: EngineScan,
  options: EngineOptions,
  { start = {}, onIterationEnd, onProgress, signal, stop }: EngineRun = {},
): Promise<EngineResult> {
  requireOptions(options);
  const probe = start.probe ?? scan.probe;
  requireProbe(probe, scan.patchSize);
  const canvas = new EngineCanvas(scan);
  const gatherer = new ResidualGatherer(scan);
  const turn = createEventLoopYield();
  using feed = new BatchFeed(scan, canvas);
  const iterations: IterationResiduals[] = [];
  let patterns: PatternResiduals | null = null;
  let waves = uploadWaves(canvas.start(start.object ?? null), probe);
  try {
    for (let iteration = 0; iteration < options.iterations && !stop?.aborted; iteration++) {
      const sums = new IterationSums();
      using _ = sums;
      const sizes = stepSizes(options, iteration);
      let done = 0;
      for (const numbers of positionBatches(scan.positions, { ...options, iteration })) {
        await turn();
        signal?.throwIfAborted();
        if (stop?.aborted) break;
        const upload = (): UploadedPatterns => feed.upload(numbers, gatherer);
        const updated = options.algorithm === "lsqml"
          ? updateByLeastSquares(waves, upload, { ...sizes, likelihood: options.likelihood })
          : updateByPie(waves, upload, sizes);
        waves = updated.waves;
        sums.add(numbers, updated.residuals);
        done += numbers.length;
        onProgress?.({ iteration, done, total: scan.count });
      }
      if (done < scan.count) break;
      await sums.gather(gatherer);
      const residuals = gatherer.total();
      requireConvergence(residuals, { iteration, first: iterations[0] ?? residuals, algorithm: options.algorithm });
      iterations.push(residuals);
      patterns = gatherer.patterns();
      await onIterationEnd?.({ iteration, ...residuals, patterns, ...readers(waves, canvas) });
    }
    signal?.throwIfAborted();
    const { reconstruction, probe } = readers(waves, canvas);
    return {
      reconstruction: await reconstruction(),
      canvas: await readObject(waves),
      probe: await probe(),
      ...{ iterations, patterns },
    };
  } finally {
    disposeWaves(waves);
  }
}

// --- internal ---

function readers(waves: EngineWaves, canvas: EngineCanvas): Pick<IterationEnd, "reconstruction" | "probe"> {
  return {
    reconstruction: async () => canvas.reconstruction(await readObject(waves), await readProbe(waves)),
    probe: () => readProbe(waves),
  };
}

/** Sums of the batches of an iteration, on the accelerator until its end: nothing waits for them before. */
class IterationSums {
  readonly #numbers: Int32Array[] = [];
  readonly #sums: tf.Tensor2D[] = [];

  add(numbers: Int32Array, sums: tf.Tensor2D): void {
    this.#numbers.push(numbers);
    this.#sums.push(sums);
  }

  async gather(gatherer: ResidualGatherer): Promise<void> {
    const all = await Promise.all(this.#sums.map((sums) => sums.data<"float32">()));
    this.#numbers.forEach((numbers, batch) => gatherer.add(numbers, all[batch] ?? new Float32Array()));
  }

  [Symbol.dispose](): void {
    tf.dispose(this.#sums);
  }
}
