import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { createTrainingPayload } from "../../../config/training_payload.ts";
import type { Callback } from "../../../train/callbacks/callback.ts";
import { createMlflowLogger } from "../../../train/callbacks/mlflow_logger.ts";
import type { MlflowLogOptions } from "../../../run/mlflow/mlflow_log.ts";
import { findMlflowServer } from "../../../run/mlflow/mlflow_server.ts";
import { fit } from "../../../train/trainer.ts";
import { knob } from "../../knob.ts";
import { BATCH, PLAN, TIMES } from "../plan.ts";
import { CPU, namesIn, tinyPayload, workspace } from "../tiny_run.ts";
import { MlflowService } from "../../run/mlflow/mlflow_service.ts";
import { TempDir } from "../../data/temp_dir.ts";

/** No time limit is met that a test does not wait for: a machine that does other work changes nothing. */
const TIMING = { gather: 0, timeout: 120_000, firstWait: 5, longestWait: 20, patience: 120_000 };
/** Ends soon once it is told to: what is to happen before has to be waited for. */
const IMPATIENT = { ...TIMING, patience: 50 };
const START = {
  epochs: 9,
  firstBatch: 0,
  batches: 2,
  samples: 2,
  channels: 1,
  validationSamples: 0,
  warnings: [],
} as const;
const TIMINGS = { prepare: 0, train: 0, validate: 0, images: 0, checkpoint: 0, total: 0 };

interface Logged {
  readonly warnings: string[];
  readonly logger: Callback;
}

function loggerIn(
  directory: string,
  { uri = "http://127.0.0.1:5000", ...options }: Partial<MlflowLogOptions> & { readonly uri?: string } = {},
): Logged {
  const warnings: string[] = [];
  const payload = createTrainingPayload({ training: { epochs: 3, batchSize: 2 }, execution: { notes: "a note" } });
  const onWarning = (text: string): void => void warnings.push(text);
  const rest = { server: findMlflowServer(uri), experiment: "stars", payload, timing: TIMING, onWarning, ...options };
  return { warnings, logger: createMlflowLogger({ directory, ...rest }) };
}

async function start({ logger }: Logged, firstEpoch = 0): Promise<void> {
  await logger.onFitStart?.({ ...START, runDirectory: "", firstEpoch });
}

async function logEpoch({ logger }: Logged, epoch: number, value = epoch + 0.5): Promise<void> {
  const loss = { poisson_train_loss: value };
  for (const batch of [0, 1]) {
    const at = { epoch, batch, step: 2 * epoch + batch, microStep: 2 * epoch + batch, size: 1 };
    await logger.onBatchEnd?.({ ...BATCH, ...at, metrics: loss });
  }
  const metrics = { ...loss, poisson_val_loss: NaN };
  await logger.onEpochEnd?.({ ...PLAN, epoch, steps: 2 * epoch + 2, metrics, ...TIMES, gradNorm: null });
}

async function end({ logger }: Logged, exitReason: "finished" | "aborted" | "failed" = "finished"): Promise<void> {
  await logger.onFitEnd?.({ exitReason, exitDetail: null, epochs: 3, steps: 6, timings: TIMINGS });
}

async function logRun(logged: Logged, epochs: readonly number[] = [0, 1, 2]): Promise<void> {
  await start(logged, epochs[0]);
  for (const epoch of epochs) await logEpoch(logged, epoch);
  await end(logged);
}

