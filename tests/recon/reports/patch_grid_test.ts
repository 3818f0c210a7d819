import { assert, assertEquals } from "@std/assert";
import { decode } from "fast-png";
import { PatchGrid } from "../../../recon/reports/patch_grid.ts";
import { patchLevels } from "../../../recon/reports/patch_levels.ts";
import { noise } from "../image/known_object.ts";

const N = 64;

/** Grey level in the middle of every panel of the figure, by row. */
function middles(count: number, batchSize: number): number[][] {
  const grid = new PatchGrid(count, N);
  for (let first = 0; first < count; first += batchSize) {
    const size = Math.min(batchSize, count - first);
    // The amplitude counts the patches up, the phase down.
    const amp = Float32Array.from({ length: size * N * N }, (_, i) => first + Math.floor(i / (N * N)));
    grid.add({ first, size, amp, phase: amp.map((value) => -value), diffraction: new Float32Array() });
  }
  const { png, height, width } = grid.figure();
  const { data } = decode(png);
  const step = 2 * (N + 4); // patches of 64 px are doubled, and so are the lines between them
  const along = (length: number): number[] => Array.from({ length: Math.ceil(length / step) }, (_, k) => k * step + N);
  return along(height).map((row) => along(width).map((column) => data[row * width + column] ?? NaN));
}

Deno.test("PatchGrid shows patches evenly spread, in their order, phases below amplitudes, on one scale", () => {
  const rows = middles(100, 7);
  assertEquals(rows.map((row) => row.length), [8, 8, 8, 8]);
  const [amps, phases] = [[rows[0], rows[2]].flat(), [rows[1], rows[3]].flat()] as [number[], number[]];
  const levels = Array.from({ length: 16 }, (_, k) => Math.round(255 * k / 15));
  amps.forEach((level, k) => assert(Math.abs(level - (levels[k] ?? 0)) <= 8, amps.join()));
  assert(amps.every((level, k) => k === 0 || level > (amps[k - 1] ?? 0)));
  assertEquals(phases, amps.toReversed());
});

Deno.test("PatchGrid shows all where there are few", () => {
  assertEquals(middles(3, 16), [[0, 128, 255], [255, 128, 0]]);
  assertEquals(middles(9, 16)[2]?.slice(1), new Array(7).fill(255)); // the rest of the last row is white
});

Deno.test("patchLevels() shows flat patches as flat, though their rounding errors differ", () => {
  const flat = [0, 1].map((k) => Float32Array.from({ length: N * N }, (_, p) => 0.7 + 1e-5 * noise(k * N * N + p)));
  const levels = patchLevels(flat, N).flatMap((one) => [...one]);
  assert(Math.max(...levels) - Math.min(...levels) <= 2);
});

Deno.test("patchLevels() takes its scale from the central squares", () => {
  const patch = Float32Array.from({ length: N * N }, (_, p) => p % N < N / 4 ? 50 : p % N < N / 2 ? 0 : 1);
  const [levels] = patchLevels([patch], N);
  assertEquals([0, 20, 40, 60].map((column) => levels?.[32 * N + column]), [255, 0, 255, 255]);
});
