import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { isReadable, readReportedRun } from "../../../recon/report/reading/reported_run.ts";
import { runLosses } from "../../../recon/report/sections/losses.ts";
import { runNames } from "../../../recon/report/reading/run_names.ts";
import { thinnedEpochs } from "../../../recon/report/reading/thinned_epochs.ts";
import { binnedReconstruction } from "../../../recon/report/reading/binned_reconstruction.ts";
import { halfScansSection } from "../../../recon/report/sections/evaluation.ts";
import type { RunEpoch } from "../../../run/read_metrics.ts";
import { sharedTempDir, withTempDir } from "../../data/temp_dir.ts";
import { PIXEL, wave, whole } from "../figures/small_data.ts";
import { makeRun } from "./made_run.ts";

const DIRECTORY = sharedTempDir();

Deno.test("readReportedRun() gives what the files of a run hold", async () => {
  const directory = `${DIRECTORY.path}/whole`;
  await makeRun(directory, { side: 50 });
  const run = await readReportedRun(`${directory}/`, { side: 20 });
  assertEquals([run.name, run.problems, run.epochCount], ["whole", [], 4]);
  assertEquals(run.best, { metric: "poisson_val_loss", epoch: 2, value: 0.25 });
  const [image] = run.images;
  assertEquals([image?.path, image?.size, image?.bin], ["image/reconstruction.npz", { height: 50, width: 50 }, 3]);
  assertEquals(image?.reconstruction.pixelSize?.height, 3 * PIXEL.height);
  assertEquals(run.checkpoints, ["last.safetensors"]);
  assertEquals(run.files.find(({ path }) => path === "checkpoints/last.safetensors")?.bytes, 0);
  assertEquals(run.products.map(({ path }) => path), ["image/reconstruction.npz"]);
});

Deno.test("readReportedRun() gives what evaluate wrote of a run's image, and tells of what it did not write", async () => {
  const directory = `${DIRECTORY.path}/evaluated`;
  await makeRun(directory, { evaluated: true, side: 40 });
  const path = `${directory}/image/metrics.json`;
  const { evaluations: [evaluation], problems } = await readReportedRun(directory);
  const { amplitude, phase, frc, pixelSize } = JSON.parse(await Deno.readTextFile(path));
  assertEquals([evaluation, problems], [{ path: "image/metrics.json", amplitude, phase, frc, pixelSize }, []]);
  assert((evaluation?.phase.correlation ?? NaN) > 0.5);
  for (const text of ["[]", '{"amplitude": {"mae": "<b>"}}', "{", ""]) {
    await Deno.writeTextFile(path, text);
    const damaged = await readReportedRun(directory);
    assertEquals(damaged.evaluations, []);
    assert(damaged.problems.every((problem) => problem.startsWith(`Cannot read ${path} as it is no`)), text);
    assertEquals(damaged.problems.length, 1);
  }
  await Deno.remove(path);
  assertEquals((await readReportedRun(directory)).problems, []);
});

Deno.test("readReportedRun() gives what half scans of a network resolve, which its report shows", async () => {
  const directory = `${DIRECTORY.path}/halved`;
  await makeRun(directory, {});
  const none = await readReportedRun(directory);
  assertEquals([none.halfScans, halfScansSection.content(none)], [null, null]);
  const frc = {
    curve: [1, 0.9, 0.4, 0.1],
    side: 8,
    frc50: 1.8,
    frc1over7: 2.8,
    resolution50: 4.4,
    resolution1over7: 2.9,
  };
  const half = { frc, pixelSize: { height: 1e-8, width: 1e-8 } };
  await Deno.writeTextFile(`${directory}/half_scans.json`, JSON.stringify({ ...half, kind: "network" }));
  const run = await readReportedRun(directory);
  assertEquals([run.halfScans, run.problems], [half, []]);
  assertStringIncludes(String(halfScansSection.content(run)), "By 1/2: 41.6 nm");
});

Deno.test("readReportedRun() gives the diagnostics of an image, and finds what looks wrong by them", async () => {
  const directory = `${DIRECTORY.path}/diagnosed`;
  await makeRun(directory, { diagnosed: true });
  const { images: [image], problems } = await readReportedRun(directory, { side: 10 });
  assertEquals([problems, [...image?.diagnostics?.patterns.residuals ?? []]], [[], [0.5, 0.1, 0.3, 0.2, 0.4, 0.6]]);
  const found = image?.findings?.map(({ code, severity }) => `${code}: ${severity}`);
  assertEquals(found, ["flat-patches: problem", "broad-probe: hint"]);
  const path = `${directory}/image/diagnostics.npz`;
  await Deno.writeFile(path, (await Deno.readFile(path)).subarray(0, 500));
  const damaged = await readReportedRun(directory);
  assertEquals([damaged.images.length, damaged.images[0]?.diagnostics, damaged.images[0]?.findings], [1, null, null]);
  assert(damaged.problems.length === 1 && damaged.problems[0]?.includes(path), damaged.problems.join("\n"));
});

Deno.test("readReportedRun() takes the greatest value for the best where the run does", async () => {
  const directory = `${DIRECTORY.path}/greatest`;
  await makeRun(directory, { sections: { execution: { checkpointMode: "max" } }, side: 0 });
  const run = await readReportedRun(directory);
  assertEquals(run.best?.epoch, 0);
  assertMatch(runLosses(run).svg, />best: epoch 1, /);
});

