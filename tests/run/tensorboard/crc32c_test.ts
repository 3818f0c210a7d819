import { assertEquals } from "@std/assert";
import { crc32c } from "../../../run/tensorboard/crc32c.ts";
import { slowCrc32c } from "./read_events.ts";

Deno.test("crc32c() gives the published check values", () => {
  // RFC 3720, B.4, and the check value of the catalogue of CRCs.
  assertEquals(crc32c(new TextEncoder().encode("123456789")), 0xe3069283);
  assertEquals(crc32c(new Uint8Array(32)), 0x8a9136aa);
  assertEquals(crc32c(new Uint8Array(32).fill(0xff)), 0x62a8ab43);
  assertEquals(crc32c(Uint8Array.from({ length: 32 }, (_, place) => place)), 0x46dd794e);
});

Deno.test("crc32c() is the remainder that a long division leaves", () => {
  for (const length of [0, 1, 3, 4, 5, 64, 257]) {
    const bytes = Uint8Array.from({ length }, (_, place) => (place * 167 + length) % 256);
    assertEquals(crc32c(bytes), slowCrc32c(bytes));
  }
});
