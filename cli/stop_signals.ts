/**
 * SIGINT and SIGTERM as an AbortSignal: the first asks the work to save and stop, a second one ends it at once.
 *
 * @module
 */

const CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** Listens for stop signals until it is closed. */
export class StopSignals {
  readonly #controller = new AbortController();
  readonly #listeners = new Map<Deno.Signal, () => void>();
  #exitCode: number | null = null;

  /** @param onStop Called at the first signal, with its name. */
  constructor(onStop: (name: string) => void) {
    for (const [name, code] of Object.entries(CODES) as [Deno.Signal, number][]) {
      const listener = (): void => {
        if (this.#exitCode !== null) Deno.exit(code);
        this.#exitCode = code;
        this.#controller.abort();
        onStop(name);
      };
      this.#listeners.set(name, listener);
      // Windows knows SIGINT alone.
      if (Deno.build.os !== "windows" || name === "SIGINT") Deno.addSignalListener(name, listener);
    }
  }

  /** Aborted at the first signal. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The exit code that the received signal asks for, or null. */
  get exitCode(): number | null {
    return this.#exitCode;
  }

  /** Stops listening. */
  close(): void {
    for (const [name, listener] of this.#listeners) Deno.removeSignalListener(name, listener);
    this.#listeners.clear();
  }
}
