/** A payload as a source of another run: all its fields, and nothing of the scan's. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import {
  createTrainingPayload,
  type Fingerprints,
  fit,
  parsePayload,
  simulateScan,
  type TrainingPayload,
  writeScan,
} from "@exitwave/exitwave";
import { withTempDir } from "../data/temp_dir.ts";
import { exitwave, exitwaveEach, type FinishedLine, TINY } from "./program.ts";

interface Payload {
  readonly data: Readonly<Record<string, unknown>>;
  readonly training: Readonly<Record<string, unknown>>;
  readonly execution: Readonly<Record<string, unknown>>;
  readonly fingerprints: Fingerprints;
  readonly overrides: readonly {
    readonly path: string;
    readonly value: unknown;
    readonly source: string;
    readonly isDefault: boolean;
    readonly replaced: readonly unknown[];
  }[];
}

function payloadOf(result: FinishedLine | undefined): Payload {
  assertEquals(result?.code, 0, result?.stderr);
  return JSON.parse(result?.stdout ?? "");
}

/** A run of the library in `run`: of a payload that was read from a file, which asks the scan nothing. */
async function runOfScript(cwd: string, training = { maxSteps: 1 } as object): Promise<void> {
  await writeScan(`${cwd}/scan.npz`, simulateScan({ patchSize: 64, patterns: 6, photons: 1e6 }));
  const payload = createTrainingPayload({
    data: { scan: `${cwd}/scan.npz` },
    model: { filterScale: 0.125 },
    training: { epochs: 1, batchSize: 2, ...training },
    execution: { outputDir: `${cwd}/run`, accelerator: "cpu" },
  });
  await fit(parsePayload(JSON.parse(JSON.stringify(payload))) as TrainingPayload);
}

Deno.test("train --resume goes on with a run that a script began, and infers nothing from its scan", async () => {
  await withTempDir(async (cwd) => {
    await runOfScript(cwd);
    const [dry, more] = await exitwaveEach(cwd, [
      ["train", "--resume", "run", "--dry-run", "--json"],
      ["train", "--resume", "run", "--set", "training.maxSteps=null", "--quiet"],
    ]);
    const before: Payload = JSON.parse(JSON.stringify(payloadOf(dry)));
    assertEquals(before.data.photons, null);
    assertEquals([more?.code, more?.stderr], [0, ""]);
    const after: Payload = JSON.parse(await Deno.readTextFile(`${cwd}/run/payload.json`));
    assertEquals([after.data.photons, after.training.maxSteps], [null, null]);
    // The audit goes on: what the script set it has set, and the new value tells what it replaced.
    assertEquals(after.overrides.filter(({ path }) => path !== "training.maxSteps"), [
      ...before.overrides.filter(({ path }) => path !== "training.maxSteps"),
    ]);
    assertEquals(after.overrides.find(({ path }) => path === "training.maxSteps"), {
      path: "training.maxSteps",
      value: null,
      source: "override",
      isDefault: true,
      replaced: [{ value: 1, source: "config" }, { value: null, source: "default" }],
    });
  });
});

Deno.test("train --config payload.json is every field of it; flags change what they say, null too", async () => {
  await withTempDir(async (cwd) => {
    await writeScan(`${cwd}/scan.npz`, simulateScan({ patchSize: 64, patterns: 6, photons: 1e6 }));
    const payload = createTrainingPayload({ data: { scan: "scan.npz" }, training: { epochs: 3 } });
    await Deno.writeTextFile(`${cwd}/payload.json`, JSON.stringify(payload));
    await Deno.writeTextFile(`${cwd}/sections.json`, '{"data": {"scan": "scan.npz"}}');
    const dry = ["train", "--dry-run", "--json", "--config"];
    const [again, longer, inferred, unset, other, told] = await exitwaveEach(cwd, [
      [...dry, "payload.json"],
      [...dry, "payload.json", "--max-epochs", "5"],
      [...dry, "sections.json"],
      [...dry, "sections.json", "--set", "data.photons=null"],
      ["config", "show", "payload.json", "--json", "--train-data-file", "elsewhere.npz"],
      ["train", "--dry-run", "--config", "payload.json", "--max-epochs", "50"],
    ]);
    assertEquals(told?.stdout.trimEnd().split("\n").slice(1), [
      'data.scan = "scan.npz"  (config, over null by default)',
      "training.epochs = 50  (flag, over 3 from config, as by default)",
      'execution.outputDir = "runs/scan"  (derived, over "runs/exitwave" by default)',
      "network: 2.3 M parameters · 50 epochs of batches of 8 (6 patterns in scan.npz)",
    ]);
    assertEquals(payloadOf(again).fingerprints, payload.fingerprints);
    assertEquals([payloadOf(again).data.photons, payloadOf(longer).data.photons], [null, null]);
    assertEquals(payloadOf(longer).training.epochs, 5);
    assertEquals(payloadOf(inferred).data.photons, 1e6);
    assertEquals(payloadOf(unset).data.photons, null);
    assertEquals(payloadOf(unset).overrides.find(({ path }) => path === "data.photons"), {
      path: "data.photons",
      value: null,
      source: "override",
      isDefault: true,
      replaced: [{ value: 1e6, source: "dataset" }, { value: null, source: "default" }],
    });
    assertEquals([payloadOf(other).data.scan, payloadOf(other).data.photons], ["elsewhere.npz", null]);
  });
});