/** Waits for what happens in the background. */
async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + 120_000;
  while (!condition()) {
    assert(performance.now() < end, `waited in vain until ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const SERIES: [number, number][] = [[0, 0.5], [1, 1.5], [2, 2.5]];

/** Everything of {@link logRun} is there, once. */
function assertLogged(service: MlflowService): void {
  assertEquals(service.violations, []);
  assertEquals(service.series("poisson_train_loss"), SERIES);
  assertEquals(service.series("poisson_train_loss_step").map(([step]) => step), [0, 1, 2, 3, 4, 5]);
  assertEquals([service.run.status, service.run.endTime !== null], ["FINISHED", true]);
}

knob("execution.mlflowUri", "metrics, parameters and the state of a training are sent to that server", async () => {
  await using service = new MlflowService();
  await using space = await workspace();
  const warnings: string[] = [];
  const payload = tinyPayload(space, {
    training: { limitTrainBatches: 2, epochs: 2, valSplit: 0.25, limitValBatches: 1 },
    execution: { logger: ["mlflow"], mlflowUri: `http://me:secret@127.0.0.1:${service.port}/` },
  });
  const { history } = await fit(payload, { accelerator: CPU, onWarning: (text) => void warnings.push(text) });
  assertEquals([warnings, service.violations], [[], []]);
  for (const name of ["poisson_train_loss", "poisson_val_loss"]) {
    assertEquals(service.series(name), history.map(({ epoch, metrics }) => [epoch, metrics[name] ?? NaN]));
  }
  assertEquals(service.series("learning_rate"), [[0, 1e-3], [1, 1e-3]]);
  assertEquals(service.series("poisson_train_loss_step").length, 4);
  const { params, tags, status, name } = service.run;
  assertEquals([name, status, tags.get("exit_reason")], ["run", "FINISHED", "finished"]);
  assertEquals([params.get("training.epochs"), params.get("training.batchSize")], ["2", "1"]);
  assertEquals(params.get("fingerprint.scientific"), payload.fingerprints.scientific);
  assertEquals([...service.authorizations], [`Basic ${btoa("me:secret")}`]);
  assert(![...params.values()].join().includes("secret"));
  const files = await namesIn(payload.execution.outputDir);
  assertEquals(files.filter((file) => file.includes("mlflow")), ["mlflow.json"]);
  assert(!(await Deno.readTextFile(`${payload.execution.outputDir}/mlflow.json`)).includes("secret"));
});

knob("execution.experiment", "an MLflow run belongs to the experiment of that name, which is made once", async () => {
  await using service = new MlflowService();
  using space = new TempDir();
  for (const [run, experiment] of ["a", "b", "b"].entries()) {
    await Deno.mkdir(`${space.path}/${run}`);
    const logged = loggerIn(`${space.path}/${run}`, { uri: service.uri, experiment });
    await logRun(logged, [0]);
    assertEquals([logged.warnings, service.violations], [[], []]);
  }
  assertEquals([...service.experiments], [["a", "1"], ["b", "2"]]);
  assertEquals([...service.runs.values()].map(({ experiment }) => experiment), ["1", "2", "2"]);
});

Deno.test("createMlflowLogger() takes the experiment that another training made at the same moment", async () => {
  await using service = new MlflowService();
  using space = new TempDir();
  service.trouble = (name) => {
    if (name === "POST experiments/create") service.experiments.set("stars", "7");
    return null;
  };
  await logRun(loggerIn(space.path, { uri: service.uri }));
  assertLogged(service);
  assertEquals(service.run.experiment, "7");
});

Deno.test("createMlflowLogger() splits what is more than a request may carry and cuts long values", async () => {
  await using service = new MlflowService();
  using space = new TempDir();
  const overrides = Array.from({ length: 250 }, (_, index) => ({
    path: `data.field${index}`,
    value: index === 0 ? "ä".repeat(7000) : index,
    source: "flag" as const,
    isDefault: false,
    replaced: [],
  }));
  const payload = { ...createTrainingPayload({}), overrides };
  const logged = loggerIn(space.path, { uri: service.uri, payload, timing: { ...TIMING, gather: 60_000 } });
  await start(logged);
  for (let epoch = 0; epoch < 700; epoch++) await logEpoch(logged, epoch);
  await end(logged);
  assertEquals([logged.warnings, service.violations], [[], []]);
  assertEquals([service.run.params.size, service.run.params.get("data.field0")?.length], [251, 6000]);
  assertEquals(service.series("poisson_train_loss").length, 700);
  const batches = service.requests.filter((name) => name === "POST runs/log-batch").length;
  assert(batches > 5 && batches < 20, `${batches} requests`);
});

Deno.test("createMlflowLogger() sends everything to a server that comes up later", async () => {
  using space = new TempDir();
  const absent = new MlflowService();
  const { port, uri } = absent;
  await absent[Symbol.asyncDispose]();
  const logged = loggerIn(space.path, { uri });
  await start(logged);
  for (const epoch of [0, 1, 2]) await logEpoch(logged, epoch);
  await until(() => logged.warnings.length > 0);
  await using service = new MlflowService(port);
  await end(logged);
  assertLogged(service);
  assertEquals(logged.warnings.length, 1);
  assertStringIncludes(logged.warnings[0] ?? "", `MLflow at ${uri} is out of reach, it is tried again`);
  assertEquals(await namesIn(space.path), ["mlflow.json"]);
});

