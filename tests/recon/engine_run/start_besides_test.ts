/** What an engine begins with beside image and probe: positions, a background, eigenprobes. */
import { assertAlmostEquals, assertEquals, assertGreater } from "@std/assert";
import fc from "fast-check";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import type { EngineInput } from "../../../config/fields/engine_input.ts";
import { createReconstructionPayload } from "../../../config/reconstruction_payload.ts";
import { openArrays } from "../../../data/formats/open/open_arrays.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { writeScan } from "../../../data/writing/write_scan.ts";
import { readStartFile } from "../../../recon/engine_run/start_file.ts";
import { reconstruct } from "../../../recon/engine_run/reconstruct.ts";
import type { ReconstructOptions } from "../../../recon/engine_run/reconstruct_options.ts";
import type { ReconstructResult } from "../../../recon/engine_run/reconstruct_result.ts";
import { writeReconstruction } from "../../../recon/write_reconstruction.ts";
import { sharedTempDir } from "../../data/temp_dir.ts";

const objectPixel = { height: 8e-9, width: 9e-9 };
const plain = simulateScan({ patchSize: 32, patterns: 25, photons: 1e6, seed: 2 });
const made = { ...plain, experiment: { ...plain.experiment, objectPixel } };
const space = sharedTempDir();
const accelerator = await selectAccelerator("cpu", { threads: 1 });

Deno.test.beforeAll(async () => {
  await writeScan(`${space.path}/scan.npz`, made);
  await writeScan(`${space.path}/other.npz`, { ...made, provenance: "the same places, another file" });
});

/** Every pattern at once, so that the residuals of an iteration are of what it begins with. */
const ALONE: EngineInput = { batchSize: 25, iterations: 1, probeStart: 1, probeMomentum: 0 };

async function run(
  engine: EngineInput,
  scan = "scan.npz",
  options: ReconstructOptions = {},
): Promise<ReconstructResult> {
  const payload = createReconstructionPayload({
    data: { scan: `${space.path}/${scan}` },
    engine: { ...ALONE, ...engine },
    execution: { outputDir: `${space.path}/${crypto.randomUUID()}` },
  });
  return await reconstruct(payload, { accelerator, ...options });
}

/** An array of the image that a run wrote; of complex ones the parts. */
async function read({ directory }: Pick<ReconstructResult, "directory">, key: string): Promise<number[]> {
  await using file = await openArrays(`${directory}/reconstruction.npz`);
  const array = await file.read(key);
  return array.kind === "real"
    ? Array.from(array.data, Number)
    : array.kind === "complex"
    ? [...array.re, ...array.im]
    : [];
}

function rFactor({ iterations }: ReconstructResult, iteration: number): number {
  return iterations[iteration]?.rFactor ?? NaN;
}

Deno.test("reconstruct() begins with positions, background and eigenprobes of a run of the same scan", async () => {
  const found = { positionStart: 0, backgroundStart: 0, probeVariation: 2, probeStart: 0 };
  const before = await run({ ...found, iterations: 5, product: true, cxi: true });
  const further = await run({ ...found, iterations: 6 });
  // None of them moves any more.
  const fixed = { positionStart: null, backgroundStart: 9, probeVariation: 2, probeStart: 9 };
  const again = await run({ ...fixed, start: before.directory });
  assertAlmostEquals(rFactor(again, 0), rFactor(further, 5), 1e-4);
  assertEquals(again.start?.taken.map((text) => text.replace(/, .*/, "")), [
    ...["image", "probe", "positions", "background", "eigenprobes"],
  ]);
  const all = ["xcoords", "ycoords", "background", "eigenprobes", "probe_coefficients"];
  for (const key of all) assertEquals(await read(again, key), await read(before, key), key);
  assertEquals(again.positions, before.positions);
  const record = JSON.parse(await Deno.readTextFile(`${again.directory}/run.json`));
  assertEquals([record.data.start, record.positions], [again.start, before.positions]);
  // In metres, of the same numbers and of the same order.
  for (const start of [before.files.product, before.files.cxi]) {
    const { directory, start: begun } = await run({ ...fixed, start: start ?? "" });
    assertEquals(begun?.taken.map((text) => text.replace(/, .*/, "")), ["image", "probe", "positions"]);
    const [x, other] = [await read({ directory }, "xcoords"), await read(before, "xcoords")];
    x.forEach((at, k) => assertAlmostEquals(at, other[k] ?? NaN, 1e-6));
  }
  // As another program's, which no run is beside, for a scan that no run was of.
  await Deno.copyFile(before.files.product ?? "", `${space.path}/alone.h5`);
  const alone = await run({ ...fixed, start: `${space.path}/alone.h5` }, "other.npz");
  assertEquals([alone.start?.taken.length, alone.positions?.rms.toFixed(6)], [3, before.positions?.rms.toFixed(6)]);
  // What is not asked for is left, and said to be.
  const plain = await run({ start: before.directory });
  assertEquals(plain.start?.taken.length, 3);
  assertEquals(plain.warnings.filter((warning) => warning.includes("is not begun with")), [
    `the background of ${before.files.reconstruction} is not begun with: engine.backgroundStart says that there is one`,
    `how the probe differs from shot to shot of ${before.files.reconstruction} is not begun with: ` +
    "engine.probeVariation from 1 to 2 takes so many of its eigenprobes, where the probe moves",
  ]);
  // Another scan of the same places, and patterns that the run did not have.
  const other = await run({ ...fixed, start: before.directory }, "other.npz");
  assertEquals([other.start?.taken, other.positions, other.files.positions], [["image", "probe"], null, undefined]);
});

