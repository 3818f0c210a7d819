/**
 * `train --from-payload FILE`: exactly the training of a payload. Only how it is run may be said beside it.
 *
 * @module
 */
import { ConfigError } from "../../config/values/config_error.ts";
import { changePayload } from "../../config/change_payload.ts";
import type { TrainingPayload } from "../../config/payload.ts";
import type { SectionsInput } from "../../config/fields/sections.ts";
import { type CommandLine, ownSwitch, ownValue } from "../line/command.ts";
import { readPayloadFile } from "./config_file.ts";
import { requireScans } from "./require_scan.ts";
import { UsageError } from "../line/usage_error.ts";

/**
 * Reads the payload to train, with the execution flags of the command line.
 *
 * @param path The payload, such as `payload.json` of a run.
 * @param line The command line.
 * @returns The payload; nothing of it is inferred or filled in again.
 * @throws {UsageError} Where the command line would change the training.
 * @throws {Error} Where its scan is not to be found.
 * @throws {ConfigError} Where the file holds no payload of a training, or one that was edited.
 */
export async function fromPayload(path: string, line: CommandLine): Promise<TrainingPayload> {
  const [refused] = [...otherStarts(line), ...scientificFlags(line)];
  if (refused !== undefined) {
    throw new UsageError(
      `Cannot train --from-payload with ${refused} as it repeats a training exactly: ` +
        `--config ${path} starts from it and lets you change anything`,
    );
  }
  const payload = await readPayloadFile(path);
  if (payload.kind !== "training") {
    throw new ConfigError(`train the payload ${path}`, [
      { path: "kind", value: payload.kind, requirement: 'must be "training"' },
    ]);
  }
  const remedy = `run it where it was written, or name the scan beside --config ${path}`;
  for (const scan of [payload.data.scan, payload.data.testScan]) {
    await requireScans(scan, { file: path, remedy });
  }
  return changePayload(payload, { override: executionOf(line.overrides), flag: executionOf(line.flags) });
}

// --- internal ---

function otherStarts(line: CommandLine): string[] {
  const given = ["config", "resume"].filter((name) => ownValue(line, name) !== undefined);
  return [...given, ...(ownSwitch(line, "fast-dev-run") ? ["fast-dev-run"] : [])].map((name) => `--${name}`);
}

function scientificFlags({ flags, overrides, typed }: CommandLine): string[] {
  return [
    ...scientificPaths(flags).map((path) => typed.get(path) ?? path),
    ...scientificPaths(overrides).map((path) => `--set ${path}`),
  ];
}

function scientificPaths(sections: SectionsInput): string[] {
  return Object.entries(sections).flatMap(([section, values]) => {
    return section === "execution" ? [] : Object.keys(values ?? {}).map((name) => `${section}.${name}`);
  });
}

function executionOf({ execution = {} }: SectionsInput): Pick<SectionsInput, "execution"> {
  return { execution };
}
