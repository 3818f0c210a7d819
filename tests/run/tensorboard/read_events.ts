/**
 * Reading event files without any of the code that wrote them: frames by hand, checksums by long division, messages by
 * Google's `protoc`.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

/** Whether tests that need `protoc` must be ignored; with `EXITWAVE_REQUIRE_PROTOC=1` they fail instead. */
export const NO_PROTOC: boolean = Deno.env.get("EXITWAVE_REQUIRE_PROTOC") !== "1" && !hasProtoc();

/** The records of an event file, up to the first that is not whole or whose checksums are wrong. */
export function recordsOf(file: Uint8Array): Uint8Array[] {
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const records: Uint8Array[] = [];
  for (let at = 0; at + 16 <= file.length;) {
    const length = Number(view.getBigUint64(at, true));
    const end = at + 12 + length;
    if (end + 4 > file.length) break;
    const record = file.subarray(at + 12, end);
    if (view.getUint32(at + 8, true) !== masked(file.subarray(at, at + 8))) break;
    if (view.getUint32(end, true) !== masked(record)) break;
    records.push(record);
    at = end + 4;
  }
  return records;
}

/** What `protoc` prints of an event file, without the times. */
export async function decodeEvents(file: Uint8Array): Promise<string> {
  const messages = recordsOf(file).flatMap((record) => [0x0a, ...varint(BigInt(record.length)), ...record]);
  const folder = fileURLToPath(new URL(".", import.meta.url));
  const protoc = new Deno.Command("protoc", {
    args: ["--decode=expected.EventFile", `--proto_path=${folder}`, "event.proto"],
    ...{ stdin: "piped", stdout: "piped", stderr: "piped" },
  }).spawn();
  const writer = protoc.stdin.getWriter();
  await writer.write(Uint8Array.from(messages));
  await writer.close();
  const { success, stdout, stderr } = await protoc.output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).replaceAll(/^ *(wall_time|start_time_secs|end_time_secs): \d.*\n/gm, "");
}

/**
 * CRC-32C by dividing the message polynomial, bit by bit, highest power first.
 *
 * @param bytes The message.
 */
export function slowCrc32c(bytes: Uint8Array): number {
  const bits = [...bytes].flatMap((byte) => Array.from({ length: 8 }, (_, bit) => (byte >> bit) & 1));
  const padded = [...bits, ...new Array<number>(32).fill(0)].map((bit, place) => place < 32 ? 1 - bit : bit);
  let rest = 0n;
  for (const bit of padded) {
    rest = (rest << 1n) | BigInt(bit);
    if (rest >> 32n) rest ^= 0x11edc6f41n;
  }
  const reversed = [...rest.toString(2).padStart(32, "0")].reverse().join("");
  return Number(BigInt(`0b${reversed}`) ^ 0xffffffffn);
}

// --- internal ---

function masked(bytes: Uint8Array): number {
  const crc = BigInt(slowCrc32c(bytes));
  const turned = ((crc >> 15n) | (crc << 17n)) & 0xffffffffn;
  return Number((turned + 0xa282ead8n) & 0xffffffffn);
}

function varint(value: bigint): number[] {
  return value < 128n ? [Number(value)] : [Number(value & 127n) | 128, ...varint(value >> 7n)];
}

function hasProtoc(): boolean {
  try {
    return new Deno.Command("protoc", { args: ["--version"], stdout: "null", stderr: "null" }).outputSync().success;
  } catch {
    return false; // not installed, or running it is not permitted
  }
}
