/**
 * An engine that runs: object and probe on the accelerator, where patches lie, residuals, and what refinements keep.
 *
 * @module
 */
import type { MeasuredPatterns } from "../../backend/operations/waves/engine.ts";
import { markInputs } from "../../backend/step_recorder.ts";
import { StepReplays } from "../../backend/step_replays.ts";
import type { ComplexImage } from "../../data/complex_image.ts";
import type { Positions } from "../../data/positions.ts";
import * as tf from "../../packages/tensorflow.ts";
import { BatchFeed } from "./batch_feed.ts";
import { requireMargin } from "./engine_checks.ts";
import { endIteration, type EngineParts, knownPatterns, phaseOf, questionsOf, stepBatch } from "./batch_step.ts";
import { createMethod } from "./methods/create_method.ts";
import { canvasMargin, createRefinements } from "./refinements/create_refinements.ts";
import { HeldOut } from "./held_out.ts";
import type { EngineRun, IterationEnd } from "./engine_events.ts";
import { PendingAnswers } from "./pending_answers.ts";
import { EngineCanvas } from "./state/engine_canvas.ts";
import type { EngineOptions } from "./state/engine_options.ts";
import type { EngineScan } from "./state/engine_scan.ts";
import type { EngineState, KeptArrays } from "./state/engine_state.ts";
import { readModes, readObject, readProbe, uploadWaves } from "./state/engine_waves.ts";
import { MovingWaves } from "./state/moving_waves.ts";
import { withWeakModes } from "./state/weak_modes.ts";
import { type IterationResiduals, type PatternResiduals, ResidualGatherer } from "./state/residuals.ts";

/** One of them; what it holds on the accelerator is freed where its scope ends. */
export class EngineSession implements Disposable {
  readonly #scan: EngineScan;
  readonly #canvas: EngineCanvas;
  readonly #gatherer: ResidualGatherer;
  readonly #feed: BatchFeed;
  readonly #parts: EngineParts;
  readonly #iterations: IterationResiduals[];
  readonly #pending = new PendingAnswers();
  #batch: number;
  #patterns: PatternResiduals | null = null;
  readonly #heldOut: HeldOut | null;
  readonly #moving: MovingWaves;
  readonly #replays: StepReplays;

  /**
   * @param scan The scan.
   * @param options The engine and its options.
   * @param from What it starts from, or goes on from.
   * @throws {RangeError} If the canvas is larger than memory allows, or not that of what it goes on from, or the side of
   *   patterns is odd.
   */
  constructor(
    scan: EngineScan,
    options: EngineOptions,
    { start = {}, resume, heldOut, replay = true, onRefusal }: Pick<
      EngineRun,
      "start" | "resume" | "heldOut" | "replay" | "onRefusal"
    >,
  ) {
    this.#scan = scan;
    this.#canvas = new EngineCanvas(scan, marginOf(scan, options, resume ?? start));
    this.#gatherer = new ResidualGatherer(scan);
    this.#iterations = [...resume?.iterations ?? []];
    this.#batch = resume?.batch ?? 0;
    this.#canvas.move(resume?.positions ?? start.positions ?? scan.positions);
    if (resume) {
      this.#gatherer.restore(resume.gathered);
      if (resume.iterations.length > 0 && resume.batch === 0) this.#patterns = this.#gatherer.patterns();
    }
    this.#feed = new BatchFeed(scan, this.#canvas);
    this.#heldOut = heldOut ? new HeldOut(heldOut, this.#canvas, options.batchSize) : null;
    const work = { scan, canvas: this.#canvas, kept: resume?.kept ?? start.kept ?? new Map() };
    this.#parts = {
      method: createMethod(options, work),
      refinements: createRefinements(options, work),
    };
    this.#moving = new MovingWaves(
      resume
        ? uploadWaves(resume.object, resume.probe)
        : uploadWaves(this.#canvas.start(start.object ?? null), startProbe(start.probe ?? scan.probe, options)),
    );
    this.#replays = new StepReplays({ enabled: replay, ...(onRefusal && { onRefusal }) });
  }

  /** Residuals of the iterations that are complete. */
  get iterations(): readonly IterationResiduals[] {
    return this.#iterations;
  }

  /** Batches of the next iteration that are done. */
  get batch(): number {
    return this.#batch;
  }

  /** Residuals of each pattern in the last complete iteration; null before the end of the first. */
  get patterns(): PatternResiduals | null {
    return this.#patterns;
  }

  /** (M) positions as they are by now, in object pixels. */
  get positions(): Positions {
    return this.#canvas.positions;
  }

