import { assert, assertEquals, assertMatch } from "@std/assert";
import { createTrainingPayload } from "../../../config/training_payload.ts";
import type { Callback } from "../../../train/callbacks/callback.ts";
import type { FitStartEvent } from "../../../train/callbacks/events.ts";
import { NO_WINDOW } from "../../../train/checkpoints/training_state.ts";
import { createTensorboardLogger } from "../../../train/callbacks/tensorboard_logger.ts";
import { withTempDir } from "../../data/temp_dir.ts";
import { END } from "../fit_end.ts";
import { BATCH, PLAN, TIMES } from "../plan.ts";
import { namesIn } from "../tiny_run.ts";
import { decodeEvents, NO_PROTOC, recordsOf } from "../../run/tensorboard/read_events.ts";

const payload = createTrainingPayload({
  data: { scan: "a|b.npz", photons: 1e6 },
  model: { batchNorm: true },
  training: { stages: [1, 2, 3] },
  execution: { progress: false },
});

const START: FitStartEvent = {
  ...{
    runDirectory: "",
    epochs: 9,
    firstEpoch: 0,
    firstBatch: 0,
    batches: 2,
    samples: 6,
    channels: 1,
    validationSamples: 0,
  },
  warnings: [],
};

function batchEnd(step: number, loss: number, size = 4): Parameters<NonNullable<Callback<string>["onBatchEnd"]>>[0] {
  return { ...BATCH, epoch: 0, batch: step, step, size, metrics: { loss } };
}

async function fileIn(directory: string, place = 0): Promise<Uint8Array> {
  return await Deno.readFile(`${directory}/${(await namesIn(directory))[place]}`);
}

/** Tags and values of the scalars in a text of `protoc`, each with its step. */
function scalarsOf(text: string): string[] {
  return text.split(/^event /m).flatMap((event) => {
    const [, step = "0"] = event.match(/^\s*step: (\d+)/m) ?? [];
    const values = [...event.matchAll(/tag: "([^"]*)"\s*simple_value: (\S+)/g)];
    return values.map(([, tag, value]) => `${step} ${tag} ${value}`);
  });
}

function protocTest(name: string, fn: () => Promise<void>): void {
  Deno.test({ name: `${name}, as protoc reads it`, ignore: NO_PROTOC, fn });
}

protocTest("createTensorboardLogger() writes curves over optimizer steps, one value a step", async () => {
  await withTempDir(async (directory) => {
    const logger = createTensorboardLogger({ directory, payload });
    await logger.onFitStart?.(START);
    await logger.onBatchEnd?.(batchEnd(0, 1, 6));
    await logger.onBatchEnd?.({ ...batchEnd(0, 4, 3), gradNorm: { before: 2.5, after: 1 } });
    await logger.onBatchEnd?.(batchEnd(1, NaN));
    const metrics = { loss: 0.5, val: 0.25 };
    const end = { ...PLAN, epoch: 0, steps: 2, metrics, ...TIMES, gradNorm: { before: 3, after: 1 } };
    await logger.onEpochEnd?.({ ...end, stage: "fine-tuning", physicsWeight: 0.75 });
    await logger.onFitEnd?.({ ...END, steps: 2 });
    assertEquals(scalarsOf(await decodeEvents(await fileIn(directory))), [
      "0 batch/loss 2",
      "0 batch/grad_norm 2.5",
      "0 batch/grad_norm_clipped 1",
      "1 batch/loss nan",
      "1 epoch/loss 0.5",
      "1 epoch/val 0.25",
      "1 epoch/learning_rate 0.001",
      "1 epoch/physics_weight 0.75",
      "1 epoch/stage 4",
      "1 epoch/grad_norm 3",
      "1 epoch/grad_norm_clipped 1",
    ]);
  });
});

protocTest("createTensorboardLogger() writes steps beyond 32 bits", async () => {
  await withTempDir(async (directory) => {
    const logger = createTensorboardLogger({ directory, payload });
    await logger.onFitStart?.(START);
    for (const step of [127, 128, 2 ** 40 + 5]) await logger.onBatchEnd?.(batchEnd(step, 1));
    await logger.onFitEnd?.(END);
    assertEquals(scalarsOf(await decodeEvents(await fileIn(directory))), [
      "127 batch/loss 1",
      "128 batch/loss 1",
      "1099511627781 batch/loss 1",
    ]);
  });
});

