import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { MetricRing } from "../../../train/loop/metric_ring.ts";

await tf.setBackend("cpu");

/** A scalar whose read ends when it is told to. */
function slowScalar(): { scalar: tf.Scalar; arrive: (value: number) => void; fail: (error: Error) => void } {
  const { promise, resolve, reject } = Promise.withResolvers<Float32Array>();
  const scalar = { data: () => promise, dispose: () => undefined } as unknown as tf.Scalar;
  return { scalar, arrive: (value) => resolve(Float32Array.of(value)), fail: reject };
}

/** Lets promises that are settled run their handlers. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
}

Deno.test("MetricRing hands out values in the order of the steps, whatever order they arrive in", async () => {
  const ring = new MetricRing<string>(4);
  const [a, b] = [slowScalar(), slowScalar()];
  ring.push(a.scalar, "a");
  ring.push(b.scalar, "b");
  b.arrive(2);
  await settle();
  assertEquals(await ring.take(), [], "b has arrived but a comes first");
  a.arrive(1);
  await settle();
  assertEquals(await ring.take(), [{ values: Float32Array.of(1), tag: "a" }, { values: Float32Array.of(2), tag: "b" }]);
  assertEquals(ring.outstanding, 0);
});

Deno.test("MetricRing does not wait until it is full, then waits for the oldest alone", async () => {
  const ring = new MetricRing<number>(2);
  const scalars = [slowScalar(), slowScalar()];
  for (const [index, { scalar }] of scalars.entries()) {
    assertEquals(await ring.take(), []);
    ring.push(scalar, index);
  }
  const taken = ring.take();
  scalars[0]?.arrive(7);
  assertEquals(await taken, [{ values: Float32Array.of(7), tag: 0 }]);
  assertEquals(ring.outstanding, 1);
});

Deno.test("MetricRing reads together what has waited, once it is full, and hands out each by itself", async () => {
  const before = tf.memory().numTensors;
  const ring = new MetricRing<number>(3, { together: true });
  ring.push(tf.scalar(5), 0);
  ring.push(tf.tensor1d([6, 7]), 1);
  assertEquals(await ring.take(), []);
  ring.push(tf.scalar(8), 2);
  const taken = [...await ring.take(), ...await ring.drain()];
  assertEquals(taken.map(({ values, tag }) => [tag, ...Array.from(values)]), [[0, 5], [1, 6, 7], [2, 8]]);
  ring.push(tf.scalar(9), 3);
  await ring.discard();
  assertEquals([tf.memory().numTensors, ring.outstanding], [before, 0]);
});

Deno.test("MetricRing frees the scalars it has read", async () => {
  const before = tf.memory().numTensors;
  const ring = new MetricRing<number>(16);
  for (let step = 0; step < 5; step++) ring.push(tf.scalar(step), step);
  assertEquals((await ring.drain()).map(({ values }) => values[0]), [0, 1, 2, 3, 4]);
  ring.push(tf.scalar(1), 1);
  await ring.discard();
  assertEquals([tf.memory().numTensors, ring.outstanding], [before, 0]);
});

Deno.test("MetricRing reports a failed read where its value is taken", async () => {
  const ring = new MetricRing<number>(2);
  const { scalar, fail } = slowScalar();
  ring.push(scalar, 0);
  fail(new Error("device lost"));
  await settle();
  await assertRejects(() => ring.drain(), Error, "device lost");
  await ring.discard();
});

Deno.test("MetricRing refuses a capacity below one", () => {
  assertThrows(() => new MetricRing(0), RangeError, "capacity must be at least 1: current value is 0");
  assert(new MetricRing(1));
});