Deno.test("train --resume takes nothing beside it that it would have to ignore", async () => {
  await withTempDir(async (cwd) => {
    await runOfScript(cwd);
    const results = await exitwaveEach(cwd, [
      ["train", "--resume", "run", "--overwrite"],
      ["train", "--resume", "run", "--fast-dev-run"],
      ["train", "--resume", "run", "--overwrite=false", "--dry-run", "--quiet"],
    ]);
    const why = "as a run goes on where it stopped: leave it away\n";
    assertEquals(results.map(({ code, stderr }) => [code, stderr]), [
      [2, `error: Cannot resume run with --overwrite ${why}`],
      [2, `error: Cannot resume run with --fast-dev-run ${why}`],
      [0, ""],
    ]);
  });
});

Deno.test("train --resume takes a script beside the run, whose fields are set anew", async () => {
  await withTempDir(async (cwd) => {
    await runOfScript(cwd);
    await Deno.writeTextFile(`${cwd}/more.ts`, "export default { training: { maxSteps: 9 } };");
    const [more] = await exitwaveEach(cwd, [[
      "train",
      "--resume",
      "run",
      "--config",
      "more.ts",
      "--dry-run",
      "--json",
    ]]);
    const { training, overrides } = payloadOf(more);
    assertEquals([training.maxSteps, training.batchSize], [9, 2]);
    assertEquals(overrides.find(({ path }) => path === "training.maxSteps")?.replaced, [
      { value: 1, source: "config" },
      { value: null, source: "default" },
    ]);
  });
});

Deno.test("train --resume stays in its directory, whatever the configuration beside it says", async () => {
  await withTempDir(async (cwd) => {
    await runOfScript(cwd);
    await Deno.rename(`${cwd}/run`, `${cwd}/moved`);
    await Deno.writeTextFile(`${cwd}/other.json`, '{"execution": {"outputDir": "other"}}');
    const script = JSON.stringify({ execution: { outputDir: `${cwd}/run` }, training: { maxSteps: 9 } });
    await Deno.writeTextFile(`${cwd}/begun.json`, script);
    const resume = ["train", "--resume", "moved", "--dry-run", "--json", "--config"];
    const [other, named, begun] = await exitwaveEach(cwd, [
      [...resume, "other.json"],
      [...resume, "other.json", "--output-dir", "moved/"],
      [...resume, "begun.json"],
    ]);
    assertEquals([other?.code, other?.stderr], [
      2,
      "error: Cannot resume moved into other as a run stays in its directory: " +
      "take execution.outputDir out of other.json, or give --output-dir moved\n",
    ]);
    assertEquals(payloadOf(named).execution.outputDir, "moved/");
    assertEquals(payloadOf(begun).training.maxSteps, 9);
  });
});

Deno.test("a field that --set takes back is not looked up in what it wins over", async () => {
  await withTempDir(async (cwd) => {
    await runOfScript(cwd);
    const [explained, network, scan] = await exitwaveEach(cwd, [
      ["config", "explain", "--train-data-file", "scan.npz", "--set", "data.scan=null", "--json"],
      [
        "infer",
        "--model-path",
        "run",
        "--test-data-file",
        "scan.npz",
        "--output-dir",
        "o",
        "--set=inference.modelPath=none",
      ],
      ["infer", "--model-path", "run", "--test-data-file", "scan.npz", "--output-dir", "o", "--set", "inference.scan="],
    ]);
    const records: Payload["overrides"] = JSON.parse(explained?.stdout ?? "");
    assertEquals(records.map(({ path, value, source }) => [path, value, source]), [["data.scan", null, "override"]]);
    assertEquals([network?.code, network?.stderr], [
      2,
      "error: Cannot run infer as there is no trained network: write infer RUN [SCAN]\n",
    ]);
    assertEquals([scan?.code, scan?.stderr], [
      3,
      "error: Cannot create the inference payload as inference.scan (--test-data-file) must be a non-empty text, " +
      'or null (null takes the one that the network was trained on): current value is ""\n',
    ]);
  });
});

