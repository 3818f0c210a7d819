import { assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { LeakGuard } from "../../../train/loop/leak_guard.ts";

await tf.setBackend("cpu");

Deno.test("LeakGuard lets the first run of a work cache constants and then names a leak", () => {
  const guard = new LeakGuard();
  const kept: tf.Tensor[] = [];
  const leak = (): number => kept.push(tf.scalar(1), tf.scalar(2));
  assertEquals(guard.watch("a step", 1, leak), 2);
  assertEquals(guard.watch("a step", 2, leak), 4);
  assertThrows(
    () => guard.watch("a step", 1, leak),
    Error,
    "a step must leave 1 new tensors: current value is 2 (an internal error of exitwave",
  );
  tf.dispose(kept);
});
