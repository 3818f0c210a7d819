/**
 * Calls the hooks of callbacks: in order while a run goes on, in reverse order to clean up. It knows which were set up, so
 * that set-up and clean-up pair whatever happens in between.
 *
 * @module
 */

/** What a hook in the course of a run may return. */
export type HookResult = void | "stop";

/** Calls a hook of a callback, where it has that one. */
export type HookCall<C, R = void> = (callback: C) => R | Promise<R>;

/** The callbacks of one run. */
export class Hooks<C extends { readonly name: string }> {
  readonly #callbacks: readonly C[];
  readonly #what: "training" | "reconstruction";
  readonly #ready: C[] = [];

  /**
   * @param callbacks In the order in which they are called.
   * @param what What the run is, for errors.
   */
  constructor(callbacks: readonly C[], what: "training" | "reconstruction") {
    this.#callbacks = callbacks;
    this.#what = what;
  }

  /**
   * Sets up every callback.
   *
   * @throws What a callback throws; the ones after it are not set up.
   */
  async setUp(call: HookCall<C>): Promise<void> {
    for (const callback of this.#callbacks) {
      await call(callback);
      this.#ready.push(callback);
    }
  }

  /** Whether any callback has a hook; what happens at every batch need not be told to nobody. */
  listens(hook: keyof C): boolean {
    return this.#ready.some((callback) => callback[hook] !== undefined);
  }

  /**
   * Calls one hook of every callback. All are called even if one asks to stop.
   *
   * @returns The name of the first that asked to stop; null where none did.
   * @throws What a callback throws; the ones after it are not called.
   */
  async emit(call: HookCall<C, HookResult>): Promise<string | null> {
    let stop: string | null = null;
    for (const callback of this.#ready) {
      if (await call(callback) === "stop") stop ??= callback.name;
    }
    return stop;
  }

  /**
   * Tells every callback that was set up of a failure.
   *
   * @returns What callbacks threw meanwhile.
   */
  async fail(call: HookCall<C>): Promise<unknown[]> {
    return await this.#collect(this.#ready, call);
  }

  /**
   * Cleans up every callback that was set up, the last one first, each at most once.
   *
   * @returns What callbacks threw meanwhile.
   */
  async cleanUp(call: HookCall<C>): Promise<unknown[]> {
    return await this.#collect(this.#ready.splice(0).reverse(), call);
  }

  /**
   * Tells every callback, set up or not, once all are cleaned up.
   *
   * @returns What callbacks threw meanwhile.
   */
  async tell(call: HookCall<C>): Promise<unknown[]> {
    return await this.#collect(this.#callbacks, call);
  }

  async #collect(callbacks: readonly C[], call: HookCall<C>): Promise<unknown[]> {
    const errors: unknown[] = [];
    for (const callback of callbacks) {
      try {
        await call(callback);
      } catch (cause) {
        const problem = cause instanceof Error ? cause.message : String(cause);
        errors.push(
          new Error(`Cannot end the ${this.#what} cleanly as callback "${callback.name}" threw: ${problem}`, { cause }),
        );
      }
    }
    return errors;
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

/** Freezes an event and the metrics, norms, times and lists in it: whoever comes next gets what was sent. */
export function frozenEvent<E extends object>(event: E): E {
  // An array of numbers cannot be frozen.
  for (const part of Object.values(event)) if (!ArrayBuffer.isView(part)) Object.freeze(part);
  return Object.freeze(event);
}
