import { assert, assertAlmostEquals, assertEquals, assertStrictEquals } from "@std/assert";
import { createTrainingPayload } from "../../config/training_payload.ts";
import { modeIntensity, modePower } from "../../data/arrays/orthogonal_modes.ts";
import { readNpz } from "../../data/formats/read_npz.ts";
import { Random } from "../../data/random/random.ts";
import { prepareSamples } from "../../data/samples.ts";
import { simulateScan } from "../../data/simulation/simulate.ts";
import { boundedCorrection } from "../../model/physics/learned_positions.ts";
import { learnedPhysics, NOTHING_LEARNED, withLearned } from "../../recon/learned_physics.ts";
import type { Trained } from "../../recon/load_trained.ts";
import { positionCorrections, writePositions } from "../../recon/position_corrections.ts";
import { TempDir } from "../data/temp_dir.ts";

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
    ["physics.positions.x", { shape: [30], data: noise(30, "x").fill(0, 7, 8) }],
    ["physics.positions.y", { shape: [30], data: noise(30, "y").fill(100, 0, 1).fill(0, 7, 8) }],
  ]),
};

Deno.test("learnedPhysics() is of the scan that was trained on, and of no other", () => {
  assertEquals(learnedPhysics(trained, "sha256:other"), NOTHING_LEARNED);
  assertEquals(learnedPhysics({ ...trained, weights: new Map() }, scan.digest), NOTHING_LEARNED);
  const { probe, positions } = learnedPhysics(trained, scan.digest);
  assertEquals([probe?.length, probe?.[1]?.im[7]], [2, noise(8192, "im")[4096 + 7]]);
  // A shift of all patterns is left out but of one that was not learned; a value of 100 px stays within the bound.
  const sum = positions?.x.reduce((total, value) => total + value, 0) ?? NaN;
  assertEquals([positions?.x[7], positions?.y[7]], [0, 0]);
  assertAlmostEquals(sum, 0, 1e-9);
  const y = noise(30, "y");
  const difference = boundedCorrection(100, payload.model.positionsBound) -
    boundedCorrection(y[1] ?? NaN, payload.model.positionsBound);
  assertAlmostEquals((positions?.y[0] ?? NaN) - (positions?.y[1] ?? NaN), difference, 1e-6);
});

Deno.test("withLearned() moves patterns and groups, and keeps the power of the probe under its mask", () => {
  const given = prepareSamples(scan, payload, { seed: 1 });
  assertStrictEquals(withLearned(given, NOTHING_LEARNED).probe, given.probe);
  const learned = learnedPhysics(trained, scan.digest);
  const samples = withLearned(given, learned);
  const number = given.patterns.numbers[4] ?? NaN;
  assertAlmostEquals(
    samples.patterns.x[4] ?? NaN,
    (scan.x[number] ?? NaN) + (learned.positions?.x[number] ?? NaN),
    1e-9,
  );
  const [first = 0, second = 0] = samples.members;
  const apart = (samples.patterns.y[second] ?? NaN) - (samples.patterns.y[first] ?? NaN);
  assertAlmostEquals((samples.offsets[3] ?? NaN) - (samples.offsets[1] ?? NaN), apart, 1e-4);
  const underMask = (probe: typeof given.probe): number =>
    modeIntensity(probe).reduce((sum, value, p) => sum + value * (given.probeMask[p] ?? 0) ** 2, 0);
  assertAlmostEquals(underMask(samples.probe) / underMask(given.probe), 1, 1e-5);
  const [strong, weak] = samples.probe.map(modePower);
  assert((strong ?? NaN) > (weak ?? NaN) && samples.probe.length === 2);
});

Deno.test("positionCorrections() tells a turn and a scale of all patterns from what each has of its own", () => {
  const [x, y] = [noise(40, "columns").map((v) => 50 * v), noise(40, "rows").map((v) => 500 + 30 * v)].map((axis) =>
    Float64Array.from(axis)
  ) as [Float64Array, Float64Array];
  const numbers = Int32Array.from({ length: 40 }, (_, k) => k);
  const moved = {
    numbers,
    x: x.map((column, k) => 3 + 1.02 * column - 0.01 * (y[k] ?? NaN)),
    y: y.map((row, k) => -7 + 0.97 * row + 0.01 * (x[k] ?? NaN)),
  };
  const { affine: [[xx, xy], [yx, yy]], rms, rmsOfOwn, greatest } = positionCorrections({ x, y }, moved);
  const expected: [number, number][] = [[xx, 0.02], [xy, -0.01], [yx, 0.01], [yy, -0.03]];
  for (const [found, made] of expected) assertAlmostEquals(found, made, 1e-9);
  assertAlmostEquals(rmsOfOwn, 0, 1e-9);
  assert(greatest >= rms && rms > 0.5);
  const own = { ...moved, x: x.map((column, k) => column + (k % 2 ? 1 : -1)), y };
  const told = positionCorrections({ x, y }, own);
  assertAlmostEquals(told.rms, 1, 1e-2);
  assertAlmostEquals(told.greatest, 1, 1e-9);
  // Along a line nothing is told of the other direction.
  const line = { x, y: new Float64Array(40) };
  const { affine } = positionCorrections(line, { numbers, x: x.map((column) => 1.5 * column), y: line.y });
  assertAlmostEquals(affine[0][0], 0.5, 1e-9);
  assertEquals([affine[0][1], affine[1]], [0, [0, 0]]);
});

Deno.test("writePositions() writes where patterns lie, by the names that scans have", async () => {
  await using space = new TempDir();
  const { patterns } = withLearned(prepareSamples(scan, payload, { seed: 1 }), learnedPhysics(trained, scan.digest));
  const arrays = await readNpz(await writePositions(space.path, scan, patterns));
  assertEquals([...arrays.keys()].sort(), [
    ...["affine", "frame_indices", "xcoords", "xcoords_start", "ycoords", "ycoords_start"],
  ]);
  const x = arrays.get("xcoords");
  assert(x?.kind === "real");
  assertEquals([...x.data], [...patterns.x]);
});
