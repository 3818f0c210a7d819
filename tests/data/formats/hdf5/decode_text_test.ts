import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { decodeText } from "../../../../data/formats/hdf5/decode_text.ts";

Deno.test("decodeText() reads UTF-8, and what programs of Windows write, Latin-1 among it", () => {
  const texts: readonly (readonly [bytes: readonly number[], text: string])[] = [
    [[0xc2, 0xb5, 0x6d], "µm"],
    [[0xb5, 0x6d], "µm"],
    [[0x35, 0x20, 0x89], "5 ‰"],
    [[0x31, 0x20, 0x96, 0x20, 0x32, 0x20, 0xc5], "1 – 2 Å"],
    [[], ""],
  ];
  for (const [bytes, text] of texts) assertEquals(decodeText(Uint8Array.from(bytes)), text);
});

Deno.test("decodeText() gives each byte of Latin-1 a character of its own, that of its number from 0xa0 on", () => {
  const latin = fc.integer({ min: 0xa0, max: 0xff });
  fc.assert(fc.property(latin, (byte) => assertEquals(decodeText(Uint8Array.of(byte)), String.fromCharCode(byte))));
  const others = Array.from({ length: 32 }, (_, k) => decodeText(Uint8Array.of(0x80 + k)));
  assertEquals(new Set(others).size, 32);
});
