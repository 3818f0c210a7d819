import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import {
  ConfigError,
  createTrainingPayload,
  execution,
  explainPayload,
  model,
  payloadSections,
  training,
  type TrainingPayload,
} from "@exitwave/exitwave/config";
import { merge } from "../../../config/fields/merge.ts";
import { placeOfCall, showPlace } from "../../../config/values/place.ts";

const BASE = new URL(".", import.meta.url).href;

/** Line of the caller, by its own means. */
function here(): number {
  return Number(new Error().stack?.split("\n")[2]?.match(/:(\d+):\d+\)?$/)?.[1]);
}

function originOf(payload: TrainingPayload, path: string): string | undefined {
  return explainPayload(payload, { base: BASE }).find((row) => row.path === path)?.origin;
}

Deno.test("explainPayload() tells file and line of every builder call", () => {
  const line = here();
  const payload = createTrainingPayload({
    model: model().supervised().ampLoss("total_variation", 2),
    training: training()
      .epochs(3)
      .batchSize(4),
    execution: execution().earlyStop({ patience: 2, minDelta: 1 }).accumulate(2),
  });
  const places = explainPayload(payload).map(({ path, at }) => [path, at]);
  assertEquals(places, [
    ["model.mode", `${import.meta.url}:${line + 2}`],
    ["model.loss", `${import.meta.url}:${line + 2}`],
    ["model.ampLoss", `${import.meta.url}:${line + 2}`],
    ["model.ampLossCoeff", `${import.meta.url}:${line + 2}`],
    ["training.epochs", `${import.meta.url}:${line + 4}`],
    ["training.batchSize", `${import.meta.url}:${line + 5}`],
    ["training.accumulate", `${import.meta.url}:${line + 6}`],
    ["execution.earlyStopPatience", `${import.meta.url}:${line + 6}`],
    ["execution.earlyStopMinDelta", `${import.meta.url}:${line + 6}`],
  ]);
  assertEquals(originOf(payload, "training.epochs"), `config (place_test.ts:${line + 4}), over 50 by default`);
});

Deno.test("explainPayload() tells the line of a value that was replaced, too", () => {
  const line = here() + 1;
  const sections = { training: training().epochs(3) };
  const payload = createTrainingPayload(sections, { flag: { training: { epochs: 5 } } });
  assertEquals(
    originOf(payload, "training.epochs"),
    `flag, over 3 from config (place_test.ts:${line}), over 50 by default`,
  );
  assertEquals(explainPayload(payload)[0]?.at, null);
});

Deno.test("places are no part of the payload: JSON, clones and fingerprints are as without them", () => {
  const payload = createTrainingPayload({ training: training().epochs(3) });
  const plain = createTrainingPayload({ training: { epochs: 3 } });
  assertEquals(JSON.stringify(payload), JSON.stringify(plain));
  assertEquals(JSON.parse(JSON.stringify(payload)), payload);
  assertEquals(structuredClone(payload), plain);
  assertEquals(payload.fingerprints, plain.fingerprints);
  assertEquals(Object.keys(payload.overrides[0] ?? {}), ["path", "value", "source", "isDefault", "replaced"]);
  assert(
    [payload.overrides[0], payload.overrides[0]?.replaced, training().epochs(3).sections.training].every(
      Object.isFrozen,
    ),
  );
});

Deno.test("plain sections and sections of a payload have no place", () => {
  const plain = createTrainingPayload({ training: { epochs: 3 } });
  assertEquals([originOf(plain, "training.epochs"), explainPayload(plain)[0]?.at], [
    "config, over 50 by default",
    null,
  ]);
  const again = createTrainingPayload(payloadSections(createTrainingPayload({ training: training().epochs(3) })));
  assertEquals(explainPayload(again)[0]?.at, null);
});

Deno.test("merge() keeps the place of a field unless the field is set again", () => {
  const line = here() + 1;
  const { sections } = training().epochs(3).seed(7);
  const merged = merge(merge({}, sections), { training: { seed: 8 }, model: { filterScale: 1 } });
  const rows = explainPayload(createTrainingPayload(merged)).map(({ path, at }) => [path, at]);
  assertEquals(rows, [
    ["model.filterScale", null],
    ["training.epochs", `${import.meta.url}:${line}`],
    ["training.seed", null],
  ]);
});

Deno.test("ConfigError tells the line that set a wrong value, in one line each", () => {
  const line = here() + 2;
  const wrong = {
    training: training().epochs(0),
    execution: execution().checkpointMonitor("mae_val_loss"),
  };
  const error = assertThrows(() => createTrainingPayload(wrong), ConfigError);
  assertEquals(error.problems.map(({ path, at }) => [path, at]), [
    ["training.epochs", `${import.meta.url}:${line}`],
    ["execution.checkpointMonitor", `${import.meta.url}:${line + 1}`],
  ]);
  assertMatch(error.message, /: current value is 0 \(set in file:.*place_test\.ts:\d+\)\n.*"mae_val_loss" \(set in /);
});

Deno.test("placeOfCall() does without a stack, and without a file", () => {
  const call = (): string | undefined => placeOfCall(call);
  assertMatch(call() ?? "", /place_test\.ts:\d+$/);
  const limit = Error.stackTraceLimit;
  try {
    Error.stackTraceLimit = 0;
    assertEquals(call(), undefined);
  } finally {
    Error.stackTraceLimit = limit;
  }
  // A notebook's cell is no file either.
  const inCell = (frame: string): string | undefined => {
    const prepare = Error.prepareStackTrace;
    try {
      Error.prepareStackTrace = () => `Error\n    at ${frame}`;
      return call();
    } finally {
      if (prepare) Error.prepareStackTrace = prepare;
      else Reflect.deleteProperty(Error, "prepareStackTrace");
    }
  };
  assertEquals(inCell("<anonymous>:2:8"), undefined);
  assertEquals(inCell("run (file:///a%20b/c(1).ts:12:8)"), "file:///a%20b/c(1).ts:12");
  assertEquals(inCell("async https://example.org/run.ts:3:1"), undefined);
  assertEquals(inCell("https://example.org/run.ts:3:1"), "https://example.org/run.ts:3");
});

Deno.test("showPlace() names files in the directory relative to it, and others in full", () => {
  assertEquals(showPlace("file:///home/me/my%20run.ts:3", "file:///home/me/"), "my run.ts:3");
  assertEquals(showPlace("file:///home/you/run.ts:3", "file:///home/me/"), "/home/you/run.ts:3");
  assertEquals(showPlace("https://example.org/run.ts:3", "file:///home/me/"), "https://example.org/run.ts:3");
  assertEquals(showPlace("file:///a/100%.ts:3"), "/a/100%.ts:3");
});
