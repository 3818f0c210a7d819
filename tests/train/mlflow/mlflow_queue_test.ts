import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type MlflowEntry, paramEntry, tagEntry } from "../../../train/mlflow/mlflow_entry.ts";
import { MlflowQueue } from "../../../train/mlflow/mlflow_queue.ts";

function metric(step: number): MlflowEntry {
  return { metric: { key: "loss", value: 0.1, timestamp: 1_700_000_000_000, step } };
}

function queueAt(path: string): { readonly queue: MlflowQueue; readonly problems: string[] } {
  const problems: string[] = [];
  return { queue: new MlflowQueue(path, (problem) => problems.push(problem)), problems };
}

function steps(queue: MlflowQueue): number[] {
  return queue.next()?.entries.map((entry) => "metric" in entry ? entry.metric.step : NaN) ?? [];
}

/** What another program would take up if this one were killed now. */
function leftAt(path: string): number[] {
  const copy = Deno.makeTempFileSync();
  Deno.copyFileSync(path, copy);
  const { queue } = queueAt(copy);
  const left = steps(queue);
  queue.close();
  return left;
}

Deno.test("MlflowQueue gives entries of one kind, in order, no more than a request may carry", () => {
  const directory = Deno.makeTempDirSync();
  const { queue } = queueAt(`${directory}/queue.jsonl`);
  const params = Array.from({ length: 130 }, (_, index) => paramEntry(`p${index}`, index));
  const long = Array.from({ length: 70 }, (_, index) => tagEntry(`t${index}`, "x".repeat(5000)));
  queue.add([metric(1), metric(2), { update: { status: "RUNNING" } }, { update: { status: "FAILED" } }, ...params]);
  queue.add([...long, ...Array.from({ length: 1200 }, (_, step) => metric(step))]);
  const seen: [string, number][] = [];
  for (let request = queue.next(); request; request = queue.next()) {
    seen.push([request.kind, request.entries.length]);
    queue.acknowledge(request.entries.length);
  }
  assertEquals(seen, [
    ["metric", 2],
    ["update", 1],
    ["update", 1],
    ["param", 100],
    ["param", 30],
    ["tag", 59],
    ["tag", 11],
    ["metric", 1000],
    ["metric", 200],
  ]);
  queue.close();
  assertEquals([...Deno.readDirSync(directory)], []);
  Deno.removeSync(directory);
});

Deno.test("MlflowQueue takes up what an earlier one left, without what had arrived and what was broken off", () => {
  const path = Deno.makeTempFileSync();
  const { queue: first } = queueAt(path);
  first.add([metric(1), metric(2), metric(3)]);
  first.acknowledge(1);
  first.add([metric(4)]);
  first.acknowledge(1);
  // The first one is neither closed nor told: this is what a killed program leaves.
  Deno.writeTextFileSync(path, '{"sent":2', { append: true });
  const { queue: second, problems } = queueAt(path);
  assertEquals([steps(second), problems], [[3, 4], []]);
  second.add([metric(5)]);
  assertEquals(leftAt(path), [3, 4, 5]);
  first.close();
  second.close();
  Deno.removeSync(path);
});

Deno.test("MlflowQueue keeps its file small however much goes through it", () => {
  const path = Deno.makeTempFileSync();
  const { queue } = queueAt(path);
  queue.add([metric(0)]);
  let largest = 0;
  for (let step = 1; step <= 20_000; step++) {
    queue.add([metric(step)]);
    queue.acknowledge(1);
    if (step % 100 === 0) largest = Math.max(largest, Deno.statSync(path).size);
  }
  assert(largest < 500_000, `${largest} bytes`);
  assertEquals(leftAt(path), [20_000]);
  queue.acknowledge(1);
  assertEquals(Deno.statSync(path).size, 0);
  queue.close();
});

Deno.test("MlflowQueue goes on in memory where there is no disk, and says so once", () => {
  const { queue, problems } = queueAt("/nonexistent/queue.jsonl");
  queue.add([metric(1)]);
  queue.add([metric(2)]);
  assertEquals(steps(queue), [1, 2]);
  queue.acknowledge(2);
  queue.close();
  assertEquals([queue.size, problems.length], [0, 1]);
  assertStringIncludes(problems[0] ?? "", "No such file or directory");
});