Deno.test("reconstruct() goes on to the bit with a run that began with corrected positions, of other patterns too", async () => {
  const before = await run({ iterations: 6, positionStart: 0, heldOut: 0.2 });
  const engine = { start: before.directory, iterations: 3, batchSize: 5 };
  const whole = await run(engine);
  const stop = { name: "stop", onIterationEnd: (): "stop" => "stop" };
  const halted = await run(engine, "scan.npz", { callbacks: [stop] });
  const payload = createReconstructionPayload({
    data: { scan: `${space.path}/scan.npz` },
    engine: { ...ALONE, ...engine },
    execution: { outputDir: halted.directory },
  });
  const rest = await reconstruct(payload, { accelerator, resume: halted.directory });
  assertEquals([halted.iterations.length, rest.iterations.length], [1, 3]);
  assertEquals(await Deno.readFile(rest.files.reconstruction), await Deno.readFile(whole.files.reconstruction));
  assertEquals([rest.start, rest.positions], [whole.start, whole.positions]);
  // Patterns that were held out are where the scan has them, the others where they were found.
  const [numbers, found] = [await read(before, "frame_indices"), await read(before, "xcoords")];
  const expected = Array.from(made.x, (at, k) => numbers.includes(k) ? found[numbers.indexOf(k)] : at);
  assertEquals(await read(whole, "xcoords"), expected);
  assertGreater(before.positions?.rms ?? 0, 0.01);
});

Deno.test("readStartFile() has positions by their numbers, whichever patterns a run had and whichever are begun with", async () => {
  const { directory, reconstruction } = await run({});
  const { digest } = JSON.parse(await Deno.readTextFile(`${directory}/run.json`)).data.scan;
  const some = fc.subarray(Array.from(made.x, (_, k) => k), { minLength: 1 });
  const offset = fc.double({ min: -20, max: 20, noNaN: true });
  await fc.assert(
    fc.asyncProperty(some, some, fc.array(offset, { minLength: 25, maxLength: 25 }), async (had, wanted, off) => {
      const at = (axis: Float64Array, numbers: readonly number[]): Float64Array =>
        Float64Array.from(numbers, (k) => axis[k] ?? NaN);
      const found = (axis: Float64Array): Float64Array => axis.map((value, k) => value + (off[k] ?? NaN));
      const { x, y } = made, numbers = Int32Array.from(had);
      const patterns = { x: at(found(x), had), y: at(found(y), had), numbers };
      await writeReconstruction(`${directory}/reconstruction.npz`, reconstruction, { patterns });
      const { positions } = await readStartFile(directory, {
        ...{ ...made, digest, x: at(x, wanted), y: at(y, wanted), numbers: Int32Array.from(wanted) },
      });
      const expected = (axis: Float64Array): number[] =>
        wanted.map((k) => (had.includes(k) ? found(axis)[k] : axis[k]) ?? NaN);
      assertEquals([[...positions?.x ?? []], [...positions?.y ?? []]], [expected(x), expected(y)]);
    }),
    { numRuns: 20 },
  );
});
