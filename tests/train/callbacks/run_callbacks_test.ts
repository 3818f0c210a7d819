import { assertEquals, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import type { Callback } from "../../../train/callbacks/callback.ts";
import type { FitEndEvent, FitStartEvent } from "../../../train/callbacks/events.ts";
import { combineErrors } from "../../../run/course/hooks.ts";
import { CallbackRunner } from "../../../train/callbacks/run_callbacks.ts";
import { BATCH, PLAN, TIMES } from "../plan.ts";

const START: FitStartEvent = {
  runDirectory: "run",
  epochs: 1,
  firstEpoch: 0,
  firstBatch: 0,
  batches: 1,
  samples: 1,
  channels: 1,
  validationSamples: 0,
  warnings: [],
};
const END: FitEndEvent = {
  exitReason: "finished",
  exitDetail: null,
  epochs: 1,
  steps: 1,
  timings: { prepare: 0, train: 0, validate: 0, images: 0, checkpoint: 0, total: 0 },
};

/** A callback that writes down which of its hooks were called. */
function witness(name: string, log: string[], more: Partial<Callback> = {}): Callback {
  return {
    name,
    onFitStart: () => void log.push(`${name} start`),
    onEpochStart: () => void log.push(`${name} epoch`),
    onException: () => void log.push(`${name} exception`),
    onFitEnd: () => void log.push(`${name} end`),
    ...more,
  };
}

Deno.test("CallbackRunner calls hooks in order and cleans up in reverse order", async () => {
  const log: string[] = [];
  const runner = new CallbackRunner([witness("a", log), witness("b", log)]);
  await runner.setUp({ ...START });
  await runner.emit("onEpochStart", { ...PLAN, epoch: 0, epochs: 2 });
  assertEquals(await runner.cleanUp({ ...END }), []);
  assertEquals(log, ["a start", "b start", "a epoch", "b epoch", "b end", "a end"]);
});

Deno.test("CallbackRunner waits for asynchronous hooks before it calls the next", async () => {
  const log: string[] = [];
  const slow = async (): Promise<void> => {
    await Promise.resolve();
    await Promise.resolve();
    log.push("slow");
  };
  const runner = new CallbackRunner([{ name: "a", onEpochStart: slow }, witness("b", log)]);
  await runner.setUp({ ...START });
  await runner.emit("onEpochStart", { ...PLAN, epoch: 0, epochs: 2 });
  assertEquals(log, ["b start", "slow", "b epoch"]);
});

Deno.test("CallbackRunner cleans up exactly those callbacks whose set-up ran", async () => {
  const log: string[] = [];
  const broken = witness("b", log, { onFitStart: () => Promise.reject(new Error("no room")) });
  const runner = new CallbackRunner([witness("a", log), broken, witness("c", log)]);
  const error = await assertRejects(() => runner.setUp({ ...START }), Error, "no room");
  await runner.fail(error);
  await runner.cleanUp({ ...END, exitReason: "failed" });
  assertEquals(log, ["a start", "a exception", "a end"]);
});

Deno.test("CallbackRunner collects what clean-up throws and goes on", async () => {
  const log: string[] = [];
  const fail = (): void => {
    throw new Error("disk gone");
  };
  const runner = new CallbackRunner([witness("a", log), witness("b", log, { onFitEnd: fail })]);
  await runner.setUp({ ...START });
  const errors = await runner.cleanUp({ ...END });
  assertEquals(errors.map(String), [
    'Error: Cannot end the training cleanly as callback "b" threw: disk gone',
  ]);
  assertEquals(log.at(-1), "a end");
  assertEquals(await runner.cleanUp({ ...END }), [], "each is cleaned up once");
});

Deno.test("CallbackRunner reports a stop and still calls the other callbacks", async () => {
  const log: string[] = [];
  const runner = new CallbackRunner([{ name: "a", onEpochStart: () => "stop" }, witness("b", log)]);
  await runner.setUp({ ...START });
  assertEquals(await runner.emit("onEpochStart", { ...PLAN, epoch: 0, epochs: 2 }), "a");
  assertEquals(
    await runner.emit("onEpochEnd", { ...PLAN, epoch: 0, steps: 1, metrics: {}, ...TIMES, gradNorm: null }),
    null,
  );
  assertEquals(log, ["b start", "b epoch"]);
});

Deno.test("CallbackRunner hands out events that cannot be altered", async () => {
  const runner = new CallbackRunner([{
    name: "vandal",
    onBatchEnd: (event) => {
      assertThrows(() => Object.assign(event, { epoch: 9 }), TypeError);
      assertThrows(() => Object.assign(event.metrics, { loss: 0 }), TypeError);
    },
  }]);
  await runner.setUp({ ...START });
  await runner.emit("onBatchEnd", { ...BATCH, epoch: 0, batch: 0, step: 0, size: 1, metrics: { loss: 1 } });
});

Deno.test("combineErrors() keeps a single error as it is and several under the first message", () => {
  const first = new RangeError("first");
  assertStrictEquals(combineErrors([first]), first);
  const both = combineErrors([first, new Error("second")]);
  assertEquals([both instanceof AggregateError, String(both)], [
    true,
    "AggregateError: first (and 1 more while cleaning up)",
  ]);
});
