/**
 * Protocol buffers on the wire, as far as event files need them: a message is its fields one after the other, a field is
 * a key (number × 8 + wire type) and a value. A message within a message is its bytes with their length before them.
 *
 * Specification: https://protobuf.dev/programming-guides/encoding
 *
 * @module
 */

import { joinedList } from "../../data/arrays/joined_bytes.ts";

/** Bytes of a message, or of some of its fields. */
export type Message = Uint8Array<ArrayBuffer>;

/** A message of fields in the given order. */
export function message(...fields: readonly Uint8Array[]): Message {
  return joinedList(fields);
}

/**
 * A field of type int32, int64, enum or bool.
 *
 * @param number Number of the field.
 * @param value A whole number from 0, at most 2⁵³ − 1.
 */
export function integerField(number: number, value: number): Message {
  return Uint8Array.from([...varint(number * 8 + WIRE.varint), ...varint(value)]);
}

/** A field of type double. */
export function doubleField(number: number, value: number): Message {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return message(key(number, WIRE.eightBytes), bytes);
}

/** A field of type float; the value is rounded to 32 bits. */
export function floatField(number: number, value: number): Message {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return message(key(number, WIRE.fourBytes), bytes);
}

/** A field of type bytes, or a message within a message. */
export function bytesField(number: number, value: Uint8Array): Message {
  return message(key(number, WIRE.length), Uint8Array.from(varint(value.length)), value);
}

/** A field of type string. */
export function stringField(number: number, value: string): Message {
  return bytesField(number, new TextEncoder().encode(value));
}

/** A field as it is read: a whole number, or the bytes of anything else. */
export interface ReadField {
  readonly number: number;
  readonly value: number | Uint8Array;
}

/**
 * The fields of a message, read without trust; a field that the bytes are too few for ends with them.
 *
 * @param bytes The message, or its first bytes.
 * @returns The fields in order; null at the end where what follows is none.
 */
export function* fieldsOf(bytes: Uint8Array): Generator<ReadField | null> {
  for (let at = 0; at < bytes.length;) {
    const key = readVarint(bytes, at);
    const field = key && readValue(bytes, key.next, key.value % 8);
    if (!key || !field) return yield null;
    yield { number: Math.floor(key.value / 8), value: field.value };
    at = field.next;
  }
}

// --- internal ---

const WIRE = { varint: 0, eightBytes: 1, length: 2, fourBytes: 5 } as const;

function key(number: number, wire: number): Message {
  return Uint8Array.from(varint(number * 8 + wire));
}

/** Seven bits a byte, the lowest first; all but the last byte have the eighth set. Divides, as shifts know 32 bits only. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push(rest % 128 + 128);
  return [...bytes, rest];
}

interface Read<T> {
  readonly value: T;
  /** Where the next one begins. */
  readonly next: number;
}

function readValue(bytes: Uint8Array, at: number, wire: number): Read<number | Uint8Array> | null {
  if (wire === WIRE.varint) return readVarint(bytes, at);
  const length = wire === WIRE.length ? readVarint(bytes, at) : fixed(wire, at);
  if (length === null) return null;
  const next = length.next + length.value;
  return { value: bytes.subarray(length.next, next), next };
}

function fixed(wire: number, at: number): Read<number> | null {
  if (wire === WIRE.eightBytes) return { value: 8, next: at };
  return wire === WIRE.fourBytes ? { value: 4, next: at } : null;
}

/** Ten bytes hold 64 bits; of more than 53 the lowest get lost. */
function readVarint(bytes: Uint8Array, at: number): Read<number> | null {
  let value = 0;
  for (let place = 0; place < 10; place++) {
    const byte = bytes[at + place];
    if (byte === undefined) return null;
    value += (byte % 128) * 2 ** (7 * place);
    if (byte < 128) return { value, next: at + place + 1 };
  }
  return null;
}
