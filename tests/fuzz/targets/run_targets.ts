/**
 * Readers of what a run leaves behind: its payload, its records and its logs, as a training that goes on reads them.
 *
 * @module
 */
import { dirname } from "node:path";
import { readConfigFile, readPayloadFile } from "../../../cli/payload/config_file.ts";
import { chooseCheckpoint } from "../../../recon/choose_checkpoint.ts";
import { readReportedRun } from "../../../recon/report/reading/reported_run.ts";
import { reportHtml } from "../../../recon/report/report_html.ts";
import { removeProducts } from "../../../run/products.ts";
import { createJsonlLogger } from "../../../train/callbacks/jsonl_logger.ts";
import { createCsvLogger } from "../../../train/callbacks/csv_logger.ts";
import { MlflowIdentityFile } from "../../../run/mlflow/mlflow_identity.ts";
import { MlflowQueue } from "../../../run/mlflow/mlflow_queue.ts";
import { cutEventFiles } from "../../../run/tensorboard/cut_event_files.ts";
import type { Callback } from "../../../train/callbacks/callback.ts";
import type { Random } from "../../../data/random/random.ts";
import { mutate } from "../mutate.ts";
import { oddJson } from "../odd_json.ts";
import type { FuzzTarget } from "../target.ts";

/** All of them, of the files of a real run. */
export async function runTargets(run: string): Promise<FuzzTarget[]> {
  const names = [...Deno.readDirSync(`${run}/run`)].map(({ name }) => name);
  const events = names.find((name) => name.startsWith("events.")) ?? "";
  const damaged = async (name: string): Promise<FuzzTarget["make"]> => {
    const good = await Deno.readFile(`${run}/run/${name}`);
    return (random) => mutate(good, random);
  };
  const payload = await Deno.readTextFile(`${run}/run/payload.json`);
  const read = (path: string): Promise<unknown> => readPayloadFile(path).then((value) => JSON.stringify(value));
  const whole = await read(`${run}/run/payload.json`);
  const configuration = JSON.stringify({
    data: { photons: 1e6 },
    training: { epochs: 3, stages: [1, 1, 1] },
    execution: {},
  });
  const odd = (text: string) => (random: Random): Uint8Array<ArrayBuffer> =>
    new TextEncoder().encode(oddJson(text, random));
  const product = new TextEncoder().encode(`\n{"path":"image/a.png","digest":"sha256:${"0".repeat(64)}"}\n`.repeat(3));
  const products: FuzzTarget["make"] = (random) => mutate(product, random);
  return [
    { name: "payload", file: "payload.json", make: await damaged("payload.json"), read, expected: whole },
    { name: "edited-payload", file: "payload.json", make: odd(payload), read, expected: whole },
    {
      name: "configuration",
      file: "a.json",
      make: odd(configuration),
      read: (path) => readConfigFile(path, { note: () => {} }),
      expected: null,
    },
    { name: "run-record", file: "run/run.json", make: await damaged("run.json"), read: choose, expected: null },
    {
      name: "products",
      file: "products.jsonl",
      make: products,
      read: (path) => removeProducts(dirname(path)),
      expected: null,
    },
    { name: "csv", file: "metrics.csv", make: await damaged("metrics.csv"), read: csv, expected: null },
    { name: "jsonl", file: "metrics.jsonl", make: await damaged("metrics.jsonl"), read: jsonl, expected: null },
    {
      name: "reported-record",
      file: "reported/run.json",
      make: odd(await Deno.readTextFile(`${run}/run/run.json`)),
      read: report,
      expected: null,
    },
    {
      name: "reported-log",
      file: "reported/metrics.csv",
      make: await damaged("metrics.csv"),
      read: report,
      expected: null,
    },
    { name: "events", file: `run/${events}`, make: await damaged(events), read: tensorboard, expected: null },
    { name: "mlflow", file: "mlflow.json", make: await damaged("mlflow.json"), read: identity, expected: null },
    {
      name: "mlflow-queue",
      file: "queue.jsonl",
      make: await damaged("mlflow_queue.jsonl"),
      read: queue,
      expected: null,
    },
  ];
}

// --- internal ---

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}

/** A report tells what is wrong with a run: even a plain line is one too many. */
async function report(path: string): Promise<unknown> {
  try {
    return (await reportHtml([await readReportedRun(folderOf(path))])).length > 0;
  } catch (cause) {
    throw new Error("a report\nhas thrown", { cause });
  }
}

async function choose(path: string): Promise<unknown> {
  await Deno.mkdir(`${folderOf(path)}/checkpoints`, { recursive: true });
  await Deno.writeFile(`${folderOf(path)}/checkpoints/last.safetensors`, new Uint8Array());
  return (await chooseCheckpoint(folderOf(path))).path;
}

/** A logger takes up a run in its second epoch, and is told of nothing. */
async function takeUp(logger: Callback): Promise<null> {
  const counts = { epochs: 3, batches: 2, samples: 5, channels: 1, validationSamples: 1, warnings: [] };
  await logger.onFitStart?.({ runDirectory: ".", firstEpoch: 1, firstBatch: 1, ...counts });
  await logger.onFitEnd?.({} as Parameters<NonNullable<Callback["onFitEnd"]>>[0]);
  return null;
}

function csv(path: string): Promise<unknown> {
  return takeUp(
    createCsvLogger({ path, metrics: { loss: "poisson_train_loss", valLoss: "poisson_val_loss" } as never }),
  );
}

function jsonl(path: string): Promise<unknown> {
  return takeUp(createJsonlLogger({ path, onWarning: () => {} }));
}

function tensorboard(path: string): unknown {
  return cutEventFiles(folderOf(path), { step: 3, epochStep: 2 });
}

async function identity(path: string): Promise<unknown> {
  return (await MlflowIdentityFile.open(path, { uri: "http://127.0.0.1:9", experiment: "e" })).isNew;
}

async function queue(path: string): Promise<unknown> {
  const problems: string[] = [];
  const onProblem = (problem: string): void => void problems.push(problem);
  const file = await MlflowQueue.open(path, { onProblem, onDamage: onProblem, onFull: () => {}, isWanted: () => true });
  while (file.next() !== null) await file.acknowledge();
  await file.close();
  return problems;
}
