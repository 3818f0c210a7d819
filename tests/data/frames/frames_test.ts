import { assertEquals, assertStrictEquals } from "@std/assert";
import { frameImage, heldFrames, readFrames } from "../../../data/frames/frames.ts";

/** Three images of 2 × 2; pixel p of image i is 10·i + p. */
const held = Float32Array.from({ length: 12 }, (_, i) => 10 * Math.floor(i / 4) + i % 4);
const frames = heldFrames(held, 2);

Deno.test("heldFrames() gives images in the order asked for, one twice if it is asked for twice", () => {
  assertEquals([frames.count, frames.patchSize], [3, 2]);
  assertStrictEquals(frames.held, held);
  const into = new Float32Array(14).fill(-1);
  frames.read(Int32Array.of(2, 0, 2), into.subarray(1));
  assertEquals(into, Float32Array.of(-1, 20, 21, 22, 23, 0, 1, 2, 3, 20, 21, 22, 23, -1));
  assertEquals(readFrames(frames, Int32Array.of(1)), Float32Array.of(10, 11, 12, 13));
});

Deno.test("frameImage() gives a view of what is in memory, and a copy of what is not", () => {
  assertStrictEquals(frameImage(frames, 1).buffer, held.buffer);
  const elsewhere = { ...frames, held: null };
  assertEquals(frameImage(elsewhere, 1), frameImage(frames, 1));
});
