import { assertEquals } from "@std/assert";
import { findAll, type FindingFacts, findInMeasurement } from "../../../recon/findings/find_all.ts";
import { findingText } from "../../../recon/findings/finding.ts";
import { type HeadStatistics, PatchMoments } from "../../../recon/findings/patch_moments.ts";
import { wave, whole } from "../figures/small_data.ts";

const N = 16;

function head(valueAt: (pixel: number, patch: number) => number): HeadStatistics {
  const moments = new PatchMoments(N, { low: null, high: null });
  for (let k = 0; k < 4; k++) moments.add(Float32Array.from({ length: N * N }, (_, p) => valueAt(p, k)), 0);
  return moments.statistics();
}

const lively = head((pixel, patch) => Math.sin(pixel * (patch + 1)));

/** A reconstruction of which nothing is to be said. */
const sound: FindingFacts = {
  image: whole(wave(20, 20, (row, column) => [1, Math.sin(row * column)])),
  patches: { heads: { amplitude: lively, phase: lively }, count: 4, agreement: 0.9 },
  patterns: {
    residuals: [0.1, 0.12, 0.11, 0.1],
    numbers: [0, 1, 2, 3],
    energies: [5000, 5100, 5200, 5300],
    greatest: [20, 21, 22, 23],
    patchSize: N,
    photons: null,
  },
  typicalPattern: null,
  mask: null,
  probe: [wave(N, N, (row, column) => [Math.exp(-Math.hypot(row - N / 2, column - N / 2)), 0])],
  model: { padObject: true, mode: "pinn" },
  epochs: Array.from({ length: 30 }, (_, epoch) => ({ epoch, metrics: { mae_train_loss: 0.1 + Math.exp(-epoch) } })),
};

function codes(change: Partial<FindingFacts>): string[] {
  return findAll({ ...sound, ...change }).map(({ code }) => code);
}

Deno.test("findAll() finds nothing where nothing is wrong, nor where nothing is known", () => {
  assertEquals(codes({}), []);
  assertEquals(codes({ epochs: [] }), []);
});

Deno.test("findInMeasurement() tells of image and patterns what needs no network, and no remedy of one", () => {
  assertEquals(findInMeasurement(sound), []);
  const photons = N * N / 20;
  const image = { ...sound.image, mask: sound.image.mask.map((_, p) => p === 30 || p === 31 || p === 32 ? 0 : 1) };
  const found = findInMeasurement({ image, patterns: { ...sound.patterns, photons }, mask: new Uint8Array(N * N) });
  assertEquals(found.map(({ code }) => code), ["few-photons", "holes", "beam-stop"]);
  for (const { remedy } of found) assertEquals(/train|loss|inference/.test(remedy), false, remedy);
});

Deno.test("findAll() puts problems before hints, and tells of one cause once", () => {
  const flat = head(() => 1);
  const epochs = Array.from(
    { length: 30 },
    (_, epoch) => ({ epoch, metrics: { mae_train_loss: Math.exp(-epoch / 20) } }),
  );
  const patches = { heads: { amplitude: flat, phase: flat }, count: 4, agreement: null };
  const mask = new Uint8Array(N * N);
  assertEquals(codes({ patches, epochs, mask }), ["flat-patches", "beam-stop", "still-falling"]);
  const alike = head((pixel) => Math.sin(pixel));
  const same = { heads: { amplitude: alike, phase: alike }, count: 4, agreement: 0.1 };
  assertEquals(codes({ patches: same }), ["alike-patches"]);
  const apart = { ...sound.patches, agreement: 0.1 };
  assertEquals(codes({ patches: apart }), ["contradicting-patches"]);
  // Hardly any light is why.
  const photons = N * N / 20;
  assertEquals(codes({ patches: apart, patterns: { ...sound.patterns, photons } }), ["few-photons"]);
});

Deno.test("findAll() finds sentences, each with a number and what to try", () => {
  const found = findAll({
    ...sound,
    patterns: { ...sound.patterns, photons: N * N / 2, residuals: [0.1, 0.1, ...Array(20).fill(0.1), 3] },
    patches: { ...sound.patches, agreement: 0.1 },
    mask: new Uint8Array(N * N),
  });
  assertEquals(found.map(({ code }) => code), [
    ...["contradicting-patches", "few-photons", "beam-stop", "outlying-patterns"],
  ]);
  for (const finding of found) {
    assertEquals(/\d/.test(finding.detail) && finding.remedy.length > 20, true, finding.code);
    assertEquals(/[.!\n]$|undefined|NaN/.test(findingText(finding)), false, findingText(finding));
  }
});
