import { assertEquals, assertRejects } from "@std/assert";
import { probeWarnings } from "../../../data/checks/probe_place.ts";
import { complexArray } from "../../../data/formats/npy_encode.ts";
import { good, oddScan } from "./odd_scan.ts";

const { probe } = good;

function moved(by: number): typeof probe {
  const from = (part: Float32Array): Float32Array =>
    part.map((_, i) => part[(Math.floor(i / 64) + by) % 64 * 64 + (i + by) % 64] ?? 0);
  return { ...probe, re: from(probe.re), im: from(probe.im) };
}

Deno.test("probeWarnings() tells a probe in the corners from one in the middle or beside it", async () => {
  for (const by of [0, 3, 12, 60]) assertEquals(probeWarnings([moved(by)]), [], String(by));
  const { warnings } = await oddScan({ probeGuess: complexArray(moved(32), [64, 64]) });
  assertEquals(warnings, [
    "probeGuess lies in the corners of its array instead of the middle: move it with numpy.fft.fftshift(probe, axes=(-2, -1))",
  ]);
  const even = { ...probe, re: new Float32Array(4096).fill(1), im: new Float32Array(4096) };
  assertEquals(probeWarnings([even]), []);
});

Deno.test("loadScan() refuses a probe that single precision rounds to a few digits", async () => {
  const tiny = { re: probe.re.map((value) => 1e-40 * value), im: probe.im.map((value) => 1e-40 * value) };
  await assertRejects(
    () => oddScan({ probeGuess: complexArray(tiny, [64, 64]) }),
    RangeError,
    "as its probe is too small for single precision: the greatest value is 1e-40; multiply probeGuess by a constant",
  );
});
