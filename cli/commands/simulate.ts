/**
 * `simulate`: a scan of a known object, from real or made parts.
 *
 * @module
 */
import { MADE_OBJECTS, type SimulateOptions } from "../../data/simulation/simulate_options.ts";
import { loadSimulationSource, type SimulationSource, SOURCE_PARTS } from "../../data/simulation/simulation_source.ts";
import { writeSimulation, type WrittenSimulation } from "../../data/simulation/write_simulation.ts";
import { type CommandContext, type CommandLine, ownValue } from "../line/command.ts";
import { type Output } from "../terminal/output.ts";
import { progressLine } from "../terminal/progress_line.ts";
import { StopSignals } from "../terminal/stop_signals.ts";
import { UsageError } from "../line/usage_error.ts";

/** Runs `simulate`. */
export async function simulate({ line, output }: CommandContext): Promise<number> {
  const path = ownValue(line, "output");
  if (path === undefined) {
    throw new UsageError("Cannot run simulate as it needs --output FILE");
  }
  const { warnings, ...given } = await parts(line);
  warnings.forEach((warning) => output.note(`warning: ${warning}`));
  const stop = new StopSignals((name) => output.note(`${name}: stopping`));
  try {
    const onProgress = progressLine(output, ({ done, total }) => `simulating ${done}/${total} patterns`);
    const scan = await writeSimulation(path, { ...given, ...numbers(line) }, { onProgress, signal: stop.signal });
    output.redraw("");
    tell(output, path, scan, warnings);
    return stop.exitCode ?? 0; // a signal while the file was finished came too late to stop it, but is answered
  } catch (error) {
    output.redraw("");
    if (stop.exitCode === null || error !== stop.signal.reason) throw error;
    output.error("error: Cannot finish the simulation as it was stopped: nothing was written");
    return stop.exitCode;
  } finally {
    stop.close();
  }
}

// --- internal ---

function tell(output: Output, path: string, scan: WrittenSimulation, warnings: readonly string[]): void {
  const { count, patchSize, photons } = scan;
  output.result(`${count} patterns of ${patchSize} × ${patchSize} px, ${photons} photons each: ${path}`, {
    ...{ path, ...scan },
    ...(warnings.length > 0 && { warnings }),
  });
}

interface Parts extends Omit<SimulationSource, "object"> {
  readonly object?: NonNullable<SimulateOptions["object"]>;
}

/** `--from` gives all three; each of the others replaces its part, and does not care what else its file has. */
async function parts(line: CommandLine): Promise<Parts> {
  let result: SimulationSource = { warnings: [] };
  const add = ({ warnings, ...source }: SimulationSource): void => {
    result = { ...result, ...source, warnings: [...result.warnings, ...warnings] };
  };
  const own = SOURCE_PARTS.filter((name) => ownValue(line, name) !== undefined);
  const made = MADE_OBJECTS.find((name) => name === ownValue(line, "object"));
  const from = ownValue(line, "from");
  if (from !== undefined) add(await loadSimulationSource(from, SOURCE_PARTS.filter((name) => !own.includes(name))));
  for (const name of made ? own.filter((part) => part !== "object") : own) {
    const path = ownValue(line, name) ?? "";
    const source = await loadSimulationSource(path, [name]);
    if (source[name] === undefined) {
      throw new Error(`Cannot simulate as ${path} has no ${name}: give a file with it to --${name}`);
    }
    add(source);
  }
  return made ? { ...result, object: made } : result;
}

function numbers(line: CommandLine): Partial<Record<"patterns" | "photons" | "patchSize" | "seed", number>> {
  const given = {
    patterns: number(line, "patterns", WHOLE),
    photons: number(line, "photons", POSITIVE),
    patchSize: number(line, "patch-size", POWER_OF_TWO),
    seed: number(line, "seed", COUNT),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

interface Kind {
  readonly about: string;
  accepts(value: number): boolean;
}

const WHOLE: Kind = {
  about: "a whole number of at least 1",
  accepts: (value) => Number.isInteger(value) && value >= 1,
};
const COUNT: Kind = {
  about: "a whole number of at least 0",
  accepts: (value) => Number.isInteger(value) && value >= 0,
};
const POSITIVE: Kind = { about: "a number above 0", accepts: (value) => value > 0 && value < Infinity };
const POWER_OF_TWO: Kind = {
  about: "a power of two",
  accepts: (value) => value >= 2 && Number.isInteger(Math.log2(value)),
};

function number(line: CommandLine, name: string, { about, accepts }: Kind): number | undefined {
  const text = ownValue(line, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== "" && accepts(value)) return value;
  throw new UsageError(`Cannot simulate as --${name} must be ${about}: current value is ${text}`);
}
