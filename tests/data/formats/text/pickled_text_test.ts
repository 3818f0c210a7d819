import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { pickledText } from "../../../../data/formats/text/pickled_text.ts";

function pickle(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

// np.save of np.array('abc', dtype=object), from the first list on; what precedes builds the array and its type.
const HEAD =
  "\x80\x03cnumpy.core.multiarray\n_reconstruct\nq\x00cnumpy\nndarray\nq\x01K\x00\x85q\x02C\x01bq\x03\x87q\x04R" +
  "q\x05(K\x01)cnumpy\ndtype\nq\x06X\x02\0\0\0O8q\x07\x89\x88\x87q\x08Rq\t(K\x03X\x01\0\0\0|q\nNNNJ\xff\xff\xff\xff" +
  "J\xff\xff\xff\xffK?tq\x0bb\x89]q\x0c";

Deno.test("pickledText() finds the one string of an array, whatever protocol wrote it", () => {
  assertEquals(pickledText(pickle(HEAD + "X\x03\0\0\0abcq\x0datq\x0eb.")), "abc");
  assertEquals(pickledText(pickle(HEAD + "\x8c\x03abc\x94at\x94b.")), "abc");
  assertEquals(pickledText(pickle(HEAD + "X\x02\0\0\0\xc3\xa4q\x0datq\x0eb.")), "ä");
});

Deno.test("pickledText() understands nothing else", () => {
  const others = {
    "two strings": HEAD + "X\x01\0\0\0aaX\x01\0\0\0batb.",
    "a number": HEAD + "K\x07atb.",
    "a tuple": HEAD + "X\x01\0\0\0a\x85atb.",
    "a dictionary": HEAD + "}q\x0datb.",
    "bytes": HEAD + "C\x01aatb.",
    "no element": HEAD + "tb.",
    "no end": HEAD + "X\x03\0\0\0abcatb",
    "a length beyond the end": HEAD + "X\xff\xff\xff\x7fabcatb.",
    "a name without end": "\x80\x03cos",
    "a newline before a name without end": "C\x01\ncx",
    "an empty file": "",
  };
  for (const [name, text] of Object.entries(others)) assertEquals(pickledText(pickle(text)), null, name);
});

Deno.test("pickledText() ends without an error on any bytes", () => {
  const opcodes = fc.constantFrom(..."\x80\x95KMJqhrjC\x8cXac.()NRbt]");
  const bytes = fc.oneof(fc.uint8Array(), fc.array(opcodes).map((codes) => pickle(codes.join(""))));
  fc.assert(
    fc.property(bytes, (any) => {
      const text = pickledText(any);
      assertEquals(text === null || typeof text === "string", true);
    }),
    { numRuns: 2000 },
  );
});
