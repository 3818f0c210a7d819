import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { CentredFft2 } from "../../../../data/arrays/fft.ts";
import { simulateScan } from "../../../../data/simulation/simulate.ts";
import { openScan } from "../../../../data/load_scan.ts";
import { writeScan } from "../../../../data/writing/write_scan.ts";
import { engineScan } from "../../../../recon/engines/state/engine_scan.ts";
import { TempDir } from "../../../data/temp_dir.ts";

const scan = simulateScan({ patchSize: 16, patterns: 6, probe: { kind: "disk", modeShares: [0.6, 0.4] }, seed: 4 });
const mask = Uint8Array.from({ length: 256 }, (_, p) => Number(p % 16 !== 8));

Deno.test("engineScan() has a probe of orthogonal modes, the strongest first, with the energy of the mean pattern", () => {
  const { probe } = engineScan(scan);
  const powers = probe.map(({ re, im }) => re.reduce((sum, value, p) => sum + value ** 2 + (im[p] ?? 0) ** 2, 0));
  assertEquals(probe.length, 2);
  assertEquals((powers[0] ?? 0) > (powers[1] ?? 0), true);
  const energy = scan.amplitude.reduce((sum, value) => sum + value ** 2, 0) / scan.count;
  assertAlmostEquals(((powers[0] ?? 0) + (powers[1] ?? 0)) / energy, 1, 1e-5);
});

Deno.test("engineScan() counts what the probe sends to measured pixels where some are masked", () => {
  const { probe } = engineScan({ ...scan, mask });
  let seen = 0;
  for (const { re, im } of probe) {
    const field = { re: Float64Array.from(re), im: Float64Array.from(im) };
    new CentredFft2(16).transform(field);
    mask.forEach((valid, p) => seen += valid * ((field.re[p] ?? 0) ** 2 + (field.im[p] ?? 0) ** 2));
  }
  const energy = scan.amplitude.reduce((sum, value, i) => sum + (mask[i % 256] ?? 0) * value ** 2, 0) / scan.count;
  assertAlmostEquals(seen / energy, 1, 1e-5);
});

Deno.test("engineScan() reads patterns of memory and of a file alike, masked pixels as 0", async () => {
  using directory = new TempDir();
  const path = `${directory.path}/scan.npz`;
  await writeScan(path, { ...scan, mask });
  using opened = await openScan(path, { frameCache: 0 });
  const numbers = Int32Array.of(5, 0, 2);
  const [ofFile, ofMemory] = [opened, { ...scan, mask }].map((it) => engineScan(it).amplitudes(numbers).slice());
  assertEquals(ofFile, ofMemory);
  const expected = [...numbers].flatMap((number) =>
    Array.from(mask, (valid, p) => valid * (scan.amplitude[256 * number + p] ?? NaN))
  );
  assertEquals(ofMemory, Float32Array.from(expected));
});

Deno.test("engineScan() refuses a probe whose light all falls on masked pixels", () => {
  const corner = Uint8Array.from({ length: 256 }, (_, p) => Number(p === 0));
  const flat = { height: 16, width: 16, re: new Float32Array(256).fill(1), im: new Float32Array(256) };
  assertThrows(
    () => engineScan({ ...scan, mask: corner, probe: flat, probeModes: [flat] }),
    RangeError,
    "Cannot normalise the probe as all its light falls on masked pixels",
  );
});
