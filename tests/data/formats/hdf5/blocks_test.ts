import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { blocks, rowRanges } from "../../../../data/formats/hdf5/blocks.ts";

const dataset = fc.integer({ min: 1, max: 4 }).chain((rank) =>
  fc.record({
    shape: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: rank, maxLength: rank }),
    chunks: fc.option(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: rank, maxLength: rank })),
    size: fc.constantFrom(1, 4, 16),
    bytes: fc.integer({ min: 1, max: 400 }),
  })
);

/** Numbers of the elements of a box in row-major order. */
function elements(shape: readonly number[], from: readonly number[], count: readonly number[]): number[] {
  return shape.reduce<number[]>(
    (numbers, length, axis) =>
      numbers.flatMap((number) =>
        Array.from({ length: count[axis] ?? 0 }, (_, i) => number * length + (from[axis] ?? 0) + i)
      ),
    [0],
  );
}

Deno.test("blocks() gives each element of a box once, in row-major order, in pieces that are small enough", () => {
  fc.assert(fc.property(dataset, fc.nat(), ({ bytes, ...dataset }, seed) => {
    const { shape, size } = dataset;
    const from = shape.map((length, axis) => (seed + axis) % length);
    const count = shape.map((length, axis) => 1 + (seed * 7 + axis) % (length - (from[axis] ?? 0)));
    const pieces = [...blocks(dataset, { from, count }, bytes)];
    assertEquals(pieces.flatMap((piece) => elements(shape, piece.from, piece.count)), elements(shape, from, count));
    for (const piece of pieces) {
      const elementsOf = piece.count.reduce((product, length) => product * length, 1);
      assert(elementsOf === 1 || elementsOf * size <= bytes);
    }
  }));
});

Deno.test("rowRanges() gives each row once, and cuts no chunk that fits", () => {
  fc.assert(fc.property(dataset, ({ bytes, ...dataset }) => {
    const { shape: [rows = 0, ...rest], chunks, size } = dataset;
    const ranges = [...rowRanges(dataset, [0, rows], bytes)];
    assertEquals(ranges.flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i)), [
      ...Array(rows).keys(),
    ]);
    const rowBytes = rest.reduce((product, length) => product * length, size);
    const chunk = chunks?.[0] ?? 1;
    for (const [from, to] of ranges) {
      assert(to - from === 1 || (to - from) * rowBytes <= bytes);
      if (chunk * rowBytes <= bytes) assertEquals([from % chunk, to === rows ? 0 : to % chunk], [0, 0]);
    }
  }));
});
