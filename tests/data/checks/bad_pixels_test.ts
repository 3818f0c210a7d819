import { assertEquals, assertRejects } from "@std/assert";
import { realArray } from "../../../data/formats/npy_encode.ts";
import { countsOf, good, oddScan } from "./odd_scan.ts";

const SHAPE = [9, 64, 64];
const faint = countsOf(good).map((count) => Math.min(count, 100));

const MASK_THEM = "mask them, by a key mask of 1 for valid pixels and 0 for these, or by the import command that " +
  "exitwave inspect prints";

Deno.test("loadScan() knows a gap by the greatest number of a byte or of a detector's bits", async () => {
  for (
    const [type, mark] of [[Uint8Array, 255], [Int8Array, 127], [Uint16Array, 4095], [Uint16Array, 16383]] as const
  ) {
    const values = type.from(faint.map((count, i) => i % 64 === 31 ? mark : Math.min(count, mark / 3)));
    const sentence =
      `diffraction has bad pixels: 64 pixels of each pattern hold ${mark}, as detectors mark gaps and saturated or ` +
      `dead pixels (all others hold far less): ${MASK_THEM}`;
    const read = (): ReturnType<typeof oddScan> =>
      oddScan({ diffraction: realArray(values, SHAPE) }, { measurement: "intensity" });
    // The end of a converter may be a bright pixel's count; the greatest number of a type is none.
    if (type === Uint16Array) assertEquals((await read()).warnings, [sentence]);
    else await assertRejects(read, RangeError, sentence);
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
    "in diffraction 1 pixel of each pattern holds -1, which detectors use for bad pixels: " + MASK_THEM,
  );
});
