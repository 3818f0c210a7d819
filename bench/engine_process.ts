/**
 * An engine of the step benchmark, seen from outside: a program that describes itself in a first line of JSON and then
 * answers every line of its input with the milliseconds of one training step. An engine that is not asked sleeps.
 *
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** What an engine says of itself. */
export interface EngineDescription {
  /** Version of its library. */
  readonly version: string;
  /** Number of trained weights, the same for engines that can be compared. */
  readonly parameters: number;
  /** What it runs on, where it knows the name. */
  readonly adapter?: string;
}

/** A running engine. */
export class EngineProcess {
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;
  #complaints = "";

  private constructor(command: readonly [string, ...string[]]) {
    const [program, ...args] = command;
    this.#child = spawn(program, args, { stdio: "pipe" });
    const lines = createInterface({ input: this.#child.stdout as NonNullable<ChildProcess["stdout"]> });
    this.#answers = lines[Symbol.asyncIterator]();
    this.#child.on("error", (error) => {
      // A program that is not there has an output that never ends.
      this.#complaints += error.message;
      lines.close();
    });
    this.#child.stderr?.on("data", (data) => this.#complaints += data);
    this.#child.stdin?.on("error", (error: Error) => this.#complaints += error.message);
  }

  /**
   * Starts an engine and waits until it is ready.
   *
   * @param command Program and arguments.
   * @throws {Error} If the program is not there or ends at once; the message has the last line of its complaints.
   */
  static async start(
    command: readonly [string, ...string[]],
  ): Promise<{ engine: EngineProcess; description: EngineDescription }> {
    const engine = new EngineProcess(command);
    return { engine, description: await engine.#answer<EngineDescription>() };
  }

  /**
   * Has it take one training step, or do what it is asked for.
   *
   * @param request A line.
   * @returns Milliseconds, by its own clock.
   * @throws {Error} If it has ended.
   */
  async step(request = ""): Promise<number> {
    this.#child.stdin?.write(`${request}\n`);
    return (await this.#answer<{ ms: number }>()).ms;
  }

  /** Ends it. */
  stop(): void {
    this.#child.stdin?.end();
    this.#child.kill();
  }

  async #answer<T>(): Promise<T> {
    const { value, done } = await this.#answers.next();
    if (!done) return JSON.parse(value) as T;
    // What it complained about may arrive after the end of its output.
    await new Promise((resolve) => setTimeout(resolve, 100));
    throw new Error(this.#complaints.trim().split("\n").at(-1) || "it ended without a word");
  }
}
