/**
 * `config show|explain|diff|schema|validate`.
 *
 * @module
 */
import { ConfigError } from "../../config/values/config_error.ts";
import { diffPayloads } from "../../config/diff.ts";
import { explainPayload } from "../../config/explain.ts";
import { configJsonSchema } from "../../config/fields/json_schema.ts";
import { requirePatchSize } from "../../data/checks/patch_size.ts";
import type { ImportPayload, ReconstructionPayload, TrainingPayload } from "../../config/payload.ts";
import { inspectScan } from "../../data/facts/inspect_scan.ts";
import { namedScans } from "../../data/facts/named_scans.ts";
import { OpenSources } from "../../data/importing/open_sources.ts";
import { jsonCopy } from "../../config/values/json_copy.ts";
import { nearestName } from "../../config/values/nearest_name.ts";
import { type Command, type CommandContext, ownSwitch } from "../line/command.ts";
import { flagOf, messagesWithFlags } from "../line/field_flags.ts";
import { Output } from "../terminal/output.ts";
import { givenConfig } from "../payload/given_config.ts";
import { importRequest, isImport } from "../payload/import_request.ts";
import { isReconstruction, reconstructionRequest } from "../payload/reconstruction_request.ts";
import { newTraining } from "../payload/training_request.ts";
import { UsageError } from "../line/usage_error.ts";
import { workingDirectory } from "../terminal/working_directory.ts";

/** Runs `config`. */
export async function config(context: CommandContext): Promise<number> {
  const [name = "", ...files] = context.line.words;
  const subcommand = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
  if (!subcommand) {
    const names = Object.keys(SUBCOMMANDS);
    const near = nearestName(name, names);
    throw new UsageError(
      `Cannot run config as its first word must be one of ${names.join(", ")}${
        near ? ` (did you mean ${near}?)` : ""
      }: ` +
        `current value is ${JSON.stringify(name)}`,
    );
  }
  const [most, count] = MOST_FILES[name] ?? [1, "one file"];
  if (files.length > most) {
    const rest = files.slice(most);
    throw new UsageError(
      `Cannot run config ${name} as it takes ${count}: got ${rest.join(" ")} too`,
    );
  }
  await subcommand(context, ...files);
  return 0;
}

// --- internal ---

type Configured = TrainingPayload | ReconstructionPayload | ImportPayload;

const KINDS: Readonly<Record<Configured["kind"], string>> = {
  training: "a training",
  reconstruction: "a reconstruction",
  import: "an import",
};

/** The payload that file and flags configure, its warnings printed. */
async function request(
  { line, output }: Pick<CommandContext, "line" | "output">,
  file: string | undefined,
  { needsScan = false } = {},
): Promise<Configured> {
  const given = await givenConfig(line, file, { note: (text) => output.note(text) });
  const payload = isImport(line, given)
    ? importRequest(line, given)
    : isReconstruction(line, given)
    ? await reconstructionRequest(line, { given, needsScan })
    : (await newTraining(line, { given, needsScan })).payload;
  payload.warnings.forEach((warning) => output.note(`warning: ${warning}`));
  return payload;
}

/** Refuses scans and files of an import that cannot be read, and scans of another size than the payload has. */
async function requireFiles(payload: Configured): Promise<void> {
  if (payload.kind === "import") {
    if (payload.import.files !== null) await (await OpenSources.open(payload))[Symbol.asyncDispose]();
    return;
  }
  // An engine takes patterns of any size; that its scan can be read is known by now.
  if (payload.kind === "reconstruction") return;
  const { data } = payload;
  for (const scan of [...await namedScans(data.scan), ...await namedScans(data.testScan)]) {
    requirePatchSize((await inspectScan(scan)).patchSize, data.patchSize, scan);
  }
}

type Subcommand = (context: CommandContext, ...files: string[]) => Promise<void>;

const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = { show, explain, diff, schema, validate };

/** Files that a subcommand takes, where it is not one. */
const MOST_FILES: Readonly<Record<string, readonly [number, string]>> = {
  diff: [2, "two files"],
  schema: [0, "no file"],
};

async function show({ line, output }: CommandContext, file?: string): Promise<void> {
  const payload = await request({ line, output }, file);
  output.result(JSON.stringify(payload, null, 2), payload);
}

async function explain({ line, output }: CommandContext, file?: string): Promise<void> {
  const payload = await request({ line, output }, file);
  const rows = explainPayload(payload, { all: ownSwitch(line, "all"), base: workingDirectory() });
  const width = Math.max(0, ...rows.map(({ path }) => path.length));
  const lines = rows.map(({ path, value, origin }) => `${path.padEnd(width)}  ${JSON.stringify(value)}  (${origin})`);
  const text = lines.length > 0 ? lines.join("\n") : "No field was set: each has its default (--all lists them)";
  output.result(text, ownSwitch(line, "all") ? rows : payload.overrides);
}

async function diff({ line, output }: CommandContext, first?: string, second?: string): Promise<void> {
  if (first === undefined || second === undefined) {
    throw new UsageError(
      "Cannot run config diff as it takes two files: name two configurations, or the directories of two runs",
    );
  }
  // One after the other: each may print warnings.
  const before = await request({ line, output }, first);
  const after = await request({ line, output }, second);
  if (before.kind !== after.kind) {
    throw new UsageError(
      `Cannot compare ${first} with ${second} as the one configures ${KINDS[before.kind]}, the other ${
        KINDS[after.kind]
      }`,
    );
  }
  const differences = diffPayloads(before, after);
  const width = Math.max(0, ...differences.map(({ path }) => path.length));
  const rows = differences.map(({ path, first, second, effect }) =>
    `${path.padEnd(width)}  ${JSON.stringify(first)} → ${JSON.stringify(second)}  (${effect})`
  );
  output.result(rows.length > 0 ? rows.join("\n") : "No difference", differences);
}

function schema({ output }: CommandContext): Promise<void> {
  const value = configJsonSchema();
  output.result(JSON.stringify(value, null, 2), value);
  return Promise.resolve();
}

async function validate({ command, line, output }: CommandContext, file?: string): Promise<void> {
  try {
    await request({ line, output }, file);
    // Once more for the scan: whatever is wrong with the fields is told first, and the warnings have been.
    const payload = await request({ line, output: SILENT }, file, { needsScan: true });
    const { fingerprints, warnings } = payload;
    await requireFiles(payload);
    output.result(`Valid: scientific fingerprint ${fingerprints.scientific}`, { valid: true, fingerprints, warnings });
  } catch (error) {
    if (output.options.json && !(error instanceof UsageError)) {
      output.result("", { valid: false, problems: problemsOf(error, command) });
    }
    throw error;
  }
}

const SILENT = new Output({ json: false, quiet: true });

/** What is wrong; each problem of a configuration with its field and its flag. */
function problemsOf(error: unknown, command: Command): object[] {
  const messages = messagesWithFlags(error, command);
  if (!(error instanceof ConfigError)) return messages.map((message) => ({ message }));
  return error.problems.map(({ path, value }, i) => ({
    ...{ path, flag: flagOf(path, command), value: jsonCopy(value) ?? null, message: messages[i] },
  }));
}
