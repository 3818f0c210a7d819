import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { openNpz, realArray, writeNpz } from "@exitwave/exitwave/data";
import { FrameReader } from "../../../data/importing/frame_reader.ts";
import { type FramePiece, framesOfPieces } from "../../../data/importing/frames_of_pieces.ts";
import { patternStack } from "../../../data/study/patterns/pattern_stack.ts";
import { withTempDir } from "../temp_dir.ts";

Deno.test("framesOfPieces() puts frames together wherever pieces end", async () => {
  const cuts = fc.array(fc.integer({ min: 1, max: 59 }), { maxLength: 12 });
  await fc.assert(fc.asyncProperty(cuts, fc.subarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), async (ends, wanted) => {
    const all = Float64Array.from({ length: 60 }, (_, i) => i);
    const edges = [...new Set([0, ...ends, 60])].sort((a, b) => a - b);
    async function* pieces(): AsyncGenerator<FramePiece> {
      for (const [i, start] of edges.slice(0, -1).entries()) yield { values: all.slice(start, edges[i + 1]), start };
    }
    const found: number[][] = [];
    for await (const { number, values } of framesOfPieces(pieces(), 6, Int32Array.from(wanted))) {
      found.push([number, ...Array.from(values)]);
    }
    assertEquals(found, wanted.map((number) => [number, ...Array.from(all.subarray(6 * number, 6 * number + 6))]));
  }));
});

Deno.test("FrameReader reads frames in any order, however their axes lie, and leaves no file behind", async () => {
  await withTempDir(async (directory) => {
    const [count, height, width] = [7, 3, 4];
    const value = (frame: number, row: number, column: number): number => 100 * frame + 10 * row + column;
    const made = (shape: readonly number[], at: (i: number) => number): ReturnType<typeof realArray> =>
      realArray(Int16Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => at(i)), shape);
    const inFront = (i: number): number => value(Math.floor(i / 12), Math.floor(i / 4) % 3, i % 4);
    await writeNpz(`${directory}/stacks.npz`, {
      first: made([count, height, width], inFront),
      last: made([height, width, count], (i) => value(i % 7, Math.floor(i / 28), Math.floor(i / 7) % 4)),
      raster: made([1, 7, height, width], inFront),
      part_1: made([4, height, width], inFront),
      part_2: made([3, height, width], (i) => inFront(i + 48)),
    });
    await using file = await openNpz(`${directory}/stacks.npz`);
    const stacks = [
      await patternStack([{ file, key: "first" }], "first"),
      await patternStack([{ file, key: "last" }], "last"),
      await patternStack([{ file, key: "raster" }], "first"),
      await patternStack([{ file, key: "part_1" }, { file, key: "part_2" }], "first"),
    ];
    for (const stack of stacks) {
      for (const transpose of [false, true]) {
        using reader = new FrameReader(stack, { transpose, scratch: directory });
        assertEquals([reader.count, reader.height, reader.width], transpose ? [7, 4, 3] : [7, 3, 4]);
        for (const numbers of [[0, 1, 2, 3, 4, 5, 6], [2, 4, 5], [6], [5, 0, 3, 3]]) {
          const found: number[][] = [];
          for await (const { number, values } of reader.frames(Int32Array.from(numbers))) {
            found.push([number, ...Array.from(values)]);
          }
          const pixels = (frame: number): number[] =>
            Array.from(
              { length: 12 },
              (_, i) => transpose ? value(frame, i % 3, Math.floor(i / 3)) : value(frame, Math.floor(i / 4), i % 4),
            );
          assertEquals(found, numbers.map((number) => [number, ...pixels(number)]), `${stack.name} ${numbers}`);
        }
      }
    }
    assertEquals([...Deno.readDirSync(directory)].map(({ name }) => name), ["stacks.npz"]);
  });
});
