/**
 * SIGINT, SIGTERM and SIGHUP as an AbortSignal: the first asks the work to save and stop, a second one ends it at once.
 * Not so a second SIGHUP: a terminal that closes sends several.
 *
 * @module
 */
import { hangupIgnored } from "./lethal_signals.ts";

/** Exit codes by signal, as shells count them. */
const CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** A signal that stops the work. */
export type StopSignal = keyof typeof CODES;

/** Listens for stop signals until it is closed. */
export class StopSignals {
  readonly #controller = new AbortController();
  readonly #listeners = new Map<StopSignal, () => void>();
  #exitCode: number | null = null;

  /** @param onStop Called at the first signal, with its name. */
  constructor(onStop: (name: StopSignal) => void) {
    for (const name of Object.keys(CODES) as StopSignal[]) {
      const listener = (): void => this.#stop(name, onStop);
      // Windows knows SIGINT alone.
      if (Deno.build.os === "windows" && name !== "SIGINT") continue;
      this.#listeners.set(name, listener);
      Deno.addSignalListener(name, listener);
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

  #stop(name: StopSignal, onStop: (name: StopSignal) => void): void {
    if (name === "SIGHUP" && (hangupIgnored || this.#exitCode !== null)) return;
    if (this.#exitCode !== null) Deno.exit(CODES[name]);
    this.#exitCode = CODES[name];
    this.#controller.abort();
    onStop(name);
  }
}
