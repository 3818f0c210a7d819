import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { ConfigError } from "../../../config/values/config_error.ts";
import { engine } from "../../../config/builders/engine_builder.ts";
import { createInferencePayload } from "../../../config/inference_payload.ts";
import { infer } from "../../../recon/infer.ts";
import { inheritedSections } from "../../../recon/inference_science.ts";
import { createFinalImage } from "../../../train/callbacks/final_image.ts";
import { fit } from "../../../train/trainer.ts";
import { CPU, namesIn, tinyPayload, type Workspace, workspace } from "../tiny_run.ts";

const STOPPING_EARLY = {
  training: { epochs: 9, learningRate: 1e-12, overfitBatches: 1, valSplit: 0.25 },
  execution: { earlyStopPatience: 1, earlyStopMinDelta: 1 },
};

async function namesOf(space: Workspace): Promise<string[]> {
  return await namesIn(`${space.path}/run/image`).catch(() => []);
}

Deno.test("createFinalImage() polishes the image of a training that stopped early, to the bits that infer makes", async () => {
  await using space = await workspace();
  const payload = tinyPayload(space, STOPPING_EARLY);
  const image = createFinalImage({ refine: 2, engine: engine().lsqml().probeStart(0) });
  const { exitReason, runDirectory } = await fit(payload, { accelerator: CPU, callbacks: [image] });
  assertEquals(exitReason, "early_stopped");
  const { refinement, files, patterns } = image.result ?? {};
  assertEquals([refinement?.algorithm, refinement?.iterations.length, patterns], ["lsqml", 2, 8]);
  assert((refinement?.after.rFactor ?? NaN) < (refinement?.before.rFactor ?? NaN));

  const again = createInferencePayload(inheritedSections(payload), {
    override: { inference: { refine: 2 }, engine: { algorithm: "lsqml", probeStart: 0 } },
    flag: {
      inference: { modelPath: runDirectory },
      execution: { outputDir: `${space.path}/again`, deterministic: payload.execution.deterministic },
    },
  });
  await infer(again, { accelerator: CPU });
  assertEquals(await namesOf(space), await namesIn(`${space.path}/again`));
  assertEquals(
    await Deno.readFile(files?.reconstruction ?? ""),
    await Deno.readFile(`${space.path}/again/reconstruction.npz`),
  );
});

Deno.test("createFinalImage() makes no image of a training that is told to end, and one of it resumed, by its payload", async () => {
  await using space = await workspace();
  const payload = tinyPayload(space, {
    training: { epochs: 2 },
    inference: { refine: 1 },
  });
  const told = new AbortController();
  const image = createFinalImage();
  const end = { name: "end", onEpochEnd: (): void => told.abort() };
  const first = await fit(payload, { accelerator: CPU, callbacks: [end, image], signal: told.signal });
  assertEquals([first.exitReason, image.result, await namesOf(space)], ["aborted", null, []]);

  // Now within the polish: the training is over, and what is half made is not written.
  const late = new AbortController();
  const stopped = createFinalImage({ onRefine: () => late.abort() });
  const resume = first.runDirectory;
  const second = await fit(payload, { accelerator: CPU, callbacks: [stopped], signal: late.signal, resume });
  assertEquals([second.exitReason, stopped.result, await namesOf(space)], ["finished", null, []]);
  const record = JSON.parse(await Deno.readTextFile(`${resume}/run.json`));
  assertEquals([record.exitReason, record.error], ["finished", null]);

  const third = await fit(payload, { accelerator: CPU, callbacks: [image], resume });
  assertEquals([third.history.length, image.result?.refinement?.iterations.length], [0, 1]);
  assert((await namesOf(space)).includes("results.png"));
});

Deno.test("createFinalImage() refuses a wrong engine at once, and throws where nobody is told that there is no image", async () => {
  assertThrows(() => createFinalImage({ refine: -1, engine: { objectStep: -1 } }), ConfigError, "engine.objectStep");
  await using space = await workspace();
  const payload = tinyPayload(space);
  await Deno.mkdir(`${space.path}/run`);
  await Deno.writeTextFile(`${space.path}/run/image`, "mine");
  const problem = "Cannot write the reconstruction into";
  await assertRejects(
    () => fit(payload, { accelerator: CPU, callbacks: [createFinalImage()] }),
    Error,
    `Cannot end the training cleanly as callback "final image" threw: ${problem}`,
  );
  const warnings: string[] = [];
  const image = createFinalImage({ onWarning: (text) => void warnings.push(text) });
  const { exitReason } = await fit(payload, { accelerator: CPU, callbacks: [image], resume: `${space.path}/run` });
  assertEquals([exitReason, image.result], ["finished", null]);
  assert(warnings.at(-1)?.startsWith(`the image of the run was not made, or not all of it: ${problem}`));
});
