import { assert, assertAlmostEquals, assertEquals, assertStrictEquals } from "@std/assert";
import { createTrainingPayload } from "../../config/training_payload.ts";
import { modeIntensity, modePower } from "../../data/arrays/orthogonal_modes.ts";
import { Random } from "../../data/random/random.ts";
import { prepareSamples } from "../../data/samples.ts";
import { simulateScan } from "../../data/simulation/simulate.ts";
import { learnedPhysics, NOTHING_LEARNED, withLearned } from "../../recon/learned_physics.ts";
import type { Trained } from "../../recon/load_trained.ts";

const scan = simulateScan({ patchSize: 64, patterns: 30, seed: 3 });
const payload = createTrainingPayload({ data: { scan: "scan.npz", gridSize: 2, probeMask: true } });

function noise(length: number, stream: string): Float32Array {
  const random = new Random(1, stream);
  return new Float32Array(length).map(() => random.normal());
}

const trained: Trained = {
  ...{ path: "last.safetensors", payload, scales: null, character: null, warnings: [], scanDigest: scan.digest },
  weights: new Map([
    ["physics.probe.re", { shape: [2, 64, 64], data: noise(8192, "re") }],
    ["physics.probe.im", { shape: [2, 64, 64], data: noise(8192, "im") }],
  ]),
};

Deno.test("learnedPhysics() is of the scan that was trained on, and of no other", () => {
  assertEquals(learnedPhysics(trained, "sha256:other"), NOTHING_LEARNED);
  assertEquals(learnedPhysics({ ...trained, weights: new Map() }, scan.digest), NOTHING_LEARNED);
  const { probe } = learnedPhysics(trained, scan.digest);
  assertEquals([probe?.length, probe?.[1]?.im[7]], [2, noise(8192, "im")[4096 + 7]]);
});

Deno.test("withLearned() keeps the power of the probe under its mask", () => {
  const given = prepareSamples(scan, payload, { seed: 1 });
  assertStrictEquals(withLearned(given, NOTHING_LEARNED).probe, given.probe);
  const learned = learnedPhysics(trained, scan.digest);
  const samples = withLearned(given, learned);
  const underMask = (probe: typeof given.probe): number =>
    modeIntensity(probe).reduce((sum, value, p) => sum + value * (given.probeMask[p] ?? 0) ** 2, 0);
  assertAlmostEquals(underMask(samples.probe) / underMask(given.probe), 1, 1e-5);
  const [strong, weak] = samples.probe.map(modePower);
  assert((strong ?? NaN) > (weak ?? NaN) && samples.probe.length === 2);
});