  /** Moves object and probe by the next batch. */
  step(numbers: Int32Array): void {
    const iteration = this.#iterations.length, parts = this.#parts;
    const answers = tf.tidy(() => [...this.#take(numbers)]);
    const gatherer = this.#gatherer, questions = questionsOf(parts, iteration);
    // Nothing waits for the accelerator before the end of the iteration.
    this.#pending.add(numbers, answers, [
      (some, sums) => gatherer.add(some, sums),
      ...questions.map(({ hear }) => hear),
    ]);
    for (const refinement of parts.refinements) refinement.passed?.();
    this.#batch++;
  }

  /** Ends the iteration, all batches of which are done. */
  async endIteration(): Promise<IterationResiduals> {
    const iteration = this.#iterations.length;
    await this.#pending.read();
    endIteration(this.#moving, iteration, this.#parts);
    for (const refinement of this.#parts.refinements) await refinement.settle?.(iteration);
    const residuals = this.#gatherer.total();
    this.#iterations.push(residuals);
    this.#patterns = this.#gatherer.patterns();
    this.#batch = 0;
    return residuals;
  }

  /** Measures the patterns that are held out; null where none are. */
  async measureHeldOut(): Promise<IterationResiduals | null> {
    // What was known in the iteration that is over, as it is by now.
    const iteration = this.#iterations.length - 1;
    const known = (measured: MeasuredPatterns): MeasuredPatterns => knownPatterns(measured, iteration, this.#parts);
    return await this.#heldOut?.measure(this.#moving.now, known) ?? null;
  }

  /** What reads it as it is, until the next batch. */
  readers(): Pick<IterationEnd, "reconstruction" | "probe" | "state"> {
    return {
      reconstruction: async () =>
        this.#canvas.reconstruction(await readObject(this.#moving.now), await readProbe(this.#moving.now)),
      probe: () => readProbe(this.#moving.now),
      state: () => this.#state(),
    };
  }

  /** Frees what it holds on the accelerator. */
  [Symbol.dispose](): void {
    this.#replays.dispose();
    this.#moving[Symbol.dispose]();
    this.#pending[Symbol.dispose]();
    this.#parts.method[Symbol.dispose]?.();
    for (const refinement of this.#parts.refinements) refinement[Symbol.dispose]?.();
    this.#feed[Symbol.dispose]();
    this.#heldOut?.[Symbol.dispose]();
  }

  /** Does the batch, or does again what was recorded of one like it. */
  #take(numbers: Int32Array): readonly tf.Tensor[] {
    const iteration = this.#iterations.length, parts = this.#parts;
    const { tensors, patterns } = this.#feed.bring(numbers, this.#gatherer);
    return this.#replays.take({
      key: JSON.stringify([phaseOf(parts, iteration), tensors.map(({ shape }) => shape)]),
      work: () => {
        markInputs(tensors);
        return { outputs: stepBatch(this.#moving, { iteration, ...patterns() }, parts) };
      },
      inputs: () => tensors,
    });
  }

  async #state(): Promise<EngineState> {
    await this.#pending.read();
    const { method, refinements } = this.#parts;
    return {
      ...{ iterations: [...this.#iterations], batch: this.#batch, gathered: this.#gatherer.known },
      ...{
        object: await readObject(this.#moving.now),
        probe: await readModes(this.#moving.now),
        positions: this.positions,
      },
      kept: new Map([
        ...named("method", await method.kept?.()),
        ...(await Promise.all(refinements.map(async (part) => named(part.name, await part.kept?.())))).flat(),
      ]),
    };
  }
}

// --- internal ---

/** How far the canvas reaches beyond the patches of the scan: that of a state stays as it is. */
function marginOf(
  scan: EngineScan,
  options: EngineOptions,
  { object, positions }: Pick<EngineState, "object" | "positions"> | NonNullable<EngineRun["start"]>,
): number {
  const away = (axis: "x" | "y"): number =>
    scan.positions[axis].reduce((most, at, j) => Math.max(most, Math.abs((positions?.[axis][j] ?? at) - at)), 0);
  const least = canvasMargin(options, Math.ceil(Math.max(away("x"), away("y"))));
  return object && "height" in object ? requireMargin(new EngineCanvas(scan).frame, object, least) : least;
}

/** Modes that never move need none beside them. */
function startProbe(
  probe: readonly ComplexImage[],
  { probeStart, probeModes }: EngineOptions,
): readonly ComplexImage[] {
  return probeStart === null ? probe : withWeakModes(probe, probeModes);
}

function named(part: string, arrays: KeptArrays = new Map()): [string, NonNullable<ReturnType<KeptArrays["get"]>>][] {
  return [...arrays].map(([name, array]) => [`${part}.${name}`, array]);
}
