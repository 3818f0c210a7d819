/**
 * What may be another when a run goes on, and what a run that has nothing left to train leaves as it is.
 *
 * @module
 */
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import type { SectionsInput } from "../../../config/fields/sections.ts";
import type { FitOptions } from "../../../train/fit_options.ts";
import type { FitResult } from "../../../train/fit_result.ts";
import { fit } from "../../../train/trainer.ts";
import { CPU, tinyPayload, type Workspace, workspace } from "../tiny_run.ts";

async function train(
  space: Workspace,
  sections: SectionsInput,
  options: Partial<FitOptions> = {},
): Promise<FitResult> {
  return await fit(tinyPayload(space, sections), { accelerator: CPU, ...options });
}

/** Every file of a run with its bytes and the time when it was written. */
async function snapshot(directory: string): Promise<Map<string, unknown>> {
  const files = new Map<string, unknown>();
  for await (const { name, isDirectory } of Deno.readDir(directory)) {
    const path = `${directory}/${name}`;
    if (isDirectory) { for (const [inner, content] of await snapshot(path)) files.set(`${name}/${inner}`, content); }
    else files.set(name, [(await Deno.stat(path)).mtime?.getTime(), await Deno.readFile(path)]);
  }
  return files;
}

/** Resuming must be refused with nothing written. */
async function refused(space: Workspace, resume: string, sections: SectionsInput, message: string): Promise<void> {
  const before = await snapshot(resume);
  await assertRejects(() => train(space, sections, { resume }), Error, message);
  assertEquals(await snapshot(resume), before);
}

const VALIDATED = { valSplit: 0.25, limitValBatches: 1 };

Deno.test("fit() refuses to resume with another monitor or mode once something is ranked by it", async () => {
  await using space = await workspace();
  const training = { epochs: 2, ...VALIDATED };
  const { runDirectory: resume } = await train(space, { training });
  const more = { ...training, epochs: 4 };
  const attempt = `Cannot resume ${resume} as the payload must be that of the run`;
  await refused(
    space,
    resume,
    { training: more, execution: { checkpointMonitor: "poisson_train_loss" } },
    `${attempt}: execution.checkpointMonitor is "poisson_train_loss" instead of "poisson_val_loss"`,
  );
  await refused(
    space,
    resume,
    { training: more, execution: { checkpointMode: "max" } },
    `${attempt}: execution.checkpointMode is "max" instead of "min"`,
  );
  const named = await train(space, { training: more, execution: { checkpointMonitor: "poisson_val_loss" } }, {
    resume,
  });
  assertEquals(named.epochs, 4, "the monitor that was the default may be named");

  const outputDir = `${space.path}/unranked`;
  const none = await train(space, { training, execution: { outputDir } }, { signal: AbortSignal.abort() });
  const max = { checkpointMode: "max" as const };
  assertEquals((await train(space, { training, execution: max }, { resume: none.runDirectory })).epochs, 2);
});

Deno.test("fit() refuses to resume with fewer epochs or steps than are done, so that payload.json repeats the run", async () => {
  await using space = await workspace();
  const training = { epochs: 4, limitTrainBatches: 2, maxSteps: 5 };
  const { runDirectory: resume, steps } = await train(space, { training });
  assertEquals(steps, 5);
  const attempt = `Cannot resume ${resume} as training.`;
  const shorter = (change: Record<string, number>): SectionsInput => ({ training: { ...training, ...change } });
  await refused(
    space,
    resume,
    shorter({ epochs: 2 }),
    `${attempt}epochs must be at least the 3 epochs that have begun: current value is 2`,
  );
  await refused(
    space,
    resume,
    shorter({ maxSteps: 4 }),
    `${attempt}maxSteps must be at least the 5 steps that were taken: current value is 4`,
  );
  const done = await train(space, shorter({ epochs: 3, maxSteps: 6 }), { resume });
  assertEquals([done.epochs, done.steps], [3, 6]);
  const repeated = JSON.parse(await Deno.readTextFile(`${resume}/payload.json`));
  const again = await train(space, { ...repeated, execution: { outputDir: `${space.path}/again` } });
  assertEquals(again.weights, done.weights);
});

Deno.test("fit() refuses other epochs once the fine-tuning has begun, and takes them before", async (t) => {
  for (const early of [false, true]) {
    await t.step(early ? "by early stopping" : "by the epochs", async () => {
      await using space = await workspace();
      const training = {
        epochs: early ? 6 : 2,
        fineTuneEpochs: 2,
        learningRate: early ? 1e-12 : 1e-3,
        overfitBatches: 1,
      };
      const execution = early ? { earlyStopPatience: 1, earlyStopMinDelta: 1 } : {};
      const { runDirectory: resume, history } = await train(space, { training, execution });
      const stages = history.map(({ stage }) => stage);
      assertEquals(stages.slice(0, 3), [0, 0, "fine-tuning"]);
      const { epochs } = training;
      for (const other of [epochs + 1, epochs + 4, ...(early ? [epochs - 1] : [])]) {
        await refused(
          space,
          resume,
          { training: { ...training, epochs: other }, execution },
          `Cannot resume ${resume} as training.epochs must stay ${epochs} once the fine-tuning has begun: ` +
            `current value is ${other}`,
        );
      }
    });
  }
  await t.step("before it", async () => {
    await using space = await workspace();
    const training = { epochs: 2, fineTuneEpochs: 1, maxSteps: 2 };
    const { runDirectory: resume } = await train(space, { training });
    const { history } = await train(space, { training: { ...training, epochs: 3, maxSteps: null } }, { resume });
    assertEquals(history.map(({ stage }) => stage), [0, "fine-tuning"]);
  });
});

