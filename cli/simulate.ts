/**
 * `simulate`: a scan of a known object, from real or made parts.
 *
 * @module
 */
import { type SimulateOptions, simulateScan } from "../data/simulate.ts";
import { loadSimulationSource } from "../data/simulation_source.ts";
import { writeScan } from "../data/write_scan.ts";
import { type CommandContext, type CommandLine, ownValue } from "./command.ts";
import { UsageError } from "./usage_error.ts";

/** Runs `simulate`. */
export async function simulate({ line, output }: CommandContext): Promise<number> {
  const path = ownValue(line, "output");
  if (path === undefined || line.words.length > 0) {
    throw new UsageError("Cannot run simulate as it needs --output FILE and takes no other words");
  }
  const options = { ...await parts(line), ...numbers(line) };
  const scan = simulateScan(options);
  await writeScan(path, scan);
  const { count, patchSize, photons } = scan;
  output.result(`${count} patterns of ${patchSize} × ${patchSize} px, ${photons} photons each: ${path}`, {
    path,
    count,
    patchSize,
    photons,
    seed: options.seed ?? null,
  });
  return 0;
}

// --- internal ---

/** `--from` gives all three; each of the others replaces its part. */
async function parts(line: CommandLine): Promise<SimulateOptions> {
  let result: SimulateOptions = {};
  for (const name of ["from", "probe", "object", "positions"] as const) {
    const path = ownValue(line, name);
    if (path === undefined) continue;
    const { warnings: _warnings, ...source } = await loadSimulationSource(path);
    if (name === "from") result = source;
    else if (source[name] !== undefined) result = { ...result, [name]: source[name] };
    else throw new Error(`Cannot simulate as ${path} has no ${name}: give a file with it to --${name}`);
  }
  return result;
}

function numbers(line: CommandLine): SimulateOptions {
  return {
    patterns: number(line, "patterns", 1) ?? (usesPositions(line) ? undefined : 400),
    photons: number(line, "photons", 0) ?? 1e5,
    patchSize: number(line, "patch-size", 1),
    seed: number(line, "seed", 0) ?? 42,
  } as SimulateOptions;
}

function usesPositions(line: CommandLine): boolean {
  return line.own.has("from") || line.own.has("positions");
}

function number(line: CommandLine, name: string, least: number): number | undefined {
  const text = ownValue(line, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value >= least) return value;
  throw new UsageError(`Cannot simulate as --${name} must be a number of at least ${least}: current value is ${text}`);
}
