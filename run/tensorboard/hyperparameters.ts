/**
 * Hyperparameters of a run, as TensorBoard's HPARAMS tab and its text tab show them. Messages and field numbers are those
 * of `plugin_data.proto` and `api.proto` of TensorBoard's hparams plugin.
 *
 * No experiment is declared: TensorBoard would take that of any one run for all of them and hide what other runs have
 * set. Without one it collects the columns from all runs below its log directory.
 *
 * @module
 */
import type { Payload } from "../../config/payload.ts";
import type { ExitReason } from "../run_record.ts";
import { bytesField, doubleField, integerField, type Message, message, stringField } from "./protobuf.ts";
import { metadataValue, textValue } from "./summary_value.ts";

/** The scientific fields that are not at their defaults, by path. */
export function hyperparameters({ overrides }: Pick<Payload, "overrides">): ReadonlyMap<string, unknown> {
  const scientific = overrides.filter(({ path, isDefault }) => !isDefault && !path.startsWith("execution."));
  return new Map(scientific.map(({ path, value }) => [path, value]));
}

/**
 * A run begins with hyperparameters: a row of the HPARAMS tab.
 *
 * @param values Hyperparameters by name; what is neither number, boolean nor text is shown as JSON.
 * @param wallTime Milliseconds since 1970.
 */
export function sessionStart(values: ReadonlyMap<string, unknown>, wallTime: number): Message {
  const entries = [...values].map(([name, value]) =>
    bytesField(START_INFO.hparams, message(stringField(ENTRY.key, name), bytesField(ENTRY.value, jsonValue(value))))
  );
  const info = message(...entries, doubleField(START_INFO.startTime, wallTime / 1000));
  return metadataValue("_hparams_/session_start_info", PLUGIN, bytesField(PLUGIN_DATA.sessionStart, info));
}

/**
 * A run ends.
 *
 * @param exitReason How it ended.
 * @param wallTime Milliseconds since 1970.
 */
export function sessionEnd(exitReason: Exclude<ExitReason, "running">, wallTime: number): Message {
  const status = exitReason === "failed" ? STATUS.failure : STATUS.success;
  const info = message(integerField(END_INFO.status, status), doubleField(END_INFO.endTime, wallTime / 1000));
  return metadataValue("_hparams_/session_end_info", PLUGIN, bytesField(PLUGIN_DATA.sessionEnd, info));
}

/** The whole payload as a text: what is not at its default as a table, all of it as JSON. */
export function payloadText(payload: Payload): Message {
  const rows = payload.overrides.filter(({ isDefault }) => !isDefault).map(({ path, value, source }) =>
    `| ${path} | ${cell(value)} | ${source} |`
  );
  const table = ["| field | value | from |", "| --- | --- | --- |", ...rows].join("\n");
  return textValue("payload", `${table}\n\n\`\`\`json\n${JSON.stringify(payload, null, 2)}\n\`\`\`\n`);
}

// --- internal ---

const PLUGIN = "hparams";
const PLUGIN_DATA = { sessionStart: 3, sessionEnd: 4 } as const;
const START_INFO = { hparams: 1, startTime: 5 } as const;
const END_INFO = { status: 1, endTime: 2 } as const;
const STATUS = { success: 1, failure: 2 } as const;

/** An entry of a protobuf map. */
const ENTRY = { key: 1, value: 2 } as const;

/** `google.protobuf.Value`. */
const JSON_VALUE = { number: 2, string: 3, bool: 4 } as const;

function jsonValue(value: unknown): Message {
  if (typeof value === "number") return doubleField(JSON_VALUE.number, value);
  if (typeof value === "boolean") return integerField(JSON_VALUE.bool, Number(value));
  return stringField(JSON_VALUE.string, typeof value === "string" ? value : JSON.stringify(value));
}

function cell(value: unknown): string {
  return JSON.stringify(value).replaceAll("|", "\\|");
}
