import { assertEquals, assertRejects } from "@std/assert";
import { realArray } from "../../../data/formats/npy_encode.ts";
import { countsOf, good, oddScan } from "./odd_scan.ts";

const SHAPE = [9, 64, 64];
const faint = countsOf(good).map((count) => Math.min(count, 100));

Deno.test("loadScan() knows a gap by the greatest number of a byte or of a detector's bits", async () => {
  for (
    const [type, mark] of [[Uint8Array, 255], [Int8Array, 127], [Uint16Array, 4095], [Uint16Array, 16383]] as const
  ) {
    const values = type.from(faint.map((count, i) => i % 64 === 31 ? mark : Math.min(count, mark / 3)));
    const { warnings } = await oddScan({ diffraction: realArray(values, SHAPE) }, { measurement: "intensity" });
    assertEquals(warnings, [
      `diffraction has bad pixels: 64 pixels of each pattern hold ${mark}, as detectors mark gaps and saturated or dead ` +
      "pixels (all others hold far less): set them to 0",
    ]);
  }
});

Deno.test("loadScan() takes a plateau of saturation for no gap", async () => {
  const values = Uint8Array.from(countsOf(good), (count) => Math.min(count, 255));
  assertEquals((await oddScan({ diffraction: realArray(values, SHAPE) }, { measurement: "intensity" })).warnings, []);
});

Deno.test("loadScan() speaks of one bad pixel as of one", async () => {
  const values = faint.map((count, i) => i % 4096 === 99 ? -1 : count);
  await assertRejects(
    () => oddScan({ diffraction: realArray(values, SHAPE) }, { measurement: "intensity" }),
    RangeError,
    "in diffraction 1 pixel of each pattern holds -1, which detectors use for bad pixels: set bad pixels to 0",
  );
});
