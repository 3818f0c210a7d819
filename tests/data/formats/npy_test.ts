import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { decodeElements, decodeNpy, type RealArray } from "../../../data/formats/npy.ts";
import {
  complexArray,
  encodeNpy,
  realArray,
  textScalar,
  type WritableArray,
} from "../../../data/formats/npy_encode.ts";
import { elementCount, encodeNpyHeader, parseNpyHeader } from "../../../data/formats/npy_header.ts";

function encoded(array: WritableArray): Uint8Array {
  const { size, chunks } = encodeNpy(array);
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  assertEquals(at, size);
  return bytes;
}

function npy(descr: string, shape: readonly number[], elements: ArrayBufferView): Uint8Array {
  const header = encodeNpyHeader(descr, shape);
  const bytes = new Uint8Array(header.length + elements.byteLength);
  bytes.set(header);
  bytes.set(new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength), header.length);
  return bytes;
}

const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });

/** Arrays of every element type and shape. */
const arrays: fc.Arbitrary<WritableArray> = shapes.chain((shape) => {
  const length = elementCount(shape);
  const exactly = { minLength: length, maxLength: length };
  const whole = (least: number): fc.Arbitrary<Float64Array> =>
    fc.array(fc.integer({ min: least, max: 2 ** 53 - 1 }), exactly).map((values) => Float64Array.from(values));
  const real = (dtype: RealArray["dtype"], data: fc.Arbitrary<RealArray["data"]>): fc.Arbitrary<WritableArray> =>
    data.map((values) => ({ kind: "real", dtype, shape, data: values }));
  const float32 = fc.float32Array(exactly);
  return fc.oneof(
    real("f2", fc.array(fc.integer({ min: -2048, max: 2048 }), exactly).map((values) => Float32Array.from(values))),
    real("f4", float32),
    real("f8", fc.float64Array(exactly)),
    real("i1", fc.int8Array(exactly)),
    real("u1", fc.uint8Array(exactly)),
    real("i2", fc.int16Array(exactly)),
    real("u2", fc.uint16Array(exactly)),
    real("i4", fc.int32Array(exactly)),
    real("u4", fc.uint32Array(exactly)),
    real("i8", whole(-(2 ** 53) + 1)),
    real("u8", whole(0)),
    real("bool", fc.uint8Array({ ...exactly, max: 1 })),
    fc.tuple(float32, float32).map(([re, im]) => complexArray({ re, im }, shape)),
    fc.tuple(fc.float64Array(exactly), fc.float64Array(exactly)).map(([re, im]) => complexArray({ re, im }, shape)),
    fc.array(fc.string({ unit: "grapheme" }).map((text) => text.replace(/\0/g, "")), exactly)
      .map((data): WritableArray => ({ kind: "text", dtype: "U", shape, data })),
  );
});

Deno.test("decodeNpy() gives back every element type and shape that encodeNpy() writes", () => {
  fc.assert(
    fc.property(arrays, (array) => {
      // -0 is written as 0 where an integer type is.
      const expected = array.kind === "real" && /[iu]8/.test(array.dtype)
        ? { ...array, data: array.data.map((value) => value + 0) }
        : array;
      assertEquals(decodeNpy(encoded(array)), expected);
    }),
    { numRuns: 500 },
  );
});

Deno.test("encodeNpy() walks an array longer than a chunk completely", () => {
  const data = Float64Array.from({ length: 600_001 }, (_, i) => i);
  const array: RealArray = { kind: "real", dtype: "i8", shape: [600_001], data };
  assertEquals(decodeNpy(encoded(array)), array);
});

Deno.test("encodeNpyHeader() aligns the elements to 64 bytes, as NumPy does", () => {
  for (const shape of [[], [3], [10, 20, 30], Array(32).fill(1)]) {
    assertEquals(encodeNpyHeader("<f4", shape).length % 64, 0);
    assertEquals(parseNpyHeader(encodeNpyHeader("<f4", shape)).shape, shape);
  }
});