Deno.test("createMlflowLogger() tries again after 429 and 5xx, no sooner than it is asked to, and has nothing twice", async () => {
  await using service = new MlflowService();
  using space = new TempDir();
  const times: number[] = [];
  let failures = 0;
  service.trouble = (name) => {
    if (name !== "POST runs/log-batch" || failures >= 4) return null;
    times.push(performance.now());
    const [status, headers] = failures++ === 1 ? [429, { "retry-after": "1" }] : [503, {}];
    return new Response("", { status, headers });
  };
  const lost = new Set<string>();
  service.loseAnswer = (name) => name.startsWith("POST") && lost.size < lost.add(name).size;
  await logRun(loggerIn(space.path, { uri: service.uri }));
  assertLogged(service);
  assertEquals(service.run.params.get("training.epochs"), "3");
  const [, asked = NaN, next = NaN] = times;
  assert(next - asked >= 990, `${next - asked} ms after retry-after: 1`);
});

Deno.test("createMlflowLogger() leaves what a server that is gone has not got, and the next call sends it first", async () => {
  using space = new TempDir();
  await using service = new MlflowService();
  const { uri } = service;
  const first = loggerIn(space.path, { uri, timing: IMPATIENT });
  await start(first);
  await logEpoch(first, 0);
  await until(() => service.runs.size > 0);
  service.trouble = () => new Response("", { status: 502 });
  await logEpoch(first, 1);
  await until(() => first.warnings.length > 0);
  await end(first, "aborted");
  assertEquals(await namesIn(space.path), ["mlflow.json", "mlflow_queue.jsonl"]);
  const [, left = ""] = first.warnings;
  assert(/^\d+ entries of the log have not reached MLflow and wait in /.test(left), left);
  assertStringIncludes(left, `train --resume ${space.path} sends them (the server answered 502)`);

  service.trouble = () => null;
  const payload = createTrainingPayload({ training: { epochs: 5, batchSize: 2 } });
  const second = loggerIn(space.path, { uri, payload });
  await start(second, 2);
  await until(() => service.statuses.includes("KILLED") && service.run.status === "RUNNING");
  await logEpoch(second, 2);
  await end(second);
  assertEquals(service.run.params.get("training.epochs"), "3");
  assertLogged(service);
  assertEquals(second.warnings, []);
  assertEquals(await namesIn(space.path), ["mlflow.json"]);
});

Deno.test("createMlflowLogger() goes on where a killed program was, from a queue with a broken last line", async () => {
  using space = new TempDir();
  await using service = new MlflowService();
  const killed = loggerIn(space.path, { uri: service.uri, timing: { ...TIMING, gather: 60_000 } });
  await start(killed);
  await logEpoch(killed, 0);
  const path = `${space.path}/mlflow_queue.jsonl`;
  await Deno.writeTextFile(path, '{"metric":{"key":"poisson', { append: true });
  // What a kill leaves: the files as they are at this moment.
  const directory = `${space.path}/after the kill`;
  await Deno.mkdir(directory);
  for (const file of ["mlflow.json", "mlflow_queue.jsonl"]) {
    await Deno.copyFile(`${space.path}/${file}`, `${directory}/${file}`);
  }
  await Deno.remove(`${space.path}/mlflow.json`);
  await logRun(loggerIn(directory, { uri: service.uri }), [1, 2]);
  assertLogged(service);
  service.trouble = () => new Response("", { status: 403 });
  await end(killed);
});

Deno.test("createMlflowLogger() does not hold up a training whose server never answers", async () => {
  await using space = await workspace();
  await using service = new MlflowService();
  let release = (): void => {};
  const held = new Promise<void>((resolve) => release = resolve);
  service.trouble = () => held.then(() => new Response("", { status: 500 }));
  const payload = tinyPayload(space, { training: { limitTrainBatches: 3, epochs: 2 } });
  const timing = { ...IMPATIENT, timeout: 3_600_000 };
  const { logger, warnings } = loggerIn(payload.execution.outputDir, { uri: service.uri, payload, timing });
  const witness = { name: "witness", onEpochEnd: () => until(() => service.requests.length > 0) };
  const { exitReason, steps } = await fit(payload, { accelerator: CPU, callbacks: [logger, witness] });
  assertEquals([exitReason, steps, service.requests], ["finished", 6, ["GET experiments/get-by-name"]]);
  assertEquals(warnings.length, 1);
  assertStringIncludes(warnings[0] ?? "", "(there was no answer in time)");
  release();
});

