/**
 * The hooks of a training's callbacks, each with its event.
 *
 * @module
 */
import { frozenEvent, type HookResult, Hooks } from "../../run/course/hooks.ts";
import type { Callback } from "./callback.ts";
import type {
  BatchEndEvent,
  BatchStartEvent,
  BeforeCheckpointEvent,
  BeforeStepEvent,
  CheckpointEvent,
  CheckpointLoadedEvent,
  EpochEndEvent,
  EpochStartEvent,
  FitEndEvent,
  FitStartEvent,
  ImagesEvent,
  ValidationEndEvent,
  ValidationStartEvent,
} from "./events.ts";
import { type PhaseClock, UNPROFILED } from "../profile/profiler.ts";

/** Events of the hooks that may stop a training, by hook. */
export interface CourseEvents {
  readonly onCheckpointLoaded: CheckpointLoadedEvent;
  readonly onEpochStart: EpochStartEvent;
  readonly onBatchStart: BatchStartEvent;
  readonly onBeforeStep: BeforeStepEvent;
  readonly onBatchEnd: BatchEndEvent;
  readonly onValidationStart: ValidationStartEvent;
  readonly onValidationEnd: ValidationEndEvent;
  readonly onImages: ImagesEvent;
  readonly onEpochEnd: EpochEndEvent;
  readonly onBeforeCheckpoint: BeforeCheckpointEvent;
  readonly onCheckpoint: CheckpointEvent;
}

/** The callbacks of one training. */
export class CallbackRunner {
  readonly #hooks: Hooks<Callback<string>>;
  readonly #clock: PhaseClock;

  /**
   * @param callbacks In the order in which they are called.
   * @param clock Takes notice of the time they take.
   */
  constructor(callbacks: readonly Callback<string>[], clock: PhaseClock = UNPROFILED) {
    this.#hooks = new Hooks(callbacks, "training");
    this.#clock = clock;
  }

  /**
   * Sets up every callback.
   *
   * @throws What a callback throws; the ones after it are not set up.
   */
  async setUp(event: FitStartEvent): Promise<void> {
    frozenEvent(event);
    await this.#hooks.setUp((callback) => callback.onFitStart?.(event));
  }

  /** Whether any callback has a hook; what happens at every batch need not be told to nobody. */
  listens(hook: keyof CourseEvents): boolean {
    return this.#hooks.listens(hook);
  }

  /**
   * Calls one hook of every callback. All are called even if one asks to stop.
   *
   * @returns The name of the first that asked to stop; null where none did.
   * @throws What a callback throws; the ones after it are not called.
   */
  emit<Hook extends keyof CourseEvents>(hook: Hook, event: CourseEvents[Hook]): Promise<string | null> {
    frozenEvent(event);
    return this.#clock.phaseAsync("callbacks", () =>
      this.#hooks.emit((callback) => {
        const method = callback[hook] as ((event: CourseEvents[Hook]) => HookResult | Promise<HookResult>) | undefined;
        return method?.call(callback, event);
      }));
  }

  /**
   * Tells every callback that was set up of a failure.
   *
   * @returns What callbacks threw meanwhile.
   */
  async fail(error: unknown): Promise<unknown[]> {
    const event = Object.freeze({ error });
    return await this.#hooks.fail((callback) => callback.onException?.(event));
  }

  /**
   * Cleans up every callback that was set up, the last one first, each at most once.
   *
   * @returns What callbacks threw meanwhile.
   */
  async cleanUp(event: FitEndEvent): Promise<unknown[]> {
    frozenEvent(event);
    return await this.#hooks.cleanUp((callback) => callback.onFitEnd?.(event));
  }
}
