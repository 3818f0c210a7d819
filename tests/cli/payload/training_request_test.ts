import { assertEquals, assertStringIncludes } from "@std/assert";
import { createTrainingPayload } from "@exitwave/exitwave/config";
import { withTempDir } from "../../data/temp_dir.ts";
import { exitwaveEach, type FinishedLine } from "../program.ts";

const DRY = ["train", "--dry-run", "--json"];

function sections(result: FinishedLine | undefined): Record<string, Record<string, unknown>> {
  assertEquals(result?.code, 0, result?.stderr);
  return JSON.parse(result?.stdout ?? "");
}

Deno.test("train without flags neither warns nor chooses an accelerator; deprecated flags work, with a notice", async () => {
  const [bare, device, mlflow, both, quiet] = await exitwaveEach(".", [
    DRY,
    [...DRY, "--device", "cpu"],
    [...DRY, "--disable_mlflow"],
    [...DRY, "--device", "cpu", "--disable-mlflow", "--accelerator", "webgpu"],
    [...DRY, "--device", "cpu", "--quiet"],
  ]);
  const DEVICE = "notice: --device is deprecated: use --accelerator\n";
  const MLFLOW = "notice: --disable-mlflow is deprecated: use --logger none and --quiet\n";
  const facts = (result: FinishedLine | undefined): unknown => {
    const { execution = {}, overrides } = sections(result);
    const paths = (overrides as unknown as { path: string }[]).map(({ path }) => path.slice("execution.".length));
    return [result?.stderr, execution.accelerator, execution.logger, execution.progress, paths];
  };
  assertEquals(facts(bare), ["", "auto", ["csv"], true, []]);
  assertEquals(facts(device), [DEVICE, "cpu", ["csv"], true, ["accelerator"]]);
  assertEquals(facts(mlflow), [MLFLOW, "auto", ["none"], false, ["progress", "logger"]]);
  assertEquals(facts(both), [DEVICE.replace("\n", ", which wins here\n") + MLFLOW, "webgpu", ["none"], false, [
    "accelerator",
    "progress",
    "logger",
  ]]);
  assertEquals(facts(quiet), ["", "cpu", ["csv"], true, ["accelerator"]]);
});

Deno.test("train takes a supervised model however it is chosen, its loss chosen with it, and refuses another loss", async () => {
  await withTempDir(async (cwd) => {
    const script = (text: string): string => `import { model } from "@exitwave/exitwave";\nexport default ${text};`;
    const files = {
      "plain.json": '{ "model": { "mode": "supervised" } }',
      "plain.ts": 'export default { model: { mode: "supervised" } };',
      "builder.ts": script("{ model: model().supervised() }"),
      "mode.ts": script('{ model: model().mode("supervised") }'),
      "poisson.json": '{ "model": { "loss": "poisson" } }',
    };
    for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(`${cwd}/${name}`, text);
    const configs = Object.keys(files).slice(0, -1).map((name) => ["--config", name]);
    const ways = [["--model-type", "supervised"], ["--set", "model.mode=supervised"], ...configs];
    const back = [...configs.map((way) => [...way, "--model-type", "pinn"]), ["--config", "poisson.json"]];
    const refused = ["--config", "poisson.json", "--model-type", "supervised"];
    const results = await exitwaveEach(cwd, [...ways, ...back, refused].map((way) => [...DRY, ...way]));
    const lossOf = (result: FinishedLine | undefined): unknown => {
      assertEquals(result?.code, 0, result?.stderr);
      const { model, overrides } = JSON.parse(result?.stdout ?? "");
      const record = overrides.find(({ path }: { path: string }) => path === "model.loss");
      return [model.loss, record?.source];
    };
    ways.forEach((way, i) => assertEquals(lossOf(results[i]), ["mae", "derived"], way.join(" ")));
    back.forEach((way, i) => assertEquals((lossOf(results[ways.length + i]) as string[])[0], "poisson", way.join(" ")));
    assertEquals(results.at(-1)?.code, 3);
    assertStringIncludes(
      results.at(-1)?.stderr ?? "",
      "model.loss (--torch-loss-mode) must be mae where model.mode (--model-type) is supervised",
    );
  });
});

