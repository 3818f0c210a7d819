/**
 * The line at the foot of a terminal that shows how far work is. It is the one owner of how often that is drawn, and of
 * how wide: whoever works tells it after every step, and need not count.
 *
 * @module
 */

/** A line for a terminal of so many columns; it must take fewer. */
export type LineFor = (columns: number) => string;

/** What a live line needs of its terminal. */
export interface LiveTerminal {
  /** Writes to it. */
  readonly write: (text: string) => void;
  /** Columns that it has now. */
  readonly columns: () => number;
  /** Clock in milliseconds. */
  readonly now: () => number;
}

/**
 * Draws a line, at most five times a second. What is told between is drawn when its time has come, and so is a terminal's
 * new width. The cursor rests in the first column: where a terminal breaks its lines anew as it becomes narrower, the
 * cursor stays at the beginning of what had been one line, and all of it is wiped off.
 */
export class LiveLine {
  readonly #terminal: LiveTerminal;
  #line: LineFor | null = null;
  /** Whether the line is there to be seen. */
  #visible = false;
  #drawn = -Infinity;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #listens = false;

  /** @param terminal Where it is drawn. */
  constructor(terminal: LiveTerminal) {
    this.#terminal = terminal;
  }

  /** Shows a line from now on. */
  show(line: LineFor): void {
    this.#line = line;
    this.#listen();
    this.#drawInTime();
  }

  /** Wipes the line off, for others to write; it comes back with its next drawing. */
  wipe(): void {
    if (this.#visible) this.#terminal.write(WIPE);
    this.#visible = false;
    if (this.#line !== null) this.#drawInTime();
  }

  /** Ends the line. */
  close(): void {
    this.#line = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#listens) Deno.removeSignalListener("SIGWINCH", this.#resized);
    this.#listens = false;
    this.wipe();
  }

  readonly #resized = (): void => {
    this.#drawInTime();
  };

  #listen(): void {
    if (this.#listens || Deno.build.os === "windows") return;
    Deno.addSignalListener("SIGWINCH", this.#resized);
    this.#listens = true;
  }

  #drawInTime(): void {
    if (this.#timer !== null) return;
    const wait = this.#drawn + INTERVAL_MS - this.#terminal.now();
    if (wait <= 0) return this.#draw();
    const timer = this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#draw();
    }, wait);
    Deno.unrefTimer(timer);
  }

  #draw(): void {
    if (this.#line === null) return;
    this.#drawn = this.#terminal.now();
    this.#visible = true;
    this.#terminal.write(`${WIPE}${this.#line(this.#terminal.columns())}\r`);
  }
}

// --- internal ---

const INTERVAL_MS = 200;

/** To the first column, and nothing from there to the end of the screen. */
const WIPE = "\r\x1b[J";
