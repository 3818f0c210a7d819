import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { createInferencePayload, createTrainingPayload, readCheckpoint } from "@exitwave/exitwave";
import { withTempDir } from "../../data/temp_dir.ts";
import { exitwaveEach, TINY } from "../program.ts";

const PAYLOAD = ["train", "--from-payload", "run/payload.json"];

async function readPayload(run: string): Promise<ReturnType<typeof createTrainingPayload>> {
  return JSON.parse(await Deno.readTextFile(`${run}/payload.json`));
}

Deno.test("train --from-payload trains the same again: same science, same bits, same audit but for the flags", async () => {
  await withTempDir(async (cwd) => {
    const [, made, exact, repeated, reseeded] = await exitwaveEach(cwd, [
      ["simulate", "--output", "scan.npz", "--patterns", "6"],
      ["train", "--train-data-file", "scan.npz", "--output-dir", "run", ...TINY, "--notes", "first"],
      [...PAYLOAD, "--dry-run", "--json"],
      [...PAYLOAD, "--output-dir", "again", "--notes", "second", "--set", "execution.threads=1", "--quiet"],
      ["train", "--config", "run/payload.json", "--seed", "1", "--output-dir", "other", "--quiet"],
    ]);
    assertEquals([made?.code, repeated?.code, reseeded?.code], [0, 0, 0], `${made?.stderr}${repeated?.stderr}`);
    const [run, again] = [await readPayload(`${cwd}/run`), await readPayload(`${cwd}/again`)];
    assertEquals(JSON.parse(exact?.stdout ?? ""), run);
    assertEquals(again.fingerprints.scientific, run.fingerprints.scientific);
    assertEquals([again.data, again.training], [run.data, run.training]);

    const changed = ["execution.outputDir", "execution.notes", "execution.threads"];
    const kept = ({ overrides }: typeof run): unknown => overrides.filter(({ path }) => !changed.includes(path));
    assertEquals(kept(again), kept(run));
    assertEquals(again.overrides.filter(({ path }) => changed.includes(path)).map((record) => record as unknown), [
      {
        path: "execution.threads",
        value: 1,
        source: "override",
        isDefault: false,
        replaced: [{ value: null, source: "default" }],
      },
      {
        path: "execution.outputDir",
        value: "again",
        source: "flag",
        isDefault: false,
        replaced: [{ value: "run", source: "flag" }, { value: "runs/exitwave", source: "default" }],
      },
      {
        path: "execution.notes",
        value: "second",
        source: "flag",
        isDefault: false,
        replaced: [{ value: "first", source: "flag" }, { value: "", source: "default" }],
      },
    ]);

    const weights = async (name: string): Promise<ReadonlyMap<string, unknown>> =>
      (await readCheckpoint(`${cwd}/${name}/checkpoints/last.safetensors`)).weights;
    assertEquals(await weights("again"), await weights("run"));
    assertNotEquals(await weights("other"), await weights("run"));
  });
});

/** What may not be said beside a payload. */
const BESIDE: readonly (readonly [argv: string[], named: string])[] = [
  [["--max-epochs", "3"], "--max-epochs"],
  [["--nepochs", "3"], "--nepochs"],
  [["--no-results"], "--no-results"],
  [["--no_cbam_encoder"], "--no-cbam-encoder"],
  [["other.npz"], "other.npz"],
  [["--accumulate-grad-batches", "2"], "--accumulate-grad-batches"],
  [["--padding", "3"], "--padding"],
  [["--set", "training.seed=3"], "--set training.seed"],
  [["--config", "run.ts"], "--config"],
  [["--resume", "run"], "--resume"],
  [["--fast-dev-run"], "--fast-dev-run"],
];

Deno.test("train --from-payload refuses what would change the training, with the remedy", async (t) => {
  const results = await exitwaveEach(".", BESIDE.map(([argv]) => [...PAYLOAD, ...argv]));
  for (const [i, [, named]] of BESIDE.entries()) {
    await t.step(named, () => {
      assertEquals(results[i], {
        code: 2,
        tensorflow: false,
        stdout: "",
        stderr: `error: Cannot train --from-payload with ${named} as it repeats a training exactly: ` +
          "--config run/payload.json starts from it and lets you change anything\n",
      });
    });
  }
});

Deno.test("train --from-payload takes the payload of a training as it was made, and nothing else", async () => {
  await withTempDir(async (cwd) => {
    const payload = createTrainingPayload({ data: { scan: "scan.npz" }, training: { epochs: 3 } });
    const text = JSON.stringify(payload);
    const files: Record<string, string> = {
      "epochs.json": text.replace('"epochs":3', '"epochs":4'),
      "monitor.json": text.replace('"monitor":"poisson_val_loss"', '"monitor":"poisson_train_loss"'),
      "scientific.json": text.replace(payload.fingerprints.scientific, payload.fingerprints.payload),
      "sections.json": '{"training": {"epochs": 3}}',
      "inference.json": JSON.stringify(createInferencePayload({})),
    };
    for (const [name, content] of Object.entries(files)) await Deno.writeTextFile(`${cwd}/${name}`, content);
    const names = [...Object.keys(files), "missing.json"];
    const results = await exitwaveEach(cwd, names.map((name) => ["train", "--from-payload", name]));
    const messages = [
      /^error: Cannot read the payload epochs.json as fingerprints.payload must be \w+ \(the payload was edited: .*\n$/,
      /^error: Cannot read the payload monitor.json as metrics must be .* \(the payload was edited: .*\n$/,
      /^error: Cannot read the payload scientific.json as fingerprints.scientific must be \w+ \(the payload was edited/,
      /^error: Cannot read the payload sections.json as kind must be "training" or .* is not a payload\).*\n$/,
      /^error: Cannot train the payload inference.json as kind must be "training": current value is "inference"\n$/,
      /^error: Cannot read the configuration missing.json as there is no such file\n$/,
    ];
    for (const [i, message] of messages.entries()) assertMatch(results[i]?.stderr ?? "", message);
    assertEquals(results.map(({ code }) => code), [3, 3, 3, 3, 3, 1]);
    assertEquals([...Deno.readDirSync(cwd)].length, 5);
  });
});