Deno.test("train --fast-dev-run is one epoch of one batch, whatever else is configured, and keeps accumulation", async () => {
  await withTempDir(async (cwd) => {
    const config = {
      training: { epochs: 40, warmupEpochs: 5, scheduler: "WarmupCosine", valEvery: 5, maxSteps: 7, fineTuneEpochs: 3 },
    };
    await Deno.writeTextFile(`${cwd}/long.json`, JSON.stringify(config));
    const flags = ["--config", "long.json", "--fast-dev-run", "--accumulate-grad-batches", "4", "--max-epochs", "9"];
    const [result] = await exitwaveEach(cwd, [[...DRY, ...flags]]);
    const { training = {}, execution = {} } = sections(result);
    const { epochs, limitTrainBatches, limitValBatches, valEvery, maxSteps, warmupEpochs, fineTuneEpochs } = training;
    assertEquals([epochs, limitTrainBatches, limitValBatches, valEvery, maxSteps], [1, 1, 1, 1, null]);
    assertEquals([warmupEpochs, fineTuneEpochs, execution.sanityValBatches], [0, 0, 1]);
    assertEquals([training.scheduler, training.accumulate], ["WarmupCosine", 4]);
  });
});

Deno.test("train --fast-dev-run goes through all patterns once to look for the beam, where one is learned", async () => {
  await withTempDir(async (cwd) => {
    const fast = [...DRY, "--fast-dev-run"];
    const lines = [fast, [...fast, "--probe-trainable"], [
      ...fast,
      "--probe-trainable",
      "--set",
      "training.beamSweeps=0",
    ]];
    const results = await exitwaveEach(cwd, lines);
    assertEquals(results.map((result) => sections(result).training?.beamSweeps), [40, 1, 0]);
    // Only of what was said to learn nothing is there a warning.
    assertEquals(results.map(({ stderr }) => stderr.includes("beamSweeps")), [false, false, true]);
  });
});

Deno.test("train --resume stays in its directory and says so where there is no run", async () => {
  await withTempDir(async (cwd) => {
    await Deno.mkdir(`${cwd}/run`);
    await Deno.writeTextFile(`${cwd}/run/payload.json`, JSON.stringify(createTrainingPayload({})));
    const [elsewhere, same, none, empty] = await exitwaveEach(cwd, [
      [...DRY, "--resume", "run", "--output-dir", "other"],
      [...DRY, "--resume", "run", "--output-dir", "run/"],
      [...DRY, "--resume", "none"],
      [...DRY, "--resume", "."],
    ]);
    assertEquals(
      [elsewhere?.code, elsewhere?.stderr],
      [2, "error: Cannot resume run into other as a run stays in its directory: leave --output-dir away\n"],
    );
    assertEquals(same?.code, 0, same?.stderr);
    assertEquals([none?.code, none?.stderr], [1, "error: Cannot resume none as it does not exist\n"]);
    assertEquals(
      [empty?.code, empty?.stderr],
      [1, "error: Cannot resume . as it holds no run: there is no ./payload.json and no checkpoint\n"],
    );
  });
});

Deno.test("infer has no flags of training alone", async () => {
  const infer = ["infer", "--model-path", "run", "--test-data-file", "scan.npz", "--output-dir", "out"];
  const refused = [
    "--profile",
    "--prefetch=2",
    "--pin-memory",
    "--max-time=3",
    "--checkpoint-every-steps=3",
    "--mlflow-uri=x",
  ];
  const results = await exitwaveEach(".", refused.map((flag) => [...infer, flag]));
  assertEquals(results.map(({ code }) => code), refused.map(() => 2));
});