Deno.test("fit() warns where more epochs change the schedule of those that are done", async () => {
  await using space = await workspace();
  const cosine = { epochs: 2, scheduler: "WarmupCosine" as const, warmupEpochs: 0 };
  const { runDirectory: resume } = await train(space, { training: cosine });
  const warnings: string[] = [];
  await train(space, { training: { ...cosine, epochs: 4 } }, { resume, onWarning: (text) => void warnings.push(text) });
  assertEquals(warnings.length, 1);
  assertMatch(warnings[0] ?? "", /^training.epochs = 4 instead of 2 changes the schedule that the epochs so far were /);

  const plain = await train(space, { training: { epochs: 1 }, execution: { outputDir: `${space.path}/plain` } });
  await train(space, { training: { epochs: 2 } }, {
    resume: plain.runDirectory,
    onWarning: (text) => void warnings.push(text),
  });
  assertEquals(warnings.length, 1);
});

Deno.test("fit() tells again of a resumed run that has nothing left to train, and writes nothing", async (t) => {
  const ends: Readonly<Record<string, SectionsInput>> = {
    finished: { training: { epochs: 2 } },
    early_stopped: {
      training: { epochs: 9, learningRate: 1e-12, overfitBatches: 1 },
      execution: { earlyStopPatience: 1, earlyStopMinDelta: 1 },
    },
    max_steps: { training: { epochs: 9, limitTrainBatches: 2, maxSteps: 3 } },
  };
  for (const [reason, sections] of Object.entries(ends)) {
    await t.step(reason, async () => {
      await using space = await workspace();
      const logged: SectionsInput = {
        ...sections,
        execution: { logger: ["csv", "jsonl", "tensorboard"], ...sections.execution },
      };
      const first = await train(space, logged);
      assertEquals(first.exitReason, reason);
      const before = await snapshot(first.runDirectory);
      const called: string[] = [];
      const again = await train(space, logged, {
        resume: first.runDirectory,
        callbacks: [{
          name: "witness",
          onFitStart: () => void called.push("start"),
          onFitEnd: () => void called.push("end"),
          onTrained: ({ exitReason }) => void called.push(exitReason),
        }],
      });
      assertEquals(await snapshot(first.runDirectory), before);
      const { history: _history, seconds: _seconds, ...expected } = first;
      const { history, seconds: _more, ...told } = again;
      assertEquals([told, history, called], [expected, [], [reason]]);
    });
  }
});

Deno.test("fit() completes the record of a resumed run that was killed after its last checkpoint", async () => {
  await using space = await workspace();
  const { runDirectory: resume } = await train(space, {});
  const path = `${resume}/run.json`;
  const record = JSON.parse(await Deno.readTextFile(path));
  await Deno.writeTextFile(path, JSON.stringify({ ...record, exitReason: "running", endedAt: null }));
  await train(space, {}, { resume });
  assertEquals(JSON.parse(await Deno.readTextFile(path)).exitReason, "finished");
  await Deno.writeTextFile(path, '{"exitReason":');
  await train(space, {}, { resume });
  assertEquals(JSON.parse(await Deno.readTextFile(path)).exitReason, "finished");
});

Deno.test("fit() on a copy of a run leaves the original as it was", async () => {
  await using space = await workspace();
  const sections = (epochs: number): SectionsInput => ({
    training: { epochs, ...VALIDATED },
    execution: { checkpointSaveTopK: 2 },
  });
  const { runDirectory } = await train(space, sections(2));
  const { success } = await new Deno.Command("cp", { args: ["-r", runDirectory, `${space.path}/copy`] }).output();
  assertEquals(success, true);
  const before = await snapshot(runDirectory);
  const copy = await train(space, sections(4), { resume: `${space.path}/copy` });
  assertEquals(await snapshot(runDirectory), before);
  const straight = await train(space, {
    ...sections(4),
    execution: { ...sections(4).execution, outputDir: `${space.path}/straight` },
  });
  assertEquals(copy.weights, straight.weights);
  const names = async (run: string): Promise<string[]> =>
    [...(await snapshot(`${space.path}/${run}/checkpoints`)).keys()].sort();
  assertEquals(await names("copy"), await names("straight"));
});

Deno.test("fit() names the run's directory to whoever resumes a checkpoint", async () => {
  await using space = await workspace();
  const { runDirectory, lastCheckpoint } = await train(space, {});
  await assertRejects(
    () => train(space, {}, { resume: lastCheckpoint ?? "" }),
    Error,
    `Cannot resume ${lastCheckpoint} as it is a checkpoint: name the run's directory, ${runDirectory}`,
  );
});