Deno.test("train --fast-dev-run writes beside the output directory, however that is written", async () => {
  await withTempDir(async (cwd) => {
    const directories = ["runs/a", "runs/a/", ".", "runs/..", "/"];
    const results = await exitwaveEach(
      cwd,
      directories.map((outputDir) => ["train", "--fast-dev-run", "--dry-run", "--json", "--output-dir", outputDir]),
    );
    const here = await Deno.realPath(cwd);
    assertEquals(results.map((result) => payloadOf(result).execution.outputDir), [
      ...["runs/a-fast-dev-run", "runs/a-fast-dev-run", `${here}-fast-dev-run`, `${here}-fast-dev-run`],
      "/-fast-dev-run",
    ]);
  });
});

Deno.test("train --fast-dev-run wins over --set, says so, and leaves the output directory free", async () => {
  await withTempDir(async (cwd) => {
    await writeScan(`${cwd}/scan.npz`, simulateScan({ patchSize: 64, patterns: 6, photons: 1e6 }));
    const line = ["train", "--train-data-file", "scan.npz", "--output-dir", "run", ...TINY];
    const fast = [...line, "--fast-dev-run", "--set", "training.epochs=5"];
    const [dry, first, second, real] = await exitwaveEach(cwd, [
      [...fast, "--dry-run", "--json"],
      [...fast, "--json"],
      [...line, "--fast-dev-run", "--quiet"],
      [...line, "--quiet"],
    ]);
    const { training, execution, overrides } = JSON.parse(dry?.stdout ?? "") as Payload;
    assertEquals([training.epochs, execution.outputDir], [1, "run-fast-dev-run"]);
    assertEquals(overrides.find(({ path }) => path === "training.epochs")?.source, "override");
    assertStringIncludes(
      first?.stderr ?? "",
      "warning: training.epochs = 5 has no effect as --fast-dev-run sets it to 1\n",
    );
    assertEquals(JSON.parse(first?.stdout ?? "").epochs, 1);
    assertEquals([first?.code, second?.code, real?.code], [0, 0, 0], `${second?.stderr}${real?.stderr}`);
  });
});

Deno.test("a scan of a configuration that is not here is told with the place that was looked in, and the one it is in", async () => {
  await withTempDir(async (cwd) => {
    await Deno.mkdir(`${cwd}/elsewhere`);
    await Deno.mkdir(`${cwd}/data`);
    await writeScan(`${cwd}/data/scan.npz`, simulateScan({ patchSize: 64, patterns: 6, photons: 1e6 }));
    await Deno.writeTextFile(`${cwd}/data/run.json`, '{"data": {"scan": "scan.npz"}}');
    const trained = await exitwave(`${cwd}/data`, ["train", "--config", "run.json", "--output-dir", "../run", ...TINY]);
    assertEquals(trained.code, 0, trained.stderr);
    const real = await Deno.realPath(cwd);
    const [script, found, flag] = await exitwaveEach(`${cwd}/elsewhere`, [
      ["train", "--config", "../data/run.json"],
      ["train", "--resume", "../run"],
      ["train", "--train-data-file", "scan.npz"],
    ]);
    assertEquals(found?.code, 0, found?.stderr);
    await Deno.rename(`${cwd}/data`, `${cwd}/moved`);
    const [resumed] = await exitwaveEach(`${cwd}/elsewhere`, [["train", "--resume", "../run"]]);
    const looked =
      `error: Cannot read scan.npz as there is no such file in ${real}/elsewhere, where the command is run: `;
    assertEquals(
      script?.stderr,
      `${looked}run it elsewhere, write the whole path, or name the scan with --train-data-file; ` +
        `there is one at ${real}/data/scan.npz\n`,
    );
    assertEquals(
      resumed?.stderr,
      `${looked}go on where the run began, or name the scan with --train-data-file\n`,
    );
    assertEquals(flag?.stderr, "error: Cannot read scan.npz as there is no such file\n");
    const [moved] = await exitwaveEach(`${cwd}/elsewhere`, [
      [
        "train",
        "--resume",
        "../run",
        "--train-data-file",
        "../moved/scan.npz",
        "--max-epochs",
        "2",
        "--quiet",
        "--json",
      ],
    ]);
    assertEquals([moved?.code, moved?.stderr], [0, ""]);
    assertMatch(moved?.stdout ?? "", /"epochs": 2/);
  });
});
