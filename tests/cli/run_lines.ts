/**
 * Runs many command lines in one process, so that a table of them costs one start. The lines are the first argument, as
 * JSON. After each, both streams get a NUL; on standard output what is told of the line follows it, up to another NUL.
 *
 * @module
 */
import { main } from "../../cli/main.ts";

const encoder = new TextEncoder();

for (const line of JSON.parse(Deno.args[0] ?? "[]") as string[][]) {
  const code = await main(line);
  const facts = { code, tensorflow: "_tfGlobals" in globalThis };
  Deno.stdout.writeSync(encoder.encode(`\0${JSON.stringify(facts)}\0`));
  Deno.stderr.writeSync(encoder.encode("\0"));
}
