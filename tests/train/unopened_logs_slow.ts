/** Logs that cannot be begun end a training before its first step, at its start and where it is resumed; later they do not. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { AppendLog } from "../../run/append_log.ts";
import { readCheckpoint } from "../../train/checkpoints/checkpoint.ts";
import { fit } from "../../train/trainer.ts";
import { testAlone } from "../alone.ts";
import { FileLimit, NO_FILE_LIMIT } from "../run/file_limit.ts";
import { CPU, namesIn, tinyPayload, type Workspace, workspace } from "./tiny_run.ts";

type Logger = "none" | "csv" | "jsonl" | "tensorboard" | "mlflow";

/** The file that each logger holds open, where its name is known before. */
const FILES = { csv: "metrics.csv", jsonl: "metrics.jsonl", mlflow: "mlflow_queue.jsonl" } as const;

function payloadOf(space: Workspace, logger: readonly Logger[], epochs = 1): ReturnType<typeof tinyPayload> {
  const execution = { logger: [...logger], mlflowUri: "http://127.0.0.1:1" };
  return tinyPayload(space, { training: { epochs }, execution });
}

const remedy = (logger: Logger): RegExp =>
  new RegExp(`\\(no step was taken: mend that, or leave ${logger} out of execution.logger\\)$`);

for (const logger of ["csv", "jsonl"] as const) {
  const name = FILES[logger];
  Deno.test(`fit() takes no step where the log of ${logger} cannot be opened, and goes on without it if told so`, async () => {
    await using space = await workspace();
    const run = `${space.path}/run`;
    await Deno.mkdir(run);
    // By another name the file is not taken for a run's.
    const other = await AppendLog.open(`${run}/elsewhere`);
    await Deno.symlink(`elsewhere`, `${run}/${name}`);
    try {
      const refused = await assertRejects(() => fit(payloadOf(space, [logger]), { accelerator: CPU }), Error, name);
      assertMatch(refused.message, /as another logger is writing to it/);
      assertMatch(refused.message, remedy(logger));
      assert(!(await namesIn(run)).includes("checkpoints"));
    } finally {
      await other.close();
    }
    const begun = await fit(payloadOf(space, [logger]), { accelerator: CPU, overwrite: true });
    const last = begun.lastCheckpoint ?? "";
    const before = await Deno.readFile(last);

    const again = await AppendLog.open(`${run}/${name}`, { keep: Deno.statSync(`${run}/${name}`).size });
    try {
      const resume = { accelerator: CPU, resume: run };
      const refused = await assertRejects(() => fit(payloadOf(space, [logger], 2), resume), Error, name);
      assertMatch(refused.message, remedy(logger));
      assertEquals(await Deno.readFile(last), before);
      const { epochs } = await fit(payloadOf(space, ["none"], 2), resume);
      assertEquals([epochs, (await readCheckpoint(last)).state.epoch], [2, 2]);
    } finally {
      await again.close();
    }
  });
}

for (const [logger, name] of Object.entries(FILES) as [keyof typeof FILES, string][]) {
  Deno.test(`fit() refuses a directory in the place of ${name} before it removes an older run`, async () => {
    await using space = await workspace();
    const { lastCheckpoint } = await fit(payloadOf(space, ["jsonl"]), { accelerator: CPU });
    await Deno.remove(`${space.path}/run/${name}`).catch(() => {});
    await Deno.mkdir(`${space.path}/run/${name}`);
    const overwrite = { accelerator: CPU, overwrite: true };
    const sentence = `Cannot use ${space.path}/run/${name} as it is a directory and no file: move it away`;
    await assertRejects(() => fit(payloadOf(space, [logger]), overwrite), Error, sentence);
    await Deno.stat(lastCheckpoint ?? "");
  });
}

Deno.test("fit() takes no step where metrics.csv has the columns of another program, and none is lost", async () => {
  await using space = await workspace();
  const { runDirectory: resume, lastCheckpoint } = await fit(payloadOf(space, ["csv"]), { accelerator: CPU });
  const before = await Deno.readFile(lastCheckpoint ?? "");
  await Deno.writeTextFile(`${resume}/metrics.csv`, "time;value\n0;1\n");
  const refused = await assertRejects(() => fit(payloadOf(space, ["csv"], 2), { accelerator: CPU, resume }), Error);
  assertMatch(
    refused.message,
    /metrics\.csv as its columns must begin with epoch,.* is time;value; mend its first line/,
  );
  assertMatch(refused.message, remedy("csv"));
  assertEquals(await Deno.readFile(lastCheckpoint ?? ""), before);
  assertEquals(await Deno.readTextFile(`${resume}/metrics.csv`), "time;value\n0;1\n");
});

testAlone({
  file: import.meta.url,
  name: "fit() takes no step where the disk is too full for what an event file begins with",
  ignore: NO_FILE_LIMIT,
  fn: async () => {
    await using space = await workspace();
    const payload = payloadOf(space, ["tensorboard"]);
    using _limit = new FileLimit(JSON.stringify(payload, null, 2).length + 100);
    const refused = await assertRejects(() => fit(payload, { accelerator: CPU }), Error, "events.out.tfevents.");
    assertMatch(refused.message, remedy("tensorboard"));
  },
});

testAlone({
  file: import.meta.url,
  name: "fit() goes on with a warning for each log that cannot be written any more, and writes later what waited",
  ignore: NO_FILE_LIMIT,
  fn: async () => {
    await using space = await workspace(16);
    const logger: Logger[] = ["csv", "jsonl", "tensorboard"];
    const payload = tinyPayload(space, {
      training: { epochs: 3, limitTrainBatches: 16 },
      execution: { logger, checkpointing: false },
    });
    const warnings: string[] = [];
    let limit: FileLimit | null = null;
    const filling = {
      name: "filling disk",
      // Between two epochs, when the record of the run is not written.
      onBatchEnd({ epoch, batch }: { epoch: number; batch: number }): void {
        if (epoch === 1 && batch === 0) limit = new FileLimit(4096);
      },
      onEpochStart({ epoch }: { epoch: number }): void {
        if (epoch === 2) limit?.[Symbol.dispose]();
      },
    };
    const onWarning = (text: string): unknown => warnings.push(text);
    const { exitReason } = await fit(payload, { accelerator: CPU, callbacks: [filling], onWarning });
    assertEquals(exitReason, "finished");
    const told = warnings.filter((text) => text.includes("Cannot append to"));
    assertEquals(told.length, 2, warnings.join("\n")); // metrics.csv is too short for the limit
    for (const text of told) {
      assertMatch(text, /run\/(metrics\.jsonl|events\S+) as .*; the run goes on, and it is tried/);
    }
    const lines = (await Deno.readTextFile(`${space.path}/run/metrics.jsonl`)).trimEnd().split("\n");
    assertEquals(lines.length, 3 * (16 + 1));
  },
});
