/**
 * Flags of `simulate` as options of a simulation: a word is what is made, anything else a file.
 *
 * @module
 */
import { nearestName } from "../../config/values/nearest_name.ts";
import { printable } from "../../config/values/printable.ts";
import { type GreyImage, readImageFile } from "../../data/simulation/objects/image_file.ts";
import { MADE_OBJECTS } from "../../data/simulation/objects/make_object.ts";
import type { ObjectRecipe } from "../../data/simulation/objects/object_recipe.ts";
import { MADE_POSITIONS } from "../../data/simulation/positions/scan_step.ts";
import type { PositionsRecipe } from "../../data/simulation/positions/positions_recipe.ts";
import { MADE_PROBES } from "../../data/simulation/probes/make_probe.ts";
import type { ProbeRecipe } from "../../data/simulation/probes/probe_recipe.ts";
import type { SimulateOptions } from "../../data/simulation/simulate_options.ts";
import { loadSimulationSource, type SimulationSource, SOURCE_PARTS } from "../../data/simulation/simulation_source.ts";
import { type CommandLine, ownValue } from "../line/command.ts";
import { UsageError } from "../line/usage_error.ts";
import {
  detectorOf,
  errorsOf,
  experimentOf,
  objectFlags,
  positionsFlags,
  probeFlags,
  scanNumbers,
} from "./simulate_flags.ts";

/** What is simulated, and what looks wrong in the files that parts of it come from. */
export interface SimulationRequest {
  readonly options: SimulateOptions;
  readonly warnings: readonly string[];
}

/**
 * Reads the files that are named, and the flags.
 *
 * @param line The command line.
 * @throws {UsageError} If a value is none, or a flag is of what is not made.
 * @throws {Error} If a file cannot be read, or does not have what is taken from it.
 */
export async function simulationRequest(line: CommandLine): Promise<SimulationRequest> {
  const words = {
    object: word(line, "object", [...MADE_OBJECTS]),
    probe: word(line, "probe", [...MADE_PROBES]),
    positions: word(line, "positions", [...MADE_POSITIONS]),
  };
  const { image, ...given } = await givenParts(line, words);
  const { warnings } = given;
  const object = await requestedObject(line, { word: words.object, image, given: given.object });
  const probe = requestedProbe(line, { word: words.probe, given: given.probe });
  const positions = requestedPositions(line, { word: words.positions, given: given.positions });
  const experiment = experimentOf(line) ?? given.experiment;
  const [detector, errors] = [detectorOf(line), errorsOf(line)];
  return {
    options: {
      ...{ ...scanNumbers(line), object, probe, positions, detector, errors },
      ...(experiment && { experiment }),
    },
    warnings,
  };
}

// --- internal ---

type Part = (typeof SOURCE_PARTS)[number];

/** The word that a flag has for what is made; null where it is not given, or names a file. */
function word(line: CommandLine, name: Part, words: readonly string[]): string | null {
  return words.find((known) => known === ownValue(line, name)) ?? null;
}

interface GivenParts extends SimulationSource {
  readonly image?: GreyImage;
}

/** `--from` gives all three; each of the others replaces its part, and does not care what else its file has. */
async function givenParts(line: CommandLine, words: Readonly<Record<Part, string | null>>): Promise<GivenParts> {
  let result: GivenParts = { warnings: [] };
  const add = ({ warnings, ...source }: GivenParts): void => {
    result = { ...result, ...source, warnings: [...result.warnings, ...warnings] };
  };
  const own = SOURCE_PARTS.filter((name) => ownValue(line, name) !== undefined);
  const from = ownValue(line, "from");
  if (from !== undefined) add(await loadSimulationSource(from, SOURCE_PARTS.filter((name) => !own.includes(name))));
  for (const name of own.filter((part) => words[part] === null)) add(await partOf(line, name));
  return result;
}

async function partOf(line: CommandLine, name: Part): Promise<GivenParts> {
  const path = ownValue(line, name) ?? "";
  await requireFile(path, name);
  const image = name === "object" ? await readImageFile(path) : null;
  if (image) return { ...("data" in image ? { image } : { object: image }), warnings: [] };
  const source = await loadSimulationSource(path, [name]);
  if (source[name] !== undefined) return source;
  throw new Error(`Cannot simulate as ${path} has no ${name}: give a file with it to --${name}`);
}

const WORDS: Readonly<Record<Part, readonly string[]>> = {
  object: MADE_OBJECTS,
  probe: MADE_PROBES,
  positions: MADE_POSITIONS,
};

/** What names no file and has the form of a word is a word that was misspelt. */
async function requireFile(path: string, name: Part): Promise<void> {
  if (/[./\\]/.test(path) || await Deno.stat(path).then(() => true, () => false)) return;
  const near = nearestName(path, WORDS[name]);
  throw new UsageError(
    `Cannot simulate as --${name} must be ${WORDS[name].join(", ")} or a file: current value is ${printable(path)}` +
      (near ? ` (did you mean ${near}?)` : ""),
  );
}

interface RequestedObject {
  readonly word: string | null;
  readonly image: GreyImage | undefined;
  readonly given: SimulationSource["object"] | undefined;
}

async function requestedObject(
  line: CommandLine,
  { word, image, given }: RequestedObject,
): Promise<NonNullable<SimulateOptions["object"]>> {
  const kind = image ? "image" : word ?? (given ? "file" : "star");
  const flags = objectFlags(line, kind);
  if (given && kind === "file") return given;
  const phase = ownValue(line, "phase-image");
  const phaseImage = phase === undefined ? null : await readImageFile(phase);
  if (phase !== undefined && (!phaseImage || !("data" in phaseImage))) {
    throw new Error(`Cannot take phases from ${phase} as it is no image of grey levels: save it as PNG`);
  }
  return { kind, ...flags, ...(image && { image }), ...(phaseImage && { phaseImage }) } as ObjectRecipe;
}

function requestedProbe(
  line: CommandLine,
  { word, given }: { readonly word: string | null; readonly given: SimulationSource["probe"] | undefined },
): ProbeRecipe {
  const kind = word ?? (given ? "file" : "disk");
  const flags = probeFlags(line, kind);
  return given && kind === "file" ? { ...given, ...flags } : { kind, ...flags } as ProbeRecipe;
}

function requestedPositions(
  line: CommandLine,
  { word, given }: { readonly word: string | null; readonly given: SimulationSource["positions"] | undefined },
): NonNullable<SimulateOptions["positions"]> {
  const kind = word ?? (given ? "file" : "jitter");
  const flags = positionsFlags(line, kind);
  return given && kind === "file" ? given : { kind, ...flags } as PositionsRecipe;
}
