import { assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { createTrainingPayload } from "../../config/training_payload.ts";
import { zeroImage } from "../../data/complex_image.ts";
import { prepareSamples } from "../../data/samples.ts";
import type { Scan } from "../../data/scan.ts";
import { characterWarnings, type ScanCharacter, scanCharacter } from "../../data/scan_character.ts";
import { simulateScan } from "../../data/simulation/simulate.ts";

function characterOf(scan: Scan): ScanCharacter {
  return scanCharacter(prepareSamples(scan, createTrainingPayload({ data: { scan: "scan.npz" } }), { seed: 1 }));
}

const scan = simulateScan({ patterns: 30, photons: 1e5 });
const other = simulateScan({ patterns: 50, photons: 1.4e5, seed: 9 });

Deno.test("scanCharacter() is the photons of a pattern, and the radii of pattern and probe", () => {
  const { energy, probeRadius } = characterOf(scan);
  assertAlmostEquals(energy / 1e5, 1, 0.01);
  // A disk of radius N/4 has a root mean square radius of N/4/√2.
  assertAlmostEquals(probeRadius, 16 / Math.SQRT2, 0.5);
  const probe = zeroImage(64, 64);
  [20 * 64 + 30, 20 * 64 + 36].forEach((at) => probe.re[at] = 2);
  assertAlmostEquals(characterOf({ ...scan, probe }).probeRadius, 3, 1e-6);
});

Deno.test("scanCharacter() is that of the valid pixels, as of the mean pattern where each frame has its own mask", () => {
  const pixels = 64 * 64;
  const mask = Uint8Array.from({ length: pixels }, (_, p) => Number(p % 64 !== 40));
  const marked = scan.amplitude.map((value, i) => mask[i % pixels] === 0 ? NaN : value);
  const gap = characterOf({ ...scan, amplitude: marked, mask });
  const dark = characterOf({ ...scan, amplitude: marked.map((value) => Number.isNaN(value) ? 0 : value) });
  assertEquals([gap.energy, gap.patternRadius], [dark.energy, dark.patternRadius]);
  // Every other frame has the gap: what it hides the others show.
  const byFrame = Uint8Array.from(
    { length: scan.amplitude.length },
    (_, i) => Math.floor(i / pixels) % 2 === 0 ? 1 : mask[i % pixels] ?? 1,
  );
  const [some, whole] = [characterOf({ ...scan, mask: byFrame }), characterOf(scan)];
  assertAlmostEquals(some.energy / whole.energy, 1, 0.01);
  assertAlmostEquals(some.patternRadius / whole.patternRadius, 1, 0.01);
});

Deno.test("characterWarnings() says nothing of another scan by the same instrument, whatever its exposure", () => {
  assertEquals(characterWarnings(characterOf(other), characterOf(scan)), []);
  const bright = { ...other, amplitude: other.amplitude.map((x) => x * Math.sqrt(50)) };
  assertEquals(characterWarnings(characterOf(bright), characterOf(scan)), []);
});

for (
  const [mistake, amplitude, sentence] of [
    ["roots are taken twice", scan.amplitude.map(Math.sqrt), /^its mean pattern is .* wide/],
    ["counts are read as amplitudes", scan.amplitude.map((x) => x * x), /^its patterns have \d+ times the energy/],
  ] as const
) {
  Deno.test(`characterWarnings() tells a scan from the one of the training where ${mistake}`, () => {
    const [first] = characterWarnings(characterOf({ ...scan, amplitude }), characterOf(scan));
    assertMatch(first ?? "nothing", sentence);
    const trained = { ...characterOf(scan), energy: null };
    assertEquals(characterWarnings(characterOf({ ...scan, amplitude: scan.amplitude }), trained), []);
  });
}

Deno.test("characterWarnings() tells a scan with another probe, and with patterns of another size", () => {
  const probe = { ...scan.probe, re: scan.probe.re.slice(), im: scan.probe.im.slice() };
  for (let p = 0; p < probe.re.length; p++) {
    if (Math.hypot(p % 64 - 32, Math.floor(p / 64) - 32) > 10) probe.re[p] = probe.im[p] = 0;
  }
  const small = simulateScan({ patterns: 30, photons: 1e5, probe });
  const sentences = characterWarnings(characterOf(small), characterOf(scan));
  assertMatch(sentences.join("\n"), /its probe is 7\.\d+ px wide .* instead of the 1[01]\.?\d* that the network/);
});
