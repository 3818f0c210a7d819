import { assert, assertEquals, assertMatch } from "@std/assert";
import { decode } from "fast-png";
import {
  createTrainingPayload,
  inspectScan,
  openNpz,
  parsePayload,
  readCheckpoint,
  simulateScan,
  writeScan,
} from "@exitwave/exitwave";
import { withTempDir } from "../data/temp_dir.ts";
import { exitwave, exitwaveEach, TINY, tinyWith } from "./program.ts";

Deno.test("simulate, train, infer and evaluate leave behind what the documentation promises", async (t) => {
  await withTempDir(async (cwd) => {
    await t.step("simulate writes a scan", async () => {
      const args = [
        "--output",
        "scan.npz",
        "--patterns",
        "24",
        "--patch-size",
        "64",
        "--photons",
        "2e4",
        "--seed",
        "3",
      ];
      const { code, stdout, stderr } = await exitwave(cwd, ["simulate", ...args, "--json"]);
      assertEquals([code, stderr], [0, ""]);
      const facts = { path: "scan.npz", count: 24, patchSize: 64, photons: 2e4, seed: 3 };
      assertEquals(JSON.parse(stdout), facts);
      assertEquals(await inspectScan(`${cwd}/scan.npz`), {
        count: 24,
        patchSize: 64,
        photons: 2e4,
        measurement: "amplitude",
      });
    });

    await t.step("train writes a run", async () => {
      const args = ["--train_data_file", "scan.npz", "--output_dir", "run", ...tinyWith("--max-epochs", "2")];
      const { code, stdout, stderr } = await exitwave(cwd, ["train", ...args]);
      assertEquals(code, 0, stderr);
      assertMatch(
        stdout,
        /^finished after 2 epochs and 2 steps in [\d.]+ s, \S+ patterns\/s\nbest poisson_val_loss .*\nrun: run\nbest: run\/checkpoints\/epoch=/,
      );
      const epochs = stderr.split("\n").filter((line) => line.startsWith("epoch"));
      assertEquals(epochs.map((line) => line.slice(0, 9)), ["epoch 1/2", "epoch 2/2"]);
      await checkRun(`${cwd}/run`);
    });

    await t.step("train refuses the directory of a run, and replaces it with --overwrite, on --threads", async () => {
      const line = ["train", "--train-data-file", "scan.npz", "--output-dir", "run", ...TINY, "--quiet"];
      const refused = await exitwave(cwd, line);
      assertEquals([refused.code, refused.stdout], [1, ""]);
      assertMatch(
        refused.stderr,
        /^error: Cannot start a run in run as it already holds one: .*overwrite it \(--overwrite\)\n$/,
      );
      const replaced = await exitwave(cwd, [...line, "--overwrite", "--threads", "3"]);
      assertEquals(replaced, { code: 0, stdout: "", stderr: "" });
      const { epochs, accelerator } = await readJson(`${cwd}/run/run.json`);
      assertEquals(epochs, 1);
      assertMatch(JSON.stringify(accelerator), /"adapter":"3 threads, WebAssembly /);
    });

    await t.step("infer writes a reconstruction and its figures", async () => {
      const args = [
        "--model-path",
        "run",
        "--test-data-file",
        "scan.npz",
        "--output-dir",
        "out",
        "--accelerator",
        "cpu",
        "--no-results",
      ];
      const { code, stdout, stderr } = await exitwave(cwd, ["infer", ...args, "--json", "--quiet"]);
      assertEquals([code, stderr], [0, ""]);
      const { patterns, height, width, pixelSize, checkpoint, files } = JSON.parse(stdout);
      assertEquals([pixelSize.height.toPrecision(6), pixelSize.width], ["1.00000e-8", pixelSize.height]);
      assertEquals(patterns, 24);
      assertMatch(checkpoint, /^run\/checkpoints\/epoch=00-poisson_val=.*\.safetensors$/);
      await checkReconstruction(`${cwd}/${files.reconstruction}`, [height, width]);
      for (const name of ["reconstructed_amplitude.png", "reconstructed_phase.png"]) {
        const image = decode(await Deno.readFile(`${cwd}/out/${name}`));
        assert(image.width >= width && image.height >= height, `${name} is ${image.width} × ${image.height}`);
        assert(new Set(image.data).size > 2, `${name} is blank`);
      }
    });

    await t.step("infer lists every file that it writes", async () => {
      const paths = ["--model-path", "run", "--test-data-file", "scan.npz", "--output-dir", "told", "--results"];
      const { code, stdout } = await exitwave(cwd, ["infer", ...paths, "--log-patch-stats", "--inference-debug"]);
      assertEquals(code, 0);
      const written = await Array.fromAsync(Deno.readDir(`${cwd}/told`), ({ name }) => name);
      const debug = await Array.fromAsync(Deno.readDir(`${cwd}/told/debug`), ({ name }) => `debug/${name}`);
      const names = [...written.filter((name) => name !== "debug"), ...debug].map((name) => `told/${name}`);
      assertEquals([names.length, stdout.trimEnd().split("\n").slice(1).sort()], [12, names.sort()]);
    });

    await t.step("infer says that workers are for training", async () => {
      const paths = ["--model-path", "run", "--test-data-file", "scan.npz", "--output-dir", "dry"];
      const { code, stderr } = await exitwave(cwd, ["infer", ...paths, "--num-workers", "2", "--dry-run"]);
      const warning = "warning: execution.workers = 2 has no effect as only a training reads it\n";
      assertEquals([code, stderr], [0, warning]);
    });

    await t.step("evaluate compares it with the object of the scan, and writes the metrics", async () => {
      const { code, stdout } = await exitwave(cwd, ["evaluate", "out", "scan.npz", "--output-dir", "out", "--json"]);
      assertEquals(code, 0);
      const evaluation = JSON.parse(stdout);
      assert(Number.isFinite(evaluation.amplitude.mae) && Number.isFinite(evaluation.phase.ssim));
      assertEquals(await readJson(`${cwd}/out/metrics.json`), evaluation);
      const [head, ...rows] = (await Deno.readTextFile(`${cwd}/out/frc.csv`)).trimEnd().split("\n");
      assertEquals([head, rows.length], ["radius,frequency_per_px,frc", evaluation.frc.curve.length]);
      const table = await exitwave(cwd, [
        "evaluate",
        "--reconstruction",
        "out/reconstruction.npz",
        "--truth",
        "scan.npz",
      ]);
      assertMatch(
        table.stdout,
        /amplitude +phase \(rad\)\ncorrelation .*\nMAE .*\nPSNR .*\nSSIM .*\nMS-SSIM .*\npeak of PSNR.*\nFRC 1\/2 .*\nresolution \(full period\) \S+ nm by FRC 1\/2, \S+ nm by 1\/7, with pixels of 10 nm\n/,
      );
    });
  });
});

// --- internal ---

async function readJson(path: string): Promise<Record<string, unknown>> {
  return JSON.parse(await Deno.readTextFile(path));
}

async function checkRun(run: string): Promise<void> {
  const payload = parsePayload(await readJson(`${run}/payload.json`));
  assertEquals([payload.data.patchSize, payload.data.photons, payload.model.filterScale], [64, 2e4, 0.125]);
  const photons = payload.overrides.find(({ path }) => path === "data.photons");
  assertEquals(photons?.source, "dataset");

  const record = await readJson(`${run}/run.json`);
  assertEquals([record.exitReason, record.epochs, record.steps, record.error], ["finished", 2, 2, null]);
  assertEquals([record.seed, record.fingerprints], [42, payload.fingerprints]);
  assertEquals(Object.keys(record.versions as object), ["exitwave", "deno", "tfjs"]);
  assertMatch(JSON.stringify(record.data), /"path":"scan.npz","digest":"sha256:[0-9a-f]{64}"/);

  const [head, ...rows] = (await Deno.readTextFile(`${run}/metrics.csv`)).trimEnd().split("\n");
  const first = "epoch,step,learning_rate,poisson_train_loss,poisson_val_loss,seconds,stage,physics_weight";
  assertEquals(head, `${first},patterns_per_second,step_ms`);
  assertEquals(rows.map((row) => row.split(",").slice(0, 3)), [["0", "1", "0.001"], ["1", "2", "0.001"]]);

  const names = [...Deno.readDirSync(`${run}/checkpoints`)].map(({ name }) => name).sort();
  assertEquals(names, [record.bestCheckpoint, "last.safetensors"]);
  const last = await readCheckpoint(`${run}/checkpoints/last.safetensors`);
  assertEquals(last.payload, payload);
}

async function checkReconstruction(path: string, shape: readonly number[]): Promise<void> {
  using file = await openNpz(path);
  assertEquals([...file.keys].sort(), ["mask", "object", "origin", "pixel_size_m"]);
  const object = await file.read("object");
  const mask = await file.read("mask");
  const origin = await file.read("origin");
  assertEquals([object.dtype, object.shape], ["c8", shape]);
  assertEquals([mask.dtype, mask.shape], ["u1", shape]);
  assertEquals([origin.dtype, origin.shape], ["f8", [2]]);
  assert(
    mask.kind === "real" && mask.data.every((value) => value === 0 || value === 1) &&
      mask.data.some((value) => value === 1),
  );
}

Deno.test("train --json has every warning of the training, those of the data and of resuming too", async () => {
  await withTempDir(async (cwd) => {
    await writeScan(`${cwd}/scan.npz`, simulateScan({ patterns: 4 }));
    const train = ["train", "--train-data-file", "scan.npz", "--output-dir", "run", "--json", ...TINY];
    const { code, stdout, stderr } = await exitwave(cwd, [...train, "--accumulate", "9", "--prefetch", "3"]);
    assertEquals(code, 0, stderr);
    const { warnings } = JSON.parse(stdout) as { warnings: string[] };
    assertEquals(warnings.map((warning) => warning.split(" = ")[0]), ["execution.prefetch", "training.accumulate"]);
    for (const warning of warnings) assertEquals(stderr.split(`warning: ${warning}\n`).length, 2, stderr);
  });
});

Deno.test("train --dry-run --json prints the payload and does nothing else", async () => {
  await withTempDir(async (cwd) => {
    await exitwave(cwd, ["simulate", "--output", "scan.npz", "--patterns", "4", "--patch-size", "128"]);
    const args = ["--train-data-file", "scan.npz", "--n_filters_scale", "0.5", "--set", "training.seed=7", "--dry_run"];
    const [result] = await exitwaveEach(cwd, [["train", ...args, "--json"]]);
    assert(result);
    assertEquals([result.code, result.stderr, result.tensorflow], [0, "", false]);
    const expected = createTrainingPayload({}, {
      override: { training: { seed: 7 } },
      flag: { data: { scan: "scan.npz" }, model: { filterScale: 0.5 } },
      dataset: { data: { patchSize: 128, photons: 1e5, measurement: "amplitude" } },
    });
    assertEquals(JSON.parse(result.stdout) as unknown, expected);
    assertEquals([...Deno.readDirSync(cwd)].map(({ name }) => name), ["scan.npz"]);
  });
});
