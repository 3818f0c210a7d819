/**
 * Where a command's words go: results to standard output, progress and notices to standard error. Not being able to
 * print, be the disk full or the terminal closed, never ends the work; a result that could not be printed is told by the
 * exit code. Passwords of addresses are not printed, wherever a sentence got them from.
 *
 * @module
 */
import { hideCredentials } from "../../config/values/credentials.ts";
import { terminalText } from "../../config/values/printable.ts";
import { type LineFor, LiveLine } from "./live_line.ts";
import { cutText } from "./text_width.ts";

/** What the common flags say about printing. */
export interface OutputOptions {
  /** Results are one JSON value. */
  readonly json: boolean;
  /** No progress, no notices, no result unless it is JSON. */
  readonly quiet: boolean;
}

/** Prints for a command. */
export class Output {
  readonly #encoder = new TextEncoder();
  /** Why a result could not be printed; null while all were. */
  #unprinted: string | null = null;
  /** Whether standard error stands within a line that could not be finished. */
  #cut = false;
  readonly #now: () => number;
  /** When the last line was written. */
  #lastLine: number;
  readonly #live: LiveLine;
  readonly #dumb = isDumb();

  /**
   * @param options What the common flags say.
   * @param now Clock in milliseconds.
   */
  constructor(readonly options: OutputOptions, now: () => number = () => performance.now()) {
    this.#now = now;
    this.#lastLine = now();
    this.#live = new LiveLine({ write: (text) => this.#tell(text, 0), columns: terminalColumns, now });
  }

  /** Whether standard error is a terminal that can redraw a line. */
  get interactive(): boolean {
    return !this.options.quiet && Deno.stderr.isTerminal() && !this.#dumb;
  }

  /** The result, as text for people or a value for programs. */
  result(text: string, value: unknown): void {
    this.#live.close();
    if (this.options.json) this.#print(`${JSON.stringify(value, null, 2)}\n`);
    else if (!this.options.quiet) this.#print(`${hideCredentials(text)}\n`);
  }

  /** A line of progress or a notice. */
  note(line: string): void {
    if (this.options.quiet) return;
    this.#lastLine = this.#now();
    this.#live.wipe();
    this.#tell(`${coloured(terminalText(hideCredentials(line)))}\n`, 0);
  }

  /**
   * Progress: the line at the foot of a terminal, which comes back below what is said meanwhile and is drawn at most five
   * times a second, so that it may be told after every step. Elsewhere, as in the log of a batch job, it is a line of its own
   * once nothing has been said for a minute.
   *
   * @param line What to show for how many columns; null ends it.
   */
  redraw(line: LineFor | null): void {
    if (line === null) this.#live.close();
    else if (this.interactive) this.#live.show((columns) => onOneLine(line(columns), columns));
    else if (this.#now() - this.#lastLine >= SILENT_MS) this.note(line(Infinity));
  }

  /** Ends with an error; `--quiet` does not hide it. */
  error(line: string): void {
    this.#live.close();
    this.#tell(`${coloured(terminalText(hideCredentials(line)))}\n`, ERROR_WAITS);
  }

  /** Has others write to the terminal: the line of progress is wiped off for them. */
  giveWay(): void {
    this.#live.wipe();
  }

  /**
   * The exit code that the work has earned: where it was done, but its result could not be printed, it has failed.
   *
   * @param code The exit code of the work.
   */
  settle(code: number): number {
    if (this.#unprinted === null || code !== 0) return code;
    this.error(`error: Cannot print the result as standard output must take it: ${this.#unprinted}`);
    return 1;
  }

  #print(text: string): void {
    const { problem } = write(Deno.stdout, this.#encoder.encode(text), Infinity);
    // `exitwave … | head` closes the pipe: there is nobody left to tell.
    if (problem !== null && !(problem instanceof Deno.errors.BrokenPipe)) {
      this.#unprinted = problem instanceof Error ? problem.message : String(problem);
    }
  }

  /** What a pipe does not take now is dropped: progress is not waited for. */
  #tell(text: string, waits: number): void {
    const bytes = this.#encoder.encode(this.#cut ? `\n${text}` : text);
    const { written, problem } = write(Deno.stderr, bytes, waits);
    if (written > 0) this.#cut = problem !== null;
  }
}

/**
 * Has a console, which others print with, such as a configuration script, print to standard error, for standard output
 * has the result alone; and drop what cannot be printed: it would throw.
 *
 * @param target The console.
 * @param before Called before each print.
 */
export function shieldConsole(target: Pick<Console, typeof PRINTERS[number]>, before: () => void = () => {}): void {
  const { warn, error } = target;
  for (const name of PRINTERS) {
    const print = name === "warn" ? warn : error;
    target[name] = (...values) => {
      try {
        before();
        print(...values);
      } catch {
        // Nobody is left to tell.
      }
    };
  }
}

// --- internal ---

const PRINTERS = ["debug", "log", "info", "warn", "error"] as const;

/** How long nothing is said where progress cannot be redrawn. */
const SILENT_MS = 60_000;

/** What most terminals have, for one that does not say. */
const USUAL_COLUMNS = 80;

/** What can be nothing but one line. The last column stays free: some terminals break a line that fills it. */
function onOneLine(text: string, columns: number): string {
  return cutText(terminalText(hideCredentials(text)).replaceAll("\n", " "), columns - 1);
}

/** How wide the terminal is now. */
function terminalColumns(): number {
  try {
    return Deno.consoleSize().columns || USUAL_COLUMNS;
  } catch {
    return USUAL_COLUMNS;
  }
}

/** Whether the terminal says of itself that it obeys nothing. Who may not read the environment is not asked for it. */
function isDumb(): boolean {
  const { state } = Deno.permissions.querySync({ name: "env", variable: "TERM" });
  return state === "granted" && Deno.env.get("TERM") === "dumb";
}

/** `error:` and `warning:` in colour, on a terminal whose user has nothing against it (`NO_COLOR`). */
function coloured(line: string): string {
  if (Deno.noColor || !Deno.stderr.isTerminal() || isDumb()) return line;
  return line.replace(/^(?:(error)|warning|notice):/gm, (word, error) => `\x1b[${error ? 31 : 33}m${word}\x1b[0m`);
}

/** How often the end of a command waits for a reader that is slow. */
const ERROR_WAITS = 100;
const WAIT_MS = 10;

interface Written {
  /** Bytes that were taken. */
  readonly written: number;
  /** Why no more were; null where all were. */
  readonly problem: unknown;
}

/** Writes all that a stream takes. One that does not block and is full is waited for so often. */
function write(stream: { writeSync(bytes: Uint8Array): number }, bytes: Uint8Array, waits: number): Written {
  let written = 0;
  for (let waited = 0; written < bytes.length;) {
    try {
      written += stream.writeSync(bytes.subarray(written));
    } catch (problem) {
      if (!(problem instanceof Deno.errors.WouldBlock) || waited >= waits) return { written, problem };
      waited += 1;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
    }
  }
  return { written, problem: null };
}
