/**
 * Commands on a terminal of their own, which is narrowed or typed into meanwhile, and what is then to be seen on it.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { textWidth } from "../../../cli/terminal/text_width.ts";

/** Python, which has pseudo-terminals; null where it is not there: tests that need one are ignored then, by name. */
export const PYTHON: string | null = findPython();

/** What escape sequences begin with. */
export const ESCAPE = "\x1b";

/** What a person does once something has been printed since the last step. */
export type Step =
  & {
    /** What is waited for. */
    readonly after: string;
  }
  & ({ readonly type: string } | { readonly columns: number });

/** A command and its terminal. */
export interface TerminalOptions {
  readonly cwd: string;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Width of the terminal at first.
   *
   * @default {80}
   */
  readonly columns?: number;
  readonly steps?: readonly Step[];
}

/** What came of it. */
export interface Shown {
  readonly code: number;
  /** What was printed: after how many seconds, at which width, and the text. */
  readonly printed: readonly (readonly [seconds: number, columns: number, text: string])[];
  /** All of the text. */
  readonly text: string;
}

/** Runs a command on a terminal. */
export async function onTerminal(
  { cwd, command, env = {}, columns = 80, steps = [] }: TerminalOptions,
): Promise<Shown> {
  const script = fileURLToPath(new URL("./pseudo_terminal.py", import.meta.url));
  const child = new Deno.Command(PYTHON ?? "python3", { args: [script], stdin: "piped", stdout: "piped" }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify({ cwd, command, env, columns, steps, limit: 300 })));
  await writer.close();
  const { code, printed, left } = await new Response(child.stdout).json();
  await child.status;
  const text = printed.map(([, , part]: Shown["printed"][number]) => part).join("");
  if (left > 0) {
    throw new Error(`Cannot do all steps as ${left} never had their time: it printed ${JSON.stringify(text)}`);
  }
  return { code, printed, text };
}

/** A screen as a terminal without reflow has it: rows of text, and how often a line did not fit. */
export class Screen {
  readonly rows: string[] = [""];
  /** Lines that went on in the next row. */
  wrapped = 0;
  #row = 0;
  #column = 0;

  /** @param columns Its width. */
  constructor(public columns: number) {}

  /** Prints what a program prints, obeying it; what is not known is an error. */
  print(text: string): void {
    for (const [, escape, letter = ""] of text.matchAll(PRINTED)) {
      if (escape === "J") this.#wipe();
      else if (escape?.endsWith("m")) continue;
      else if (escape !== undefined || letter === ESCAPE) throw new Error(`unknown escape ${escape}`);
      else if (letter === "\r") this.#column = 0;
      else if (letter === "\n") this.#newRow();
      else this.#put(letter);
    }
  }

  #wipe(): void {
    this.rows.length = this.#row + 1;
    this.rows[this.#row] = (this.rows[this.#row] ?? "").slice(0, this.#column);
  }

  #newRow(): void {
    this.#row += 1;
    this.rows[this.#row] ??= "";
  }

  #put(letter: string): void {
    if (this.#column + textWidth(letter) > this.columns) {
      this.wrapped += 1;
      this.#newRow();
      this.#column = 0;
    }
    const row = [...(this.rows[this.#row] ?? "").padEnd(this.#column)];
    row[this.#column] = letter;
    this.rows[this.#row] = row.join("");
    this.#column += textWidth(letter);
  }
}

// --- internal ---

/** An escape sequence, or one letter. */
const PRINTED = new RegExp(`${ESCAPE}\\[([\\d;?]*[A-Za-z])|([^])`, "gu");

function findPython(): string | null {
  for (const command of ["/usr/bin/python3", "python3"]) {
    try {
      if (new Deno.Command(command, { args: ["-c", "import pty"] }).outputSync().success) return command;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return null;
}
