/**
 * `config show|explain|schema|validate`.
 *
 * @module
 */
import { explainPayload } from "../config/explain.ts";
import { configJsonSchema } from "../config/json_schema.ts";
import { nearestName } from "../config/nearest_name.ts";
import { type CommandContext, ownSwitch } from "./command.ts";
import { trainingRequest } from "./training_request.ts";
import { UsageError } from "./usage_error.ts";

/** Runs `config`. */
export async function config(context: CommandContext): Promise<number> {
  const [name = "", file, ...rest] = context.line.words;
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
  if (rest.length > 0) {
    throw new UsageError(`Cannot run config ${name} as it takes one file: got ${rest.join(" ")} too`);
  }
  await subcommand(context, file);
  return 0;
}

// --- internal ---

type Subcommand = (context: CommandContext, file: string | undefined) => Promise<void>;

const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = { show, explain, schema, validate };

async function show({ line, output }: CommandContext, file: string | undefined): Promise<void> {
  const payload = await trainingRequest(line, output, { file, needsScan: false });
  output.result(JSON.stringify(payload, null, 2), payload);
}

async function explain({ line, output }: CommandContext, file: string | undefined): Promise<void> {
  const payload = await trainingRequest(line, output, { file, needsScan: false });
  const rows = explainPayload(payload, { all: ownSwitch(line, "all") });
  const width = Math.max(0, ...rows.map(({ path }) => path.length));
  const lines = rows.map(({ path, value, origin }) => `${path.padEnd(width)}  ${JSON.stringify(value)}  (${origin})`);
  const text = lines.length > 0 ? lines.join("\n") : "Every field has its default (--all lists them)";
  output.result(text, ownSwitch(line, "all") ? rows : payload.overrides);
}

function schema({ output }: CommandContext): Promise<void> {
  const value = configJsonSchema();
  output.result(JSON.stringify(value, null, 2), value);
  return Promise.resolve();
}

async function validate({ line, output }: CommandContext, file: string | undefined): Promise<void> {
  const { fingerprints, warnings } = await trainingRequest(line, output, { file, needsScan: false });
  output.result(`Valid: scientific fingerprint ${fingerprints.scientific}`, { valid: true, fingerprints, warnings });
}
