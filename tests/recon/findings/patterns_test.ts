import { assert, assertEquals, assertMatch } from "@std/assert";
import * as fc from "fast-check";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { beamStop } from "../../../recon/findings/beam_stop.ts";
import { broadProbe } from "../../../recon/findings/broad_probe.ts";
import { fewPhotons } from "../../../recon/findings/few_photons.ts";
import { holes } from "../../../recon/findings/holes.ts";
import { outlyingPatterns } from "../../../recon/findings/outlying_patterns.ts";
import { regions } from "../../../recon/findings/regions.ts";
import { unexplainedPatterns } from "../../../recon/findings/unexplained_patterns.ts";
import { saturatedPixels } from "../../../recon/findings/saturated_pixels.ts";

const N = 64;
const AREA = N * N;

/** Light of each pattern of a simulated scan, as a detector with a greatest count would see it. */
function lightOf(photons: number, end = Infinity): { energies: number[]; greatest: number[] } {
  const { amplitude, count } = simulateScan({ patchSize: N, patterns: 12, photons, seed: 4 });
  const images = Array.from(
    { length: count },
    (_, k) => amplitude.subarray(k * AREA, (k + 1) * AREA).map((value) => Math.min(value, Math.sqrt(end))),
  );
  return {
    energies: images.map((image) => image.reduce((sum, value) => sum + value ** 2, 0)),
    greatest: images.map((image) => Math.max(...image)),
  };
}

Deno.test("fewPhotons() finds less than a photon for each pixel, by the counts or by what the scan says", () => {
  const found = fewPhotons({ energies: lightOf(500).energies, patchSize: N, photons: null });
  assertEquals([found?.severity, found?.code], ["hint", "few-photons"]);
  assertMatch(found?.detail ?? "", /photons on average, 0\.1\d* for each pixel$/);
  assertEquals(fewPhotons({ energies: lightOf(1e5).energies, patchSize: N, photons: null }), null);
  assertEquals(fewPhotons({ energies: [0.3, 0.4], patchSize: N, photons: 100 })?.severity, "problem");
});

Deno.test("fewPhotons() says nothing of patterns in units of which nobody knows the photon", () => {
  const energies = lightOf(500).energies.map((energy) => energy / 777);
  assertEquals(fewPhotons({ energies, patchSize: N, photons: null }), null);
  assertEquals(fewPhotons({ energies: [NaN, NaN], patchSize: N, photons: null }), null);
});

Deno.test("saturatedPixels() finds patterns that end at one count, and no others", () => {
  const { greatest } = lightOf(1e6);
  const end = Math.round((Math.min(...greatest) * 0.9) ** 2);
  assertMatch(
    saturatedPixels(lightOf(1e6, end))?.detail ?? "",
    /^12 patterns, 100 %, have the same greatest intensity/,
  );
  assertEquals(saturatedPixels(lightOf(1e6)), null);
});

Deno.test("saturatedPixels() leaves equal patterns alone, and counts that are equal by chance", () => {
  assertEquals(saturatedPixels({ greatest: Array(20).fill(40), energies: Array(20).fill(1e5) }), null);
  assertEquals(
    saturatedPixels({ greatest: Array(20).fill(2), energies: Array.from({ length: 20 }, (_, k) => k) }),
    null,
  );
});

Deno.test("beamStop() finds a masked middle, not a dead pixel or a gap elsewhere", () => {
  const masked = (isMasked: (row: number, column: number) => boolean): Uint8Array =>
    Uint8Array.from({ length: AREA }, (_, p) => isMasked(Math.floor(p / N), p % N) ? 0 : 1);
  assertMatch(
    beamStop(masked((row, column) => Math.hypot(row - 32, column - 32) < 4), N)?.detail ?? "",
    /^100 % of the 4 × 4 px around DC/,
  );
  assertEquals(beamStop(masked((row, column) => row === 32 && column === 32), N), null);
  assertEquals(beamStop(masked((row) => row > 40 && row < 50), N), null);
  assertEquals(beamStop(null, N), null);
});

Deno.test("outlyingPatterns() names the patterns that are explained far worse than the others", () => {
  const residuals = Array.from({ length: 100 }, (_, k) => 0.1 + 0.02 * Math.sin(k * k));
  const numbers = residuals.map((_, k) => k + 1000);
  assertEquals(outlyingPatterns({ residuals, numbers }), null);
  const found = outlyingPatterns({ residuals: residuals.with(7, 0.9).with(8, 0.7).with(9, NaN), numbers });
  assertMatch(
    found?.detail ?? "",
    /^2 of 99 patterns, number 1007, 1008, have residuals up to 0\.9, where 0\.1\d* is usual$/,
  );
  const half = residuals.map((value, k) => k % 2 ? value : 9 * value);
  assertEquals(outlyingPatterns({ residuals: half, numbers }), null);
  assertEquals(outlyingPatterns({ residuals: [], numbers: [] }), null);
});

