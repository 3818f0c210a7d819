/**
 * What an event is about: its step and the tag of its first value. Field numbers are those of `event_record.ts`.
 *
 * @module
 */
import { EVENT, SOURCE, SUMMARY } from "./event_record.ts";
import { fieldsOf } from "./protobuf.ts";
import { VALUE } from "./summary_value.ts";

/** The beginning of an event. */
export interface EventHead {
  /** Optimizer step, from 0. */
  readonly step: number;
  /** Tag of the first value of its summary; null where it has none. */
  readonly tag: string | null;
  /** Which program wrote the file; null where the event does not say it. */
  readonly writer: string | null;
}

/**
 * Reads the beginning of an event.
 *
 * @param bytes The event, or its first bytes.
 * @returns Null where they are no event.
 */
export function readEventHead(bytes: Uint8Array): EventHead | null {
  let head: EventHead = { step: 0, tag: null, writer: null };
  for (const field of fieldsOf(bytes)) {
    if (field === null) return null;
    const { number, value } = field;
    if (number === EVENT.step && typeof value === "number") head = { ...head, step: value };
    if (typeof value === "number") continue;
    if (number === EVENT.summary) head = { ...head, tag: textIn(value, SUMMARY.value, VALUE.tag) };
    if (number === EVENT.sourceMetadata) head = { ...head, writer: textIn(value, SOURCE.writer) };
  }
  return head;
}

// --- internal ---

/** A text deep in a message: of the first field with the first number, that with the next, and so on. */
function textIn(message: Uint8Array, ...numbers: readonly number[]): string | null {
  let part = message;
  for (const number of numbers) {
    const [found] = [...fieldsOf(part)].filter((field) => field?.number === number);
    if (!found || typeof found.value === "number") return null;
    part = found.value;
  }
  return new TextDecoder().decode(part);
}