protocTest("createTensorboardLogger() writes images at the step of their epoch", async () => {
  await withTempDir(async (directory) => {
    const logger = createTensorboardLogger({ directory, payload });
    await logger.onFitStart?.(START);
    const png = Uint8Array.of(1, 2, 3);
    await logger.onImages?.({
      epoch: 0,
      steps: 8,
      images: [{ tag: "patch_00012/phase", height: 300, width: 200, png }],
    });
    await logger.onFitEnd?.(END);
    const [, event = ""] = (await decodeEvents(await fileIn(directory))).split(/(?=^event {\n\s*step: 7)/m);
    assertEquals(
      event.split("event {")[1],
      `
  step: 7
  summary {
    value {
      tag: "patch_00012/phase"
      image {
        height: 300
        width: 200
        colorspace: 1
        encoded_image_string: "\\001\\002\\003"
      }
    }
  }
}
`,
    );
  });
});

protocTest(
  "createTensorboardLogger() writes the scientific fields as hyperparameters and the end of the run",
  async () => {
    await withTempDir(async (directory) => {
      const logger = createTensorboardLogger({ directory, payload });
      await logger.onFitStart?.(START);
      await logger.onFitEnd?.({ ...END, exitReason: "failed" });
      const text = await decodeEvents(await fileIn(directory));
      const entries = [...text.matchAll(/hparams {\s*key: "([^"]*)"\s*value {\s*(\S+ .*)\s*}/g)];
      assertEquals(entries.map(([, path, value]) => `${path} = ${value}`).sort(), [
        "data.photons = number_value: 1000000",
        'data.scan = string_value: "a|b.npz"',
        "model.batchNorm = bool_value: true",
        'training.stages = string_value: "[1,2,3]"',
      ]);
      assertMatch(text, /tag: "_hparams_\/session_start_info"\s*tensor {[^"]*plugin_name: "hparams"/);
      assertMatch(text, /session_end_info {\s*status: STATUS_FAILURE/);
      assertMatch(text, /tensor {\s*dtype: DT_FLOAT\s*tensor_shape {\s*dim {\s*}/);
      assertMatch(text, /tag: "payload"\s*tensor {\s*dtype: DT_STRING[^]*plugin_name: "text"/);
      assert(text.includes(String.raw`| data.scan | \"a\\|b.npz\" | config |\n`), text);
      assert(text.includes(JSON.stringify(JSON.stringify(payload, null, 2)).slice(1, -1)));
    });
  },
);

protocTest("createTensorboardLogger() begins a file whose steps go on where a run is resumed", async () => {
  await withTempDir(async (directory) => {
    const first = createTensorboardLogger({ directory, payload });
    await first.onFitStart?.(START);
    await first.onBatchEnd?.(batchEnd(0, 1));
    await first.onFitEnd?.({ ...END, exitReason: "aborted" });
    const resumed = createTensorboardLogger({ directory, payload });
    await resumed.onFitStart?.({ ...START, firstBatch: 1 });
    await resumed.onCheckpointLoaded?.({
      path: "last",
      epoch: 0,
      batch: 1,
      steps: 1,
      epochSteps: 1,
      window: NO_WINDOW,
      best: null,
    });
    await resumed.onBatchEnd?.(batchEnd(1, 2));
    await resumed.onFitEnd?.(END);
    const names = await namesIn(directory);
    assertEquals(names.length, 2);
    const [before, after] = [
      await decodeEvents(await fileIn(directory, 0)),
      await decodeEvents(await fileIn(directory, 1)),
    ];
    assertEquals([scalarsOf(before), scalarsOf(after)], [["0 batch/loss 1"], ["1 batch/loss 2"]]);
    const restart = (text: string): string[] =>
      text.split("event ").filter((event) => event.includes("START")).map((event) => event.replaceAll(/\s+/g, " "));
    assertEquals(restart(before), ["{ session_log { status: START } } "]); // of step 0, which protoc does not print
    assertEquals(restart(after), ["{ step: 1 session_log { status: START } } "]);
    assertEquals([before, after].map((text) => text.includes("session_end_info")), [false, true]);
  });
});

Deno.test("createTensorboardLogger() names the file after time, machine and process", async () => {
  await withTempDir(async (directory) => {
    const logger = createTensorboardLogger({ directory, payload });
    await logger.onFitStart?.(START);
    await logger.onFitEnd?.(END);
    const [name = ""] = await namesIn(directory);
    assertMatch(name, new RegExp(`^events\\.out\\.tfevents\\.\\d{10}\\..+\\.${Deno.pid}\\.0$`));
  });
});

Deno.test({
  name: "createTensorboardLogger() does without the name of the machine where it may not ask for it",
  permissions: { read: true, write: true, sys: false },
  fn: async () => {
    await withTempDir(async (directory) => {
      const logger = createTensorboardLogger({ directory, payload });
      await logger.onFitStart?.(START);
      await logger.onFitEnd?.(END);
      assertMatch((await namesIn(directory))[0] ?? "", /^events\.out\.tfevents\.\d{10}\.exitwave\.\d+\.0$/);
    });
  },
});

Deno.test("createTensorboardLogger() leaves a file that is readable up to the last whole record", async () => {
  await withTempDir(async (directory) => {
    const logger = createTensorboardLogger({ directory, payload });
    await logger.onFitStart?.(START);
    await logger.onBatchEnd?.(batchEnd(0, 1));
    await logger.onFitEnd?.(END);
    const file = await fileIn(directory);
    const whole = recordsOf(file);
    assertEquals(whole.reduce((length, record) => length + 16 + record.length, 0), file.length);
    assertEquals(recordsOf(file.subarray(0, -1)), whole.slice(0, -1));
    file[file.length - 20] = (file[file.length - 20] ?? 0) ^ 1;
    assertEquals(recordsOf(file), whole.slice(0, -1));
  });
});