Deno.test("unexplainedPatterns() finds a prediction that is as far as the mean of the other patterns", () => {
  const measured = Float64Array.of(1, 3, 2, NaN);
  // Of four patterns; the other three are (2, 2, 2) by their mean intensity.
  const mean = [1, 9, 4].map((intensity) => (intensity + 3 * 4) / 4);
  const pattern = { measured, mean: [...mean, 0], count: 4, photons: null };
  const found = unexplainedPatterns({ ...pattern, predicted: [2, 2, 2, 5] });
  assertMatch(found?.detail ?? "", /^the median pattern has a residual of 0\.333, .* comes to 0\.333$/);
  assertEquals(unexplainedPatterns({ ...pattern, predicted: [1.4, 2.6, 2, 5] }), null);
  assertEquals(unexplainedPatterns({ ...pattern, predicted: [2, 2, 2, 5], count: 3 }), null);
  // What is left may be noise: more than a quarter of 2 at each pixel with half a photon a unit, next to nothing with a thousand.
  assertEquals(unexplainedPatterns({ ...pattern, predicted: [2, 2, 2, 5], photons: 0.5 }), null);
  assertEquals(unexplainedPatterns({ ...pattern, predicted: [2, 2, 2, 5], photons: 1000 })?.severity, "hint");
  assertEquals(unexplainedPatterns(null), null);
});

Deno.test("broadProbe() finds a probe that lights the border where the network pads", () => {
  const probe = (
    diameter: number,
  ) => [simulateScan({ patchSize: N, patterns: 2, probe: { kind: "disk", diameter } }).probe];
  const [broad, narrow] = [{ probe: probe(56), patchSize: N }, { probe: probe(24), patchSize: N }];
  assertEquals(broadProbe(broad, { padObject: true, mode: "pinn" })?.code, "broad-probe");
  assertEquals(broadProbe(broad, { padObject: false, mode: "pinn" }), null);
  assertEquals(broadProbe(broad, { padObject: true, mode: "supervised" }), null);
  assertEquals(broadProbe(narrow, { padObject: true, mode: "pinn" }), null);
});

/** An image from a drawing: `#` is covered. */
function drawn(...rows: string[]): Parameters<typeof holes>[0] {
  const [height, width] = [rows.length, rows[0]?.length ?? 0];
  const mask = Uint8Array.from(rows.join(""), (letter) => letter === "#" ? 1 : 0);
  const part = new Float32Array(height * width);
  return { object: { height, width, re: part, im: part }, mask };
}

Deno.test("holes() finds what patches enclose, and islands, but no ragged border", () => {
  assertEquals(holes(drawn(".###", "####", "##..")), null);
  assertMatch(
    holes(drawn("#####", "#.#.#", "#####"))?.detail ?? "",
    /^2 holes of 2 px in all, 15 % of what is covered$/,
  );
  assertEquals(holes(drawn("##.##", "##.##"))?.detail, "the image falls into 2 parts that no patch connects");
});

Deno.test("regions() finds what a flood fill finds", () => {
  const image = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })).chain(([height, width]) =>
    fc.record({
      size: fc.constant({ height, width }),
      mask: fc.uint8Array({ min: 0, max: 1, minLength: height * width, maxLength: height * width }),
    })
  );
  fc.assert(fc.property(image, fc.boolean(), ({ size, mask }, covered) => {
    const key = ({ pixels, atBorder }: { pixels: number; atBorder: boolean }): string => `${pixels} ${atBorder}`;
    const found = regions(Uint8Array.from(mask), size, covered).map(key).sort();
    assertEquals(found, flooded(mask, size, covered).map(key).sort());
  }));
});

function flooded(
  mask: Uint8Array,
  { height, width }: { height: number; width: number },
  covered: boolean,
): { pixels: number; atBorder: boolean }[] {
  const left = new Set([...mask.keys()].filter((p) => (mask[p] !== 0) === covered));
  const found = [];
  for (const start of [...left]) {
    if (!left.delete(start)) continue;
    const queue = [start];
    let [pixels, atBorder] = [0, false];
    for (let p = queue.pop(); p !== undefined; p = queue.pop()) {
      const [row, column] = [Math.floor(p / width), p % width];
      pixels++;
      atBorder ||= row === 0 || column === 0 || row === height - 1 || column === width - 1;
      const next = [[row, column - 1], [row, column + 1], [row - 1, column], [row + 1, column]] as const;
      for (const [i, j] of next) {
        assert(Number.isInteger(i + j));
        if (j >= 0 && j < width && left.delete(i * width + j)) queue.push(i * width + j);
      }
    }
    found.push({ pixels, atBorder });
  }
  return found;
}
