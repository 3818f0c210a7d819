import { assert, assertEquals } from "@std/assert";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { engineScan } from "../../../recon/engines/state/engine_scan.ts";
import { holdOut, middlePositions, partOf } from "../../../recon/orientation_trial/trial_patterns.ts";

const x = Float64Array.from({ length: 400 }, (_, k) => k % 20);
const y = Float64Array.from({ length: 400 }, (_, k) => Math.floor(k / 20));

Deno.test("middlePositions() takes those around the middle, and none that is not finite", () => {
  const taken = middlePositions({ x, y }, 60);
  assertEquals([taken.length, taken.toSorted().join()], [60, taken.join()]);
  assert(taken.every((k) => Math.hypot((x[k] ?? 0) - 10, (y[k] ?? 0) - 10) <= 5));
  assertEquals(middlePositions({ x: x.map((at, k) => k === 210 ? NaN : at), y }, 60).includes(210), false);
  assertEquals(middlePositions({ x, y }, 1000).length, 400);
});

Deno.test("holdOut() holds one pattern in five out, evenly between the others", () => {
  const { fitted, heldOut } = holdOut({ x, y });
  assertEquals([fitted.length, heldOut.length, new Set([...fitted, ...heldOut]).size], [320, 80, 400]);
  const quarters = [0, 1, 2, 3].map((quarter) =>
    heldOut.filter((k) => ((x[k] ?? 0) < 10 ? 0 : 1) + ((y[k] ?? 0) < 10 ? 0 : 2) === quarter).length
  );
  assert(quarters.every((count) => count >= 14 && count <= 26), `${quarters}`);
});

Deno.test("partOf() has patterns, positions and masks of some numbers", () => {
  const made = simulateScan({ patchSize: 32, patterns: 6, photons: 1e4 });
  const mask = Uint8Array.from(made.amplitude, (_, p) => p % 7 === 0 ? 0 : 1);
  const whole = engineScan({ ...made, mask });
  const part = partOf(whole, Int32Array.of(4, 1));
  assertEquals([part.count, part.positions.x[0], part.positions.y[1]], [2, made.x[4], made.y[1]]);
  const expected = whole.amplitudes(Int32Array.of(1)).slice();
  assertEquals(part.amplitudes(Int32Array.of(1)), expected);
  assertEquals(part.masks?.bits?.length, (whole.masks?.bits?.length ?? 0) / 3);
});