Deno.test("readReportedRun() tells by its name of every file that is damaged, and reads the others", async (t) => {
  const names = ["run.json", "metrics.csv", "payload.json", "image/reconstruction.npz"];
  const damages: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
    "cut in half": (bytes) => bytes.subarray(0, bytes.length / 2),
    "empty": () => new Uint8Array(),
    "one byte": () => Uint8Array.of(0x7b),
    "other bytes": (bytes) => bytes.map((_, index) => (37 * index) % 256),
  };
  for (const name of names) {
    for (const [damage, damaged] of Object.entries(damages)) {
      await t.step(`${name}: ${damage}`, async () => {
        await withTempDir(async (directory) => {
          await makeRun(directory);
          const bytes = await Deno.readFile(`${directory}/${name}`);
          await Deno.writeFile(`${directory}/${name}`, damaged(bytes));
          const run = await readReportedRun(directory);
          // A log that is cut short, or empty, is that of a run that goes on.
          const isLog = name === "metrics.csv" && damage !== "other bytes";
          if (isLog) assert(run.epochCount < 4);
          else {assert(
              run.problems.some((problem) => problem.includes(`${directory}/${name}`)),
              run.problems.join("\n"),
            );}
          assert(isReadable(run));
          assertEquals(run.problems.filter((problem) => problem.includes("\n")), []);
        });
      });
    }
  }
});

Deno.test("readReportedRun() throws for nothing that stands in the place of a file", async (t) => {
  for (const name of ["run.json", "metrics.csv", "payload.json", "products.jsonl"]) {
    await t.step(`a directory ${name}`, async () => {
      await withTempDir(async (directory) => {
        await makeRun(directory);
        await Deno.remove(`${directory}/${name}`);
        await Deno.mkdir(`${directory}/${name}`);
        const { problems } = await readReportedRun(directory);
        assert(problems.some((problem) => problem.includes(name)), problems.join("\n"));
      });
    });
  }
  const missing = await readReportedRun(`${DIRECTORY.path}/missing`);
  assertEquals(isReadable(missing), false);
  assertStringIncludes(missing.problems.join(), "there is no such directory");
  await Deno.mkdir(`${DIRECTORY.path}/empty`);
  assertEquals(isReadable(await readReportedRun(`${DIRECTORY.path}/empty`)), false);
});

Deno.test("runNames() gives names that tell runs apart, as short as can be", async () => {
  assertEquals(await runNames(["runs/a", "runs/b/", "./b"]), ["a", "runs/b", "b"]);
  assertEquals(await runNames(["x/1/run", "x/2/run", "y/2/run"]), ["1/run", "x/2/run", "y/2/run"]);
  assertEquals(await runNames(["a\\run", "a/run/"]), ["run", "run"]);
  await Deno.mkdir(`${DIRECTORY.path}/here/run`, { recursive: true });
  assertEquals(await runNames([`${DIRECTORY.path}/here/run/..`]), ["here"]);
  const part = fc.constantFrom("a", "b", "c");
  const paths = fc.uniqueArray(fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/")));
  await fc.assert(fc.asyncProperty(paths, async (directories) => {
    const names = await runNames(directories);
    assertEquals(new Set(names).size, directories.length);
    assert(directories.every((directory, index) => directory.endsWith(names[index] ?? "?")));
  }));
});

function epoch(index: number, metrics: RunEpoch["metrics"]): RunEpoch {
  const unknown = { learningRate: null, seconds: null, patternsPerSecond: null, stepMs: null };
  return { epoch: index, step: index, metrics, stage: 0, physicsWeight: null, gradNorm: null, ...unknown };
}

Deno.test("thinnedEpochs() keeps the least and the greatest of every loss, the ends, and the order", () => {
  const value = fc.option(fc.float({ noNaN: false }), { freq: 5 });
  const lists = fc.array(fc.record({ a: value, b: value }), { maxLength: 300 });
  fc.assert(fc.property(lists, fc.integer({ min: 6, max: 60 }), (losses, most) => {
    const epochs = losses.map((metrics, index) => epoch(index, metrics));
    const thin = thinnedEpochs(epochs, most);
    assert(thin.length <= Math.max(most, 0) || thin.length === epochs.length && thin.length <= most);
    assertEquals([thin[0], thin.at(-1)], [epochs[0], epochs.at(-1)]);
    assertEquals(thin.map(({ epoch }) => epoch), thin.map(({ epoch }) => epoch).toSorted((x, y) => x - y));
    for (const name of ["a", "b"] as const) {
      const range = (list: readonly RunEpoch[]): readonly number[] => {
        const known = list.map(({ metrics }) => metrics[name] ?? NaN).filter(Number.isFinite);
        return [Math.min(...known), Math.max(...known)];
      };
      assertEquals(range(thin), range(epochs));
    }
  }));
});

Deno.test("thinnedEpochs() has room for runs that measured nothing", () => {
  const epochs = Array.from({ length: 5000 }, (_, index) => epoch(index, {}));
  const { length } = thinnedEpochs(epochs);
  assert(length > 100 && length <= 2000, String(length));
});

Deno.test("binnedReconstruction() averages what is covered, and its pixels lie where the old ones lay", () => {
  const object = wave(4, 5, (row, column) => [row + 10 * column, 0]);
  const mask = new Uint8Array(20).fill(1);
  mask[0] = 0;
  mask[4] = mask[9] = 0;
  const { object: small, mask: covered, origin, pixelSize } = binnedReconstruction(
    { ...whole(object), mask, origin: { y: 10, x: -4 }, pixelSize: PIXEL },
    2,
  );
  assertEquals([small.height, small.width, [...covered]], [2, 3, [1, 1, 0, 1, 1, 1]]);
  assertEquals([small.re[0], small.re[1], small.re[2]].map((value) => Math.round(3 * (value ?? NaN))), [22, 77, 0]);
  // The centre of the first new pixel is between the first two old ones: 10.5 old pixels are 5.25 new ones.
  assertEquals(origin, { y: 5.25, x: -1.75 });
  assertEquals(pixelSize, { height: 2 * PIXEL.height, width: 2 * PIXEL.width });
});
