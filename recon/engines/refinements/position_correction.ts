/**
 * Corrects scan positions by what batches say of how far their patches lie: by the gradient, or by cross-correlation.
 *
 * @module
 */
import { affineMoves, centred } from "../../../data/arrays/affine_moves.ts";
import type { Positions } from "../../../data/positions.ts";
import type { EngineCanvas } from "../state/engine_canvas.ts";
import type { EngineOptions } from "../state/engine_options.ts";
import type { KeptArrays } from "../state/engine_state.ts";
import type { EngineWork } from "../state/engine_work.ts";
import { CorrelationFinder } from "./correlation_finder.ts";
import { gradientFinder } from "./gradient_finder.ts";
import type { PositionFinder } from "./position_finder.ts";
import type { Question, Refinement } from "./refinement.ts";

/** What is set of it. */
export type PositionOptions =
  & Pick<EngineOptions, "positionMethod" | "positionStep" | "positionBound" | "positionAffine">
  & {
    /** First iteration, from 0, that moves positions. */
    readonly positionStart: number;
  };

/** Corrects positions once an iteration, by what all of its batches said. */
export class PositionCorrection implements Refinement {
  readonly name = "positions";
  readonly #options: PositionOptions;
  readonly #finder: PositionFinder;
  readonly #given: Positions;
  readonly #canvas: EngineCanvas;
  /** (2, M) ways of the patterns of this iteration, x and y; 0 of those that have not been seen. */
  readonly #ways: Float32Array;

  /** Asks the patterns of a batch how far their patches lie. */
  readonly question: Question = {
    when: (iteration) => iteration >= this.#options.positionStart,
    ask: (batch) => this.#finder.find(batch),
    hear: (numbers, ways) =>
      numbers.forEach((number, k) => {
        this.#ways[number] = ways[k] ?? NaN;
        this.#ways[this.#given.x.length + number] = ways[numbers.length + k] ?? NaN;
      }),
  };

  /**
   * @param options What is set of it.
   * @param work What it works on.
   */
  constructor(options: PositionOptions, { scan, canvas, kept }: EngineWork) {
    this.#options = options;
    const own = new Map([...kept].map(([name, array]) => [name.replace(`${this.name}.`, ""), array]));
    this.#finder = options.positionMethod === "gradient"
      ? gradientFinder(options.positionStart)
      : new CorrelationFinder(own);
    this.#given = scan.positions;
    this.#canvas = canvas;
    this.#ways = new Float32Array(2 * scan.count);
    const ways = own.get("ways")?.data;
    if (ways) this.#ways.set(ways);
  }

  /** Whether it asks, and how. */
  phase(iteration: number): unknown {
    return this.question.when(iteration) ? [this.#finder.phase?.(iteration)] : [];
  }

  /** Moves the positions. */
  settle(iteration: number): Promise<void> {
    if (!this.question.when(iteration)) return Promise.resolve();
    const count = this.#given.x.length, { longest } = this.#finder;
    const part = this.#options.positionStep * this.#finder.gain(this.#ways);
    const step = (way: number): number => Math.max(-longest, Math.min(longest, part * way));
    const moved = (axis: "x" | "y"): Float64Array => {
      const ways = this.#ways.subarray(axis === "x" ? 0 : count);
      const at = this.#canvas.positions[axis], given = this.#given[axis];
      return centred(at.map((value, j) => value - (given[j] ?? NaN) + step(ways[j] ?? 0)));
    };
    const all = { x: moved("x"), y: moved("y") };
    const { x, y } = this.#options.positionAffine === "remove" ? affineMoves(this.#given, all).own : all;
    const share = x.map((along, j) => Math.min(1, this.#options.positionBound / Math.hypot(along, y[j] ?? NaN)));
    const placed = (axis: "x" | "y", by: Float64Array): Float64Array =>
      this.#given[axis].map((value, j) => value + (share[j] || 0) * (by[j] ?? NaN));
    this.#canvas.move({ x: placed("x", x), y: placed("y", y) });
    this.#ways.fill(0);
    return Promise.resolve();
  }

  /** What the batches of an iteration that is not over have said, and what those before have left. */
  kept(): Promise<KeptArrays> {
    const ways = { shape: [2, this.#given.x.length], data: this.#ways.slice() };
    return Promise.resolve(new Map([["ways", ways], ...this.#finder.kept()]));
  }
}
