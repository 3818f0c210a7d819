/**
 * Damage to files: what disks, transfers, editors and hostile hands do to bytes.
 *
 * @module
 */
import { joinedBytes } from "../../data/arrays/joined_bytes.ts";
import type { Random } from "../../data/random/random.ts";

/**
 * A damaged copy of a file.
 *
 * @param good The file.
 * @param random Chooses the damage.
 */
export function mutate(good: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  let bytes = good.slice();
  // Mostly one kind of damage, as one alone is the hardest to notice.
  const times = random.integer(4) === 0 ? 1 + random.integer(4) : 1;
  for (let i = 0; i < times; i++) bytes = one(DAMAGES, random)(bytes, random);
  return bytes;
}

/** One of several, all equally likely. */
export function one<T>(choices: readonly T[], random: Random): T {
  return choices[random.integer(choices.length)] as T;
}

// --- internal ---

type Damage = (bytes: Uint8Array<ArrayBuffer>, random: Random) => Uint8Array<ArrayBuffer>;

const DAMAGES: readonly Damage[] = [
  flipBit,
  flipBit,
  flipBit,
  setByte,
  setNumber,
  setNumber,
  cut,
  cutPiece,
  repeatPiece,
  movePiece,
  fillPiece,
  nest,
];

/** Numbers at the edges of what sizes, offsets and counts can be. */
const NUMBERS = [0, 1, 0x7f, 0x80, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
const NESTS = ["[", "{", "(", '{"a":', "'", '"', "[(", "\\", "9", "-", " ", "\n", "\0", "\x1b[31m"];

/** A position, as often as not in the first or last kilobyte, where files say what they are. */
function place(bytes: Uint8Array, random: Random): number {
  const near = Math.min(bytes.length, 1024);
  const choice = random.integer(4);
  if (choice === 0) return random.integer(near);
  return choice === 1 ? bytes.length - near + random.integer(near) : random.integer(bytes.length);
}

function piece(bytes: Uint8Array, random: Random): [from: number, to: number] {
  const from = place(bytes, random);
  return [from, Math.min(bytes.length, from + 1 + random.integer(one([4, 64, 4096], random)))];
}

function flipBit(bytes: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  const at = place(bytes, random);
  if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ (1 << random.integer(8));
  return bytes;
}

function setByte(bytes: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  const at = place(bytes, random);
  if (at < bytes.length) bytes[at] = random.integer(256);
  return bytes;
}

function setNumber(bytes: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  const size = one([2, 4, 8], random);
  const at = place(bytes, random);
  if (at + size > bytes.length) return bytes;
  const view = new DataView(bytes.buffer);
  const number = one(NUMBERS, random);
  if (size === 2) view.setUint16(at, number, true);
  else if (size === 4) view.setUint32(at, number, true);
  else view.setBigUint64(at, BigInt(number) << BigInt(random.integer(33)), true);
  return bytes;
}

function cut(bytes: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  const at = place(bytes, random);
  return random.integer(2) === 0 ? bytes.slice(0, at) : bytes.slice(at);
}

function cutPiece(bytes: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  const [from, to] = piece(bytes, random);
  return joinedBytes(bytes.subarray(0, from), bytes.subarray(to));
}

function repeatPiece(bytes: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  const [from, to] = piece(bytes, random);
  const repeated = bytes.subarray(from, to);
  const times = 1 + random.integer(to - from > 64 ? 4 : 1000);
  return joinedBytes(bytes.subarray(0, to), ...Array.from({ length: times }, () => repeated), bytes.subarray(to));
}

function movePiece(bytes: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  const [from, to] = piece(bytes, random);
  const moved = bytes.slice(from, to);
  const at = place(bytes, random);
  bytes.set(moved.subarray(0, Math.max(0, bytes.length - at)), at);
  return bytes;
}

function fillPiece(bytes: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  const [from, to] = piece(bytes, random);
  return bytes.fill(one([0, 0xff, 0x20, 0x41], random), from, to);
}

function nest(bytes: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  const at = place(bytes, random);
  const text = one(NESTS, random).repeat(1 + random.integer(one([10, 1000, 100_000], random)));
  return joinedBytes(bytes.subarray(0, at), new TextEncoder().encode(text), bytes.subarray(at));
}
