import { assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { realArray } from "../../../data/formats/npy_encode.ts";
import type { RealData } from "../../../data/formats/npy.ts";
import { good, goodCounts, harmful, studied } from "./studied.ts";

const SHAPE = [good.count, 64, 64];

Deno.test("studyPatterns() finds nothing wrong in a good scan, and proposes what it is", async () => {
  const study = await studied();
  assertEquals(harmful(study), []);
  assertEquals(study.fields, {
    ...{
      framesAxis: "first",
      measurement: "amplitude",
      badValues: [],
      fftshift: false,
      centre: "image",
      crop: 64,
      units: "px",
    },
  });
});

const COUNTS: readonly (readonly [name: string, RealData])[] = [
  ["u2", Uint16Array.from(goodCounts)],
  ["i4", Int32Array.from(goodCounts)],
  ["f4", Float32Array.from(goodCounts)],
  ["f8", goodCounts],
  ["f4 with a gain", Float32Array.from(goodCounts, (count) => 2.37 * count)],
  ["f4 less a dark frame", Float32Array.from(goodCounts, (count, i) => count + 0.7 * Math.sin(i * i) - 0.3)],
];

for (const [name, counts] of COUNTS) {
  Deno.test(`studyPatterns() takes counts for counts: ${name}`, async () => {
    const study = await studied({ diffraction: realArray(counts, SHAPE) });
    assertEquals(study.fields.measurement, "intensity");
    assertEquals(study.findings.some(({ code }) => code === "counts"), true);
  });
}

Deno.test("studyPatterns() takes scaled amplitudes for amplitudes", async () => {
  const study = await studied({ diffraction: realArray(good.amplitude.map((value) => 0.01 * value), SHAPE) });
  assertEquals(study.fields.measurement, "amplitude");
  assertEquals(harmful(study), []);
});

Deno.test("studyPatterns() finds the beam in the corners, and off the middle by any shift", async () => {
  const shift = fc.integer({ min: -20, max: 20 });
  await fc.assert(
    fc.asyncProperty(fc.boolean(), shift, shift, async (corner, down, across) => {
      const [rows, columns] = corner ? [32, 32] : [down, across];
      const study = await studied({ diffraction: realArray(rolled(good.amplitude, rows, columns), SHAPE) });
      assertEquals(study.fields.fftshift, corner);
      const off = !corner && Math.max(Math.abs(down), Math.abs(across)) > 3;
      if (corner) assertEquals(harmful(study), ["beam-in-corner"]);
      if (!off) return;
      const [row, column] = study.fields.centre as [number, number];
      assertEquals([Math.abs(row - 32 - down) <= 1, Math.abs(column - 32 - across) <= 1], [true, true]);
      assertMatch(study.findings.find(({ code }) => code === "beam-off-centre")?.message ?? "", /px off the middle/);
    }),
    { numRuns: 12 },
  );
});

/** Patterns with rows and columns moved on round the edges. */
function rolled(patterns: Float32Array, down: number, across: number): Float32Array {
  return patterns.map((_, i) => {
    const [frame, row, column] = [Math.floor(i / 4096), Math.floor(i / 64) % 64, i % 64];
    return patterns[frame * 4096 + ((row - down + 128) % 64) * 64 + (column - across + 128) % 64] ?? 0;
  });
}
