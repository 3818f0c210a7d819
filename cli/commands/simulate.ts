/**
 * `simulate`: a scan of a known object, from real or made parts.
 *
 * @module
 */
import { writeSimulation, type WrittenSimulation } from "../../data/simulation/write_simulation.ts";
import { type CommandContext, ownValue } from "../line/command.ts";
import { duration, rate } from "../terminal/number_format.ts";
import { type Output } from "../terminal/output.ts";
import { progressLine } from "../terminal/progress_line.ts";
import { shellWord } from "../terminal/shell_words.ts";
import { StopSignals } from "../terminal/stop_signals.ts";
import { UsageError } from "../line/usage_error.ts";
import { simulationRequest } from "./simulate_request.ts";

/** Runs `simulate`. */
export async function simulate({ line, output }: CommandContext): Promise<number> {
  const path = ownValue(line, "output");
  if (path === undefined) {
    throw new UsageError("Cannot run simulate as it needs --output FILE");
  }
  const { options, warnings } = await simulationRequest(line);
  warnings.forEach((warning) => output.note(`warning: ${warning}`));
  const stop = new StopSignals((name) => output.note(`${name}: stopping`));
  try {
    const onProgress = progressLine(output, { doing: "simulating", of: "patterns" });
    const start = performance.now();
    const scan = await writeSimulation(path, options, { onProgress, signal: stop.signal });
    tell(output, { path, ...scan }, { seconds: (performance.now() - start) / 1000, warnings });
    return stop.exitCode ?? 0; // a signal while the file was finished came too late to stop it, but is answered
  } catch (error) {
    if (stop.exitCode === null || error !== stop.signal.reason) throw error;
    output.error("error: Cannot finish the simulation as it was stopped: nothing was written");
    return stop.exitCode;
  } finally {
    output.redraw(null);
    stop.close();
  }
}

// --- internal ---

function tell(
  output: Output,
  scan: WrittenSimulation & { readonly path: string },
  { seconds, warnings }: { readonly seconds: number; readonly warnings: readonly string[] },
): void {
  const { path, count, patchSize, photons, modeShares = [] } = scan;
  const modes = modeShares.map((share) => `${Number((100 * share).toPrecision(3))} %`).join(", ");
  const told = `${photons} photons each${modes && `, modes of ${modes}`}`;
  const time = `${duration(seconds)}, ${rate(count / seconds, "patterns")}`;
  output.result(`${count} patterns of ${patchSize} × ${patchSize} px, ${told}, in ${time}: ${shellWord(path)}`, {
    ...scan,
    ...(warnings.length > 0 && { warnings }),
  });
}
