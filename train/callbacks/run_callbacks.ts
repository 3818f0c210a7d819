/**
 * Calls the hooks of callbacks: in order while a training goes on, in reverse order to clean up. It knows which were set
 * up, so that set-up and clean-up pair whatever happens in between.
 *
 * @module
 */
import type { Callback, HookResult } from "./callback.ts";
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
  readonly #callbacks: readonly Callback<string>[];
  readonly #clock: PhaseClock;
  readonly #ready: Callback<string>[] = [];

  /**
   * @param callbacks In the order in which they are called.
   * @param clock Takes notice of the time they take.
   */
  constructor(callbacks: readonly Callback<string>[], clock: PhaseClock = UNPROFILED) {
    this.#callbacks = callbacks;
    this.#clock = clock;
  }

  /**
   * Sets up every callback.
   *
   * @throws What a callback throws; the ones after it are not set up.
   */
  async setUp(event: FitStartEvent): Promise<void> {
    freeze(event);
    for (const callback of this.#callbacks) {
      await callback.onFitStart?.(event);
      this.#ready.push(callback);
    }
  }

  /** Whether any callback has a hook; what happens at every batch need not be told to nobody. */
  listens(hook: keyof CourseEvents): boolean {
    return this.#ready.some((callback) => callback[hook] !== undefined);
  }

  /**
   * Calls one hook of every callback. All are called even if one asks to stop.
   *
   * @returns The name of the first that asked to stop; null where none did.
   * @throws What a callback throws; the ones after it are not called.
   */
  emit<Hook extends keyof CourseEvents>(hook: Hook, event: CourseEvents[Hook]): Promise<string | null> {
    freeze(event);
    return this.#clock.phaseAsync("callbacks", async () => {
      let stop: string | null = null;
      for (const callback of this.#ready) {
        const method = callback[hook] as ((event: CourseEvents[Hook]) => HookResult | Promise<HookResult>) | undefined;
        if (await method?.call(callback, event) === "stop") stop ??= callback.name;
      }
      return stop;
    });
  }

  /**
   * Tells every callback that was set up of a failure.
   *
   * @returns What callbacks threw meanwhile.
   */
  async fail(error: unknown): Promise<unknown[]> {
    const event = Object.freeze({ error });
    return await collect(this.#ready, (callback) => callback.onException?.(event));
  }

  /**
   * Cleans up every callback that was set up, the last one first, each at most once.
   *
   * @returns What callbacks threw meanwhile.
   */
  async cleanUp(event: FitEndEvent): Promise<unknown[]> {
    freeze(event);
    return await collect(this.#ready.splice(0).reverse(), (callback) => callback.onFitEnd?.(event));
  }
}

/**
 * The error to throw for what went wrong: the error itself where it is alone, else all of them under the message of the
 * first.
 *
 * @param errors At least one.
 */
export function combineErrors(errors: readonly unknown[]): unknown {
  const [first] = errors;
  if (errors.length === 1) return first;
  const message = first instanceof Error ? first.message : String(first);
  return new AggregateError(errors, `${message} (and ${errors.length - 1} more while cleaning up)`, { cause: first });
}

// --- internal ---

/** Freezes an event and the metrics, norms, times and lists in it: whoever comes next gets what was sent. */
function freeze(event: object): void {
  for (const part of Object.values(event)) Object.freeze(part);
  Object.freeze(event);
}

async function collect(
  callbacks: readonly Callback<string>[],
  call: (callback: Callback<string>) => void | Promise<void>,
): Promise<unknown[]> {
  const errors: unknown[] = [];
  for (const callback of callbacks) {
    try {
      await call(callback);
    } catch (cause) {
      const problem = cause instanceof Error ? cause.message : String(cause);
      errors.push(
        new Error(`Cannot end the training cleanly as callback "${callback.name}" threw: ${problem}`, { cause }),
      );
    }
  }
  return errors;
}
