/**
 * Where a command's words go: results to standard output, progress and notices to standard error.
 *
 * @module
 */

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

  /** @param options What the common flags say. */
  constructor(readonly options: OutputOptions) {}

  /** Whether standard error is a terminal that can redraw a line. */
  get interactive(): boolean {
    return !this.options.quiet && Deno.stderr.isTerminal();
  }

  /** The result, as text for people or a value for programs. */
  result(text: string, value: unknown): void {
    if (this.options.json) this.#write(Deno.stdout, `${JSON.stringify(value, null, 2)}\n`);
    else if (!this.options.quiet) this.#write(Deno.stdout, `${text}\n`);
  }

  /** A line of progress or a notice. */
  note(line: string): void {
    if (!this.options.quiet) this.#write(Deno.stderr, `${line}\n`);
  }

  /** Redraws the current line of a terminal. */
  redraw(line: string): void {
    if (this.interactive) this.#write(Deno.stderr, `\r\x1b[2K${line}`);
  }

  /** Ends with an error; `--quiet` does not hide it. */
  error(line: string): void {
    this.#write(Deno.stderr, `${line}\n`);
  }

  #write(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
    const bytes = this.#encoder.encode(text);
    try {
      for (let done = 0; done < bytes.length;) done += stream.writeSync(bytes.subarray(done));
    } catch (error) {
      // `exitwave … | head` closes the pipe: there is nobody left to tell.
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
    }
  }
}