Deno.test("createMlflowLogger() gives up on a request that takes too long, and on the rest where it may not log", async () => {
  await using service = new MlflowService();
  using space = new TempDir();
  let release = (): void => {};
  const held = new Promise<void>((resolve) => release = resolve);
  const first = held.then(() => new Response(""));
  service.trouble = () => service.requests.length === 1 ? first : new Response("", { status: 401 });
  const logged = loggerIn(space.path, { uri: service.uri, timing: { ...TIMING, timeout: 20 } });
  await logRun(logged);
  release();
  assertEquals([logged.warnings.length, service.requests.length > 1], [3, true]);
  assertStringIncludes(logged.warnings[0] ?? "", "there was no answer within 0.02 s");
  assertStringIncludes(logged.warnings[1] ?? "", "nothing more is sent");
  assertStringIncludes(logged.warnings[2] ?? "", `train --resume ${space.path} sends them (the server answered 401)`);
});

Deno.test("createMlflowLogger() leaves out what the server refuses and goes on", async () => {
  await using service = new MlflowService();
  using space = new TempDir();
  let refusals = 0;
  service.trouble = (name) => {
    if (name !== "POST runs/log-batch" || refusals++ > 0) return null;
    return Response.json({ error_code: "INVALID_PARAMETER_VALUE", message: "no such thing" }, { status: 400 });
  };
  const logged = loggerIn(space.path, { uri: service.uri });
  await logRun(logged);
  assertLogged(service);
  assertEquals(logged.warnings, [
    `MLflow at ${service.uri} refuses 2 entries of the log, which are left out: ` +
    "the server answered 400 INVALID_PARAMETER_VALUE no such thing",
  ]);
});

Deno.test("createMlflowLogger() warns of a missing permission, with the remedy", async () => {
  using space = new TempDir();
  // No test may use another address than 127.0.0.1; with all permissions the name just does not resolve.
  const logged = loggerIn(space.path, { uri: "https://mlflow.invalid", timing: IMPATIENT });
  await start(logged);
  await until(() => logged.warnings.length > 0);
  await end(logged);
  const { state } = await Deno.permissions.query({ name: "net", host: "mlflow.invalid:443" });
  const expected = state === "granted" ? "is out of reach" : "run it with --allow-net=mlflow.invalid:443";
  assertStringIncludes(logged.warnings[0] ?? "", expected);
});

Deno.test("createMlflowLogger() tells how a training ended", async () => {
  for (const [exitReason, status] of [["failed", "FAILED"], ["aborted", "KILLED"]] as const) {
    await using service = new MlflowService();
    using space = new TempDir();
    const logged = loggerIn(space.path, { uri: service.uri });
    await start(logged);
    await end(logged, exitReason);
    assertEquals([service.run.status, service.violations], [status, []]);
  }
});

Deno.test("createMlflowLogger() does not begin in a directory that is not there", async () => {
  const logged = loggerIn("/nonexistent/run", { uri: "http://127.0.0.1:1", timing: IMPATIENT });
  await assertRejects(() => start(logged), Error, "Cannot write /nonexistent/run/mlflow.json");
  await end(logged);
  assertEquals(logged.warnings, []);
});

Deno.test("createMlflowLogger() says at the end how many entries a server refused that refuses all", async () => {
  await using service = new MlflowService();
  using space = new TempDir();
  service.trouble = (name) => name.startsWith("POST runs/log-batch") ? new Response("", { status: 400 }) : null;
  const logged = loggerIn(space.path, { uri: service.uri, timing: { ...TIMING, gather: 1 } });
  await logRun(logged);
  assertEquals(logged.warnings.length, 2);
  // Tags, parameters, 6 batches and 3 epochs of three finite values, the reason of the end.
  const total = 2 + 4 + 6 + 3 * 4 + 1;
  assertStringIncludes(logged.warnings[1] ?? "", `MLflow at ${service.uri} refused ${total} entries of the log in all`);
  assertEquals(service.run.metrics, []);
});

Deno.test("createMlflowLogger() says when its queue is full, and at the end how much is missing", async () => {
  using space = new TempDir();
  // Nobody is given the first of all ports.
  const uri = "http://127.0.0.1:1";
  const logged = loggerIn(space.path, { uri, timing: { ...IMPATIENT, firstWait: 1000 }, queueBytes: 20_000 });
  await start(logged);
  for (let epoch = 0; epoch < 100; epoch++) await logEpoch(logged, epoch);
  await end(logged);
  const size = (await Deno.stat(`${space.path}/mlflow_queue.jsonl`)).size;
  assert(size <= 20_000, `${size} bytes`);
  const full = logged.warnings.find((text) => text.includes("holds all it may, 20000 bytes"));
  assertStringIncludes(full ?? "", `have "jsonl" among execution.logger to keep them all`);
  const [, lacking, waiting] =
    logged.warnings.join("\n").match(/lacks (\d+) entries[^]*?(\d+) entries of the log have/) ?? [];
  // Tags and parameters; of an epoch two batches and four values; the reason of the end and the state.
  assertEquals(Number(lacking) + Number(waiting), 2 + 4 + 100 * 6 + 2);
});

