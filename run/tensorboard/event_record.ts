/**
 * Records of an event file. A record is `length (8 bytes), checksum of the length, event, checksum of the event`, little
 * endian; checksums are CRC-32C, masked as TFRecord files have them. A reader that finds the last record cut off stops
 * before it, so a file can be read while it grows and after a crash.
 *
 * Messages and field numbers are those of TensorFlow's `event.proto` and `summary.proto`.
 *
 * @module
 */
import { maskedCrc32c } from "./crc32c.ts";
import { bytesField, doubleField, integerField, type Message, message, stringField } from "./protobuf.ts";

/** Fields of `Event`. */
export const EVENT = { wallTime: 1, step: 2, fileVersion: 3, summary: 5, sessionLog: 7, sourceMetadata: 10 } as const;

/** Fields of `SourceMetadata`. */
export const SOURCE = { writer: 1 } as const;

/** Fields of `Summary`. */
export const SUMMARY = { value: 1 } as const;

/** Who writes these files. */
export const WRITER = "exitwave";

/** When an event happened. */
export interface EventTime {
  /** Milliseconds since 1970. */
  readonly wallTime: number;
  /** Optimizer step, from 0. */
  readonly step: number;
}

/** The record that a file begins with: it says how the others are to be read. */
export function versionRecord(wallTime: number): Message {
  const source = stringField(SOURCE.writer, WRITER);
  return record(message(
    doubleField(EVENT.wallTime, wallTime / 1000),
    stringField(EVENT.fileVersion, "brain.Event:2"),
    bytesField(EVENT.sourceMetadata, source),
  ));
}

/** The record by which a reader drops what earlier files of the directory say of this step and those after it. */
export function restartRecord(time: EventTime): Message {
  return record(message(...timeFields(time), bytesField(EVENT.sessionLog, integerField(SESSION_LOG.status, START))));
}

/**
 * A record of summary values.
 *
 * @param time When they were measured.
 * @param values Values of `summary_value.ts`.
 */
export function summaryRecord(time: EventTime, values: readonly Message[]): Message {
  const summary = message(...values.map((value) => bytesField(SUMMARY.value, value)));
  return record(message(...timeFields(time), bytesField(EVENT.summary, summary)));
}

// --- internal ---

const SESSION_LOG = { status: 1 } as const;

/** Value of `SessionLog.SessionStatus`. */
const START = 1;

function timeFields({ wallTime, step }: EventTime): Message[] {
  return [doubleField(EVENT.wallTime, wallTime / 1000), integerField(EVENT.step, step)];
}

function record(event: Message): Message {
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(event.length), true);
  return message(length, maskedChecksum(length), event, maskedChecksum(event));
}

function maskedChecksum(bytes: Uint8Array): Uint8Array {
  const checksum = new Uint8Array(4);
  new DataView(checksum.buffer).setUint32(0, maskedCrc32c(bytes), true);
  return checksum;
}
