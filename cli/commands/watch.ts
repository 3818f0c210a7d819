/**
 * `watch`: runs in a browser, while they train.
 *
 * @module
 */
import { WATCH_PORT } from "../../recon/watch/watch_port.ts";
import { startWatch } from "../../recon/watch/watch_server.ts";
import { type CommandContext, ownValue } from "../line/command.ts";
import { UsageError } from "../line/usage_error.ts";
import { StopSignals } from "../terminal/stop_signals.ts";

/** Runs `watch`, until a signal ends it. */
export async function watch({ line, output }: CommandContext): Promise<number> {
  const directory = ownValue(line, "directory");
  if (directory === undefined) throw new UsageError("Cannot run watch as it needs a directory: watch DIR");
  const port = portOf(ownValue(line, "port"));
  const stop = new StopSignals(() => undefined);
  try {
    await using server = await startWatch(directory.replace(/(?<=.)[/\\]+$/, ""), port);
    output.result(`open ${server.url}`, { url: server.url, port: server.port, directory });
    output.note("watching until Ctrl-C");
    await new Promise((done) => {
      if (stop.signal.aborted) done(null);
      stop.signal.addEventListener("abort", done);
    });
    return stop.exitCode ?? 0;
  } finally {
    stop.close();
  }
}

// --- internal ---

function portOf(text: string | undefined): number {
  if (text === undefined) return WATCH_PORT;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (port <= 65_535) return port;
  throw new UsageError(
    `Cannot run watch as --port must be a whole number from 0 to 65535: current value is ${JSON.stringify(text)}`,
  );
}
