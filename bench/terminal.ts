/**
 * What the benchmarks say on the terminal.
 *
 * @module
 */

/** Prints a line on standard output. */
export function print(line: string): void {
  // deno-lint-ignore no-console -- a program for the terminal
  console.log(line);
}

/** Says what is wrong and ends the process with 2, as wrong usage. */
export function fail(message: string): never {
  // deno-lint-ignore no-console -- a program for the terminal
  console.error(message);
  Deno.exit(2);
}
