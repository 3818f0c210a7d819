/**
 * The course of a reconstruction: when its state is saved, and why it ends before its last iteration.
 *
 * @module
 */
import type { ReconstructionPayload } from "../../config/payload.ts";
import { ABORTED, type Ending, FINISHED, Limits, REQUESTED, stoppedBy } from "../../run/course/ending.ts";
import { type EarlyStopState, engineStopRules, followMonitor, reasonToStop } from "../../run/course/early_stopping.ts";
import { SavePoints } from "../../run/course/save_points.ts";
import type { Iteration } from "../../run/engine/iteration.ts";
import { RequestInbox } from "../../run/run_requests.ts";
import type { BatchStart } from "../engines/engine_events.ts";
import type { EngineState } from "../engines/state/engine_state.ts";

/** What a course needs. */
export interface CourseOptions {
  readonly payload: ReconstructionPayload;
  /** Directory of the run. */
  readonly directory: string;
  /** Iterations that are done. */
  readonly iterations: readonly Iteration[];
  /** Asks to end from outside. */
  readonly signal: AbortSignal | null;
  /** Writes a state down. */
  readonly save: (state: EngineState) => Promise<void>;
}

/** Looks on before each batch. */
export class EngineCourse {
  readonly #options: CourseOptions;
  readonly #points: SavePoints;
  readonly #limits: Limits;
  readonly #inbox: RequestInbox;
  readonly #stopping = new AbortController();
  #ending: Ending | null = null;
  #earlyStop: EarlyStopState | null = null;
  #batches = 0;

  /** @param options What it needs. */
  constructor(options: CourseOptions) {
    const { payload, directory, signal } = options;
    this.#options = options;
    this.#points = new SavePoints(payload.execution);
    this.#limits = new Limits(payload);
    this.#inbox = new RequestInbox(directory);
    // One that had stopped for want of progress has nothing left to wait for.
    options.iterations.forEach((iteration) => this.follow(iteration));
    if (signal?.aborted) this.end(ABORTED);
    signal?.addEventListener("abort", this.#abort, { once: true });
  }

  /** Aborted once the run is to end. */
  get stop(): AbortSignal {
    return this.#stopping.signal;
  }

  /**
   * Why the run ended.
   *
   * @param iterations Iterations that are complete.
   */
  ending(iterations: number): Ending {
    return iterations >= this.#options.payload.engine.iterations ? FINISHED : this.#ending ?? ABORTED;
  }

  /** Ends the run before the next batch; of several reasons the first counts. */
  end(ending: Ending): void {
    this.#ending ??= ending;
    this.#stopping.abort();
  }

  /** Ends the run where a callback asks for it. */
  endBy(callback: string | null): void {
    if (callback !== null) this.end(stoppedBy(callback));
  }

  /** Takes an iteration into account, and ends where there is no more progress. */
  follow({ iteration, rFactor, heldOut }: Pick<Iteration, "iteration" | "rFactor" | "heldOut">): void {
    const rules = engineStopRules(
      this.#options.payload,
      heldOut ? "the R-factor of held-out patterns" : "the R-factor",
    );
    this.#earlyStop = followMonitor(this.#earlyStop, { epoch: iteration, value: heldOut?.rFactor ?? rFactor }, rules);
    const stop = reasonToStop(this.#earlyStop, rules);
    if (stop) this.end({ exitReason: "early_stopped", exitDetail: stop.detail });
  }

  /** Saves where that is due, and ends where a limit is reached or somebody asks for it. */
  async look({ state }: Pick<BatchStart, "state">): Promise<void> {
    const asked = this.#inbox.take();
    const isDue = this.#points.isDue(this.#batches === 0 ? null : this.#batches);
    this.#batches++;
    const limit = this.#limits.reached(0);
    if (limit) this.end(limit);
    if (this.#inbox.stop) this.end(REQUESTED);
    // What ends is saved at its end.
    if ((asked || isDue) && !this.stop.aborted) await this.save(state);
  }

  /** Saves a state, where checkpoints are written. */
  async save(state: BatchStart["state"]): Promise<void> {
    if (!this.#options.payload.execution.checkpointing) return;
    await this.#options.save(await state());
    this.#points.saved();
  }

  /** Stops listening. */
  [Symbol.dispose](): void {
    this.#options.signal?.removeEventListener("abort", this.#abort);
  }

  readonly #abort = (): void => this.end(ABORTED);
}
