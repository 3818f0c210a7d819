import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { decodeSafetensors, encodeSafetensors, type NamedArray } from "../../../data/formats/safetensors.ts";

/** Bytes of a file with this header. */
function fileOf(header: unknown, body = 0): Uint8Array {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + body);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

function entry(begin: number, end: number, shape: unknown = [(end - begin) / 4]): unknown {
  return { dtype: "F32", shape, data_offsets: [begin, end] };
}

Deno.test("decodeSafetensors() reads back what encodeSafetensors() wrote", () => {
  const shape = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });
  const array = shape.chain((shape) => {
    const length = shape.reduce((product, size) => product * size, 1);
    return fc.float32Array({ minLength: length, maxLength: length }).map((data): NamedArray => ({ shape, data }));
  });
  const name = fc.string({ minLength: 1 }).filter((text) => text !== "__metadata__" && text !== "__proto__");
  fc.assert(fc.property(fc.dictionary(name, array), fc.dictionary(name, fc.string()), (arrays, metadata) => {
    const decoded = decodeSafetensors(encodeSafetensors(new Map(Object.entries(arrays)), metadata));
    assertEquals(Object.fromEntries(decoded.arrays), { ...arrays });
    assertEquals({ ...decoded.metadata }, { ...metadata });
  }));
});

Deno.test("encodeSafetensors() starts the arrays at a multiple of eight bytes", () => {
  const bytes = encodeSafetensors(new Map([["w", { shape: [1], data: new Float32Array([1]) }]]), { note: "é" });
  assertEquals((bytes.length - 4) % 8, 0);
});

Deno.test("decodeSafetensors() reads bytes that begin anywhere in their buffer", () => {
  const bytes = encodeSafetensors(new Map([["w", { shape: [1], data: new Float32Array([1.5]) }]]), {});
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  assertEquals(decodeSafetensors(shifted.subarray(3)).arrays.get("w")?.data, new Float32Array([1.5]));
});

Deno.test("encodeSafetensors() refuses an array that does not fit its shape, and a reserved name", () => {
  const array = { shape: [2], data: new Float32Array(3) };
  assertThrows(() => encodeSafetensors(new Map([["w", array]]), {}), TypeError, "current value is 3");
  assertThrows(() => encodeSafetensors(new Map([["__metadata__", array]]), {}), TypeError, "name is reserved");
});

Deno.test("decodeSafetensors() says what is wrong with a file", async (t) => {
  const cases: Record<string, [Uint8Array, string]> = {
    "empty": [new Uint8Array(), "the file is truncated: current value is 0 bytes"],
    "cut in the header": [fileOf({}).subarray(0, 9), "the header is truncated, it needs 2 bytes"],
    "absurd header length": [new Uint8Array(8).fill(255), "it is another kind of file"],
    "no JSON": [fileOf("{nope"), "the header is not JSON"],
    "nested without end": [
      fileOf(`{"w":${"[".repeat(100_000)}`),
      "the header is not JSON: it nests deeper than 64 levels",
    ],
    "no object": [fileOf([1]), "the header is not a JSON object"],
    "entry without place": [fileOf({ w: { dtype: "F32", shape: [1] } }, 4), "w has no valid data_offsets"],
    "entry without shape": [fileOf({ w: { dtype: "F32", data_offsets: [0, 4] } }, 4), "w has no valid shape"],
    "entry that is no object": [fileOf({ w: 1 }), "the header entry of w is not an object"],
    "negative size": [fileOf({ w: entry(0, 4, [-1]) }, 4), "w has no valid shape"],
    "cut in the data": [fileOf({ w: entry(0, 8) }, 4), "w is truncated, it ends at byte 8: current value is 4 bytes"],
    "shape that does not fit": [fileOf({ w: entry(0, 8, [3]) }, 8), "w of shape (3) does not fit its 8 bytes"],
    "overlap": [fileOf({ v: entry(0, 8), w: entry(4, 12) }, 12), "w overlaps another array at byte 4"],
    "gap": [fileOf({ v: entry(0, 4), w: entry(8, 12) }, 12), "bytes 4 to 8 belong to no array"],
    "rest": [fileOf({ v: entry(0, 4) }, 8), "bytes 4 to 8 belong to no array"],
    "metadata that is no text": [fileOf({ __metadata__: { a: 1 } }), "the metadata of a is not a string"],
  };
  for (const [name, [bytes, message]] of Object.entries(cases)) {
    await t.step(name, () => {
      assertThrows(() => decodeSafetensors(bytes), SyntaxError, message);
    });
  }
});

Deno.test("decodeSafetensors() reads every type of numbers, from what bytes it may", () => {
  const numbers = [0, 1, -2, 0.5];
  const bytesOf = (array: ArrayBufferView): number[] => [...new Uint8Array(array.buffer)];
  const halves = Uint16Array.of(0, 0x3c00, 0xc000, 0x3800);
  const types: readonly (readonly [dtype: string, bytes: readonly number[], values: readonly number[]])[] = [
    ["F64", bytesOf(Float64Array.from(numbers)), numbers],
    ["F32", bytesOf(Float32Array.from(numbers)), numbers],
    ["F16", bytesOf(halves), numbers],
    ["F16", bytesOf(Uint16Array.of(1, 0x03ff, 0x7bff, 0xfc00)), [2 ** -24, 1023 * 2 ** -24, 65504, -Infinity]],
    ["BF16", bytesOf(Uint16Array.of(0, 0x3f80, 0xc000, 0x3f00)), numbers],
    ["I64", bytesOf(BigInt64Array.of(0n, 1n, -2n, 12n)), [0, 1, -2, 12]],
    ["U64", bytesOf(BigUint64Array.of(7n)), [7]],
    ["I32", bytesOf(Int32Array.of(-3, 4)), [-3, 4]],
    ["U32", bytesOf(Uint32Array.of(4294967295)), [2 ** 32]],
    ["I16", bytesOf(Int16Array.of(-300)), [-300]],
    ["U16", bytesOf(Uint16Array.of(65535)), [65535]],
    ["I8", [255, 1], [-1, 1]],
    ["U8", [255, 1], [255, 1]],
    ["BOOL", [0, 1], [0, 1]],
  ];
  for (const [dtype, content, values] of types) {
    const header = new TextEncoder().encode(
      JSON.stringify({ w: { dtype, shape: [values.length], data_offsets: [0, content.length] } }),
    );
    const bytes = Uint8Array.of(
      ...new Uint8Array(BigUint64Array.of(BigInt(header.length)).buffer),
      ...header,
      ...content,
    );
    assertEquals([...decodeSafetensors(bytes).arrays.get("w")?.data ?? []], [...values], dtype);
  }
});

Deno.test("decodeSafetensors() refuses a type that is none of numbers", () => {
  const types = "F64, F32, F16, BF16, I64, U64, I32, U32, I16, U16, I8, U8, BOOL";
  const header = { w: { dtype: "F8_E4M3", shape: [4], data_offsets: [0, 4] } };
  assertThrows(
    () => decodeSafetensors(fileOf(header, 4)),
    TypeError,
    `w must have one of the types ${types}: current value is F8_E4M3`,
  );
  const odd = { "w\n": { dtype: { toString: 1 }, shape: [2], data_offsets: [0, 4] } };
  assertThrows(() => decodeSafetensors(fileOf(odd, 4)), TypeError, `the types ${types}: current value is no text`);
});