Deno.test("createMlflowLogger() does not read an answer that does not end", async () => {
  await using service = new MlflowService();
  using space = new TempDir();
  let sent = 0;
  const endless = (): Response => {
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
      sent += 2 ** 16;
      controller.enqueue(new Uint8Array(2 ** 16).fill(32));
    };
    return new Response(new ReadableStream({ pull }), { status: 200 });
  };
  service.trouble = () => endless();
  const logged = loggerIn(space.path, { uri: service.uri });
  await logRun(logged);
  assertStringIncludes(logged.warnings[0] ?? "", "is longer than 1 MB: is another program at this address?");
  assert(sent < 20e6, `${sent} bytes`);
});

Deno.test("createMlflowLogger() takes neither a login page nor an empty answer for MLflow", async () => {
  for (const text of ["<!doctype html><title>Sign in</title>", "", "[]", "null", '"ok"']) {
    await using service = new MlflowService();
    using space = new TempDir();
    service.trouble = (name) => name === "POST runs/log-batch" ? new Response(text) : null;
    const logged = loggerIn(space.path, { uri: service.uri });
    await logRun(logged);
    const answer = "the answer to runs/log-batch is not one of MLflow: is another program at this address?";
    assertEquals([logged.warnings.length, logged.warnings[0]?.endsWith(answer)], [2, true]);
    // Nothing counts as sent.
    assertEquals(await namesIn(space.path), ["mlflow.json", "mlflow_queue.jsonl"]);
  }
});

Deno.test("createMlflowLogger() takes names of experiments and runs as they are", async () => {
  for (const experiment of ["a/b", `it's "quoted"`, "x".repeat(300), "50% µm #1?&=", "\ud800 alone", " "]) {
    await using service = new MlflowService();
    using space = new TempDir();
    const logged = loggerIn(space.path, { uri: `${service.uri}//`, experiment });
    await logRun(logged);
    assertEquals([logged.warnings, [...service.experiments.keys()]], [[], [experiment.toWellFormed()]]);
    assertLogged(service);
  }
});

Deno.test("createMlflowLogger() sends nothing twice that a killed program had logged behind its checkpoint", async () => {
  using space = new TempDir();
  await using service = new MlflowService();
  const killed = loggerIn(space.path, { uri: service.uri, timing: { ...IMPATIENT, gather: 60_000 } });
  await start(killed);
  for (const epoch of [0, 1]) await logEpoch(killed, epoch, 9);
  // What a kill leaves: the files as they are at this moment.
  const directory = `${space.path}/after the kill`;
  await Deno.mkdir(directory);
  for (const name of ["mlflow.json", "mlflow_queue.jsonl"]) {
    await Deno.copyFile(`${space.path}/${name}`, `${directory}/${name}`);
  }
  await Deno.remove(`${space.path}/mlflow.json`);
  const resumed = loggerIn(directory, { uri: service.uri });
  await logRun(resumed, [1, 2]);
  assertEquals(service.series("poisson_train_loss"), [[0, 9], [1, 1.5], [2, 2.5]]);
  assertEquals(service.series("poisson_train_loss_step").map(([step]) => step), [0, 1, 2, 3, 4, 5]);
  assertEquals(resumed.warnings, []);
  await end(killed, "aborted");
});

Deno.test("createMlflowLogger() says that its run is a new one where mlflow.json cannot be read", async () => {
  for (const text of ["{", "null", "{}", "\u0000", "[".repeat(100_000)]) {
    await using service = new MlflowService();
    using space = new TempDir();
    await Deno.writeTextFile(`${space.path}/mlflow.json`, text);
    const logged = loggerIn(space.path, { uri: service.uri });
    await logRun(logged);
    assertEquals(logged.warnings, [
      `${space.path}/mlflow.json cannot be read: what comes next goes to a new run of MLflow, and it is written anew`,
    ]);
    assertLogged(service);
  }
});
