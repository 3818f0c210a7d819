/**
 * Where the user's scripts print: standard error, for standard output has the result alone.
 *
 * @module
 */
import nodeConsole from "node:console";
import process from "node:process";
import { Writable } from "node:stream";

/**
 * Sends what {@link shieldConsole} leaves alone to standard error too: tables, counts, timers, and what is written in
 * Node's way.
 *
 * @param target The console; its `error` prints where all else shall.
 */
export function redirectScripts(target: Console): void {
  const stream = new Writable({
    decodeStrings: false,
    write(text: string, _encoding, done): void {
      target.error(text.replace(/\n$/, ""));
      done();
    },
  });
  const printer = new ConsoleOf(stream);
  for (const name of PRINTERS) target[name] = printer[name].bind(printer);
  process.stdout.write = process.stderr.write.bind(process.stderr);
}

// --- internal ---

/** Node's class, which Deno has and its types do not. */
const { Console: ConsoleOf } = nodeConsole as unknown as { readonly Console: new (stream: Writable) => Console };

/** What prints to standard output and goes together: a timer is read by the console that it was started on. */
const PRINTERS = ["table", "dir", "dirxml", "count", "countReset", "time", "timeLog", "timeEnd"] as const;