Deno.test("parseNpyHeader() reads versions 2 and 3 and the long integers of Python 2", () => {
  const text = "{'shape': (3L, 4L), 'fortran_order': True, 'descr': '>i2'}\n";
  for (const version of [2, 3]) {
    const bytes = new Uint8Array(12 + text.length);
    bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0, text.length]);
    bytes.set(new TextEncoder().encode(text), 12);
    const header = parseNpyHeader(bytes);
    const expected = { dtype: "i2", itemSize: 2, bigEndian: true, fortranOrder: true, shape: [3, 4] } as const;
    assertEquals(header, { ...expected, headerBytes: bytes.length });
  }
});

Deno.test("decodeNpy() reads big-endian numbers, complex numbers and text", () => {
  const words = Uint8Array.of(0x3f, 0xc0, 0, 0, 0xc0, 0, 0, 0);
  assertEquals(decodeNpy(npy(">f4", [2], words)), realArray(Float32Array.of(1.5, -2)));
  const complex = complexArray({ re: Float32Array.of(1.5), im: Float32Array.of(-2) });
  assertEquals(decodeNpy(npy(">c8", [1], words)), complex);
  assertEquals(decodeNpy(npy(">U2", [], Uint8Array.of(0, 0, 0, 0x41, 0, 1, 0xf6, 0))), textScalar("A😀"));
});

Deno.test("decodeElements() turns Fortran order into row-major order", () => {
  const header = { ...parseNpyHeader(encodeNpyHeader("<i4", [2, 3, 2])), fortranOrder: true };
  // Element [i, j, k] is 100·i + 10·j + k.
  const elements = Int32Array.of(0, 100, 10, 110, 20, 120, 1, 101, 11, 111, 21, 121);
  const array = decodeElements(header, new Uint8Array(elements.buffer), header.shape);
  assertEquals(array.kind === "real" && [...array.data], [0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121]);
});

Deno.test("decodeNpy() refuses 64-bit integers beyond 2^53 and names the element", () => {
  const elements = BigInt64Array.of(5n, 2n ** 53n);
  const message = "a 64-bit integer is beyond ±2^53: element 1 is 9007199254740992";
  assertThrows(() => decodeNpy(npy("<i8", [2], elements)), RangeError, message);
});

Deno.test("decodeNpy() takes the greatest 64-bit integers, which mark bad pixels, for the nearest powers of two", () => {
  const marks: [string, BigInt64Array | BigUint64Array, number][] = [
    ["<i8", BigInt64Array.of(2n ** 63n - 1n), 2 ** 63],
    ["<u8", BigUint64Array.of(2n ** 64n - 1n), 2 ** 64],
  ];
  for (const [type, elements, value] of marks) {
    const array = decodeNpy(npy(type, [1], elements));
    assertEquals(array.kind === "real" && array.data, Float64Array.of(value));
  }
});

Deno.test("decodeNpy() refuses what it cannot read, each with its own sentence", () => {
  const four = new Uint8Array(4);
  assertThrows(() => decodeNpy(four), SyntaxError, "it is no NPY array");
  assertThrows(() => decodeNpy(npy("<f4", [2], four)), SyntaxError, "8 bytes wanted, it has 4");
  assertThrows(() => decodeNpy(npy("<M8", [1], four)), TypeError, "its element type is <M8");
  assertThrows(() => decodeNpy(npy("<f16", [1], four)), TypeError, "its element type is <f16");
  assertThrows(() => decodeNpy(npy("<U1", [1], Uint8Array.of(255, 255, 255, 255))), SyntaxError, "beyond Unicode");
  const future = npy("<f4", [1], four);
  future[6] = 9;
  assertThrows(() => decodeNpy(future), SyntaxError, "its version is 9");
  const cut = npy("<f4", [1], four).subarray(0, 40);
  assertThrows(() => decodeNpy(cut), SyntaxError, "its NPY header is truncated");
});

Deno.test("encodeNpy() refuses arrays that contradict themselves", () => {
  const data = new Float32Array(6);
  assertThrows(() => encodeNpy(realArray(data, [2, 2])), RangeError, "shape (2,2) does not fit its 6 elements");
  const wrong: RealArray = { kind: "real", dtype: "i4", shape: [6], data };
  assertThrows(() => encodeNpy(wrong), TypeError, "i4 is not held by a Float32Array");
  const half: RealArray = { kind: "real", dtype: "u8", shape: [1], data: Float64Array.of(-1) };
  assertThrows(() => encoded(half), RangeError, "a 64-bit integer must be whole and within range: -1");
});
