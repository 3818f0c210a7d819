import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { testAlone } from "../../alone.ts";
import { FileLimit, NO_FILE_LIMIT } from "../file_limit.ts";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type MlflowEntry, paramEntry, tagEntry } from "../../../run/mlflow/mlflow_entry.ts";
import { MlflowQueue, type MlflowQueueOptions } from "../../../run/mlflow/mlflow_queue.ts";
import { TempDir } from "../../data/temp_dir.ts";

function metric(step: number, of: "batch" | "epoch" = "batch"): MlflowEntry {
  return { metric: { key: "loss", value: 0.1, timestamp: 1_700_000_000_000, step }, of };
}

interface Opened {
  readonly queue: MlflowQueue;
  /** What it said, each with the kind of it. */
  readonly told: string[];
}

async function queueAt(path: string, options: Partial<MlflowQueueOptions> = {}): Promise<Opened> {
  const told: string[] = [];
  const queue = await MlflowQueue.open(path, {
    onProblem: (problem) => told.push(`problem: ${problem}`),
    onDamage: (sentence) => told.push(`damage: ${sentence}`),
    onFull: () => told.push("full"),
    isWanted: () => true,
    ...options,
  });
  return { queue, told };
}

function steps(queue: MlflowQueue): number[] {
  return queue.next()?.entries.map((entry) => "metric" in entry ? entry.metric.step : NaN) ?? [];
}

/** What another program would take up if this one were killed now. */
async function leftAt(path: string): Promise<number[]> {
  const copy = `${path}.left`;
  Deno.copyFileSync(path, copy);
  const { queue, told } = await queueAt(copy);
  const left = steps(queue);
  assertEquals(told, []);
  await queue.close();
  return left;
}

Deno.test("MlflowQueue gives entries of one kind, in order, no more than a request may carry", async () => {
  using space = new TempDir();
  const { queue } = await queueAt(`${space.path}/queue.jsonl`);
  const params = Array.from({ length: 130 }, (_, index) => paramEntry(`p${index}`, index));
  const long = Array.from({ length: 70 }, (_, index) => tagEntry(`t${index}`, "x".repeat(5000)));
  queue.add([metric(1), metric(2), { update: { status: "RUNNING" } }, { update: { status: "FAILED" } }, ...params]);
  queue.add([...long, ...Array.from({ length: 1200 }, (_, step) => metric(step))]);
  const seen: [string, number][] = [];
  for (let request = queue.next(); request; request = queue.next()) {
    seen.push([request.kind, request.entries.length]);
    await queue.acknowledge();
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
  await queue.close();
  assertEquals([...Deno.readDirSync(space.path)], []);
});

Deno.test("MlflowQueue takes up what an earlier one left, without what had arrived and what was broken off", async () => {
  using space = new TempDir();
  const path = `${space.path}/queue.jsonl`;
  const { queue: first } = await queueAt(path);
  first.add([metric(1), metric(2), { tag: { key: "a", value: "b" } }, metric(4)]);
  assertEquals(steps(first), [1, 2]);
  await first.acknowledge();
  first.add([metric(5)]);
  // This is what a killed program leaves: the file as it is, its last line perhaps broken off.
  const copy = `${space.path}/copy.jsonl`;
  Deno.copyFileSync(path, copy);
  Deno.writeTextFileSync(copy, '{"metric":{"key":"lo', { append: true });
  const { queue: second, told } = await queueAt(copy);
  assertEquals([second.size, steps(second), told], [3, [NaN], []]);
  await second.acknowledge();
  second.add([metric(6)]);
  assertEquals(await leftAt(copy), [4, 5, 6]);
  await first.close();
  await second.close();
});

Deno.test("MlflowQueue does not take up what will be logged again", async () => {
  using space = new TempDir();
  const path = `${space.path}/queue.jsonl`;
  const { queue: first } = await queueAt(path);
  first.add([metric(1), metric(0, "epoch"), metric(2), metric(3)]);
  await first.close();
  const isWanted = (entry: MlflowEntry): boolean =>
    !("metric" in entry && entry.of === "batch" && entry.metric.step > 1);
  const { queue: second, told } = await queueAt(path, { isWanted });
  assertEquals([steps(second), told], [[1, 0], []]);
  await second.close();
});

Deno.test("MlflowQueue keeps its file small however much goes through it, and empties it", async () => {
  using space = new TempDir();
  const path = `${space.path}/queue.jsonl`;
  const { queue } = await queueAt(path);
  queue.add([metric(0)]);
  let largest = 0;
  for (let step = 1; step <= 20_000; step++) {
    const [oldest] = steps(queue);
    assertEquals(oldest, step - 1);
    queue.add([metric(step)]);
    await queue.acknowledge();
    if (step % 100 === 0) largest = Math.max(largest, Deno.statSync(path).size);
  }
  assert(largest < 600_000, `${largest} bytes`);
  assertEquals(await leftAt(path), [20_000]);
  steps(queue);
  await queue.acknowledge();
  assert(Deno.statSync(path).size < 100, Deno.readTextFileSync(path));
  await queue.close();
  assertEquals(existsSync(path), false);
});

Deno.test("MlflowQueue grows to its bound and no further, neither on disk nor in memory, and counts what it leaves out", async () => {
  using space = new TempDir();
  const path = `${space.path}/queue.jsonl`;
  const limit = 2 ** 20;
  const { queue, told } = await queueAt(path, { limit });
  for (let step = 0; step < 30_000; step++) queue.add([metric(step)]);
  const kept = queue.size;
  assertEquals([kept + queue.leftOut, told], [30_000, ["full"]]);
  const { size } = Deno.statSync(path);
  assert(size > 0.85 * limit && size <= 0.875 * limit, `${size} bytes`);
  // Epochs, tags and states have room of their own.
  queue.add([metric(7, "epoch"), { update: { status: "FINISHED" } }]);
  assertEquals(queue.size, kept + 2);
  const got: number[] = [];
  while (queue.size > 0) {
    got.push(...steps(queue));
    await queue.acknowledge();
    assert(Deno.statSync(path).size <= limit);
  }
  assertEquals(got, [...Array.from({ length: kept }, (_, step) => step), 7, NaN]);
  queue.add([metric(1)]);
  assertEquals([queue.size, queue.leftOut], [1, 30_000 - kept]);
  await queue.close();
});

Deno.test("MlflowQueue holds nothing in memory of what waits on disk", async () => {
  using space = new TempDir();
  const path = `${space.path}/queue.jsonl`;
  const { queue } = await queueAt(path);
  const before = heap();
  for (let step = 0; step < 100_000; step++) queue.add([metric(step)]);
  assertEquals([queue.size, queue.leftOut], [100_000, 0]);
  const grown = heap() - before;
  assert(grown < 2 ** 20, `${grown} bytes for a file of ${Deno.statSync(path).size}`);
  await queue.close();
});

Deno.test("MlflowQueue takes out lines of an earlier one that are no entries, and says so", async () => {
  using space = new TempDir();
  const path = `${space.path}/queue.jsonl`;
  const { queue: first } = await queueAt(path);
  first.add([metric(1), metric(2), metric(3), metric(4)]);
  await first.close();
  const [name = "", ...lines] = (await Deno.readTextFile(path)).trimEnd().split("\n");
  const texts = [
    [[name, lines[0], "\u0000\u0001", '{"metric":{"key":"loss"}}', "[".repeat(1000), "null", lines[3]], [1, 4], 4, 3],
    [[name.replace('"', "'"), ...lines], [1, 2, 3, 4], 1, 1],
    // Notes of how far was sent that cannot be right: of another file, beyond their place, within a line.
    [[name, ...lines, '{"queue":"other","sentTo":200}', `${name.slice(0, -1)},"sentTo":99999}`], [1, 2, 3, 4], 0, 0],
    [[name, ...lines, `${name.slice(0, -1)},"sentTo":60}`], [1, 2, 3, 4], 0, 0],
    [[name, ...lines, `${name.slice(0, -1)},"sentTo":-5}`], [1, 2, 3, 4], 1, 6],
  ] as const;
  for (const [text, left, damaged, place] of texts) {
    await Deno.writeTextFile(path, text.join("\n") + "\n");
    const { queue, told } = await queueAt(path);
    assertEquals(steps(queue), [...left]);
    assertEquals(told.length, damaged === 0 ? 0 : 1);
    const count = damaged === 1 ? "1 line that" : `${damaged} lines that`;
    if (damaged > 0) assertStringIncludes(told[0] ?? "", `${path} had ${count} cannot be read`);
    if (damaged > 0) assertStringIncludes(told[0] ?? "", `(the first is line ${place})`);
    await queue.close();
  }
});

Deno.test("MlflowQueue does not hang on a file that somebody cut or overwrote while it was open", async () => {
  for (const damage of ["", "x".repeat(3000), "\n".repeat(400)]) {
    using space = new TempDir();
    const path = `${space.path}/queue.jsonl`;
    const { queue } = await queueAt(path);
    queue.add([metric(1), metric(2), metric(3)]);
    Deno.writeTextFileSync(path, damage);
    queue.add([metric(4)]);
    const got: number[] = [];
    for (let request = queue.next(); request; request = queue.next()) {
      got.push(...request.entries.map((entry) => "metric" in entry ? entry.metric.step : NaN));
      await queue.acknowledge();
    }
    assert(got.length + queue.leftOut >= 3 && queue.size === 0, `${got} and ${queue.leftOut}`);
    await queue.close();
  }
});

testAlone({
  file: import.meta.url,
  name: "MlflowQueue holds in memory what a full disk does not take, in order, and writes it as soon as it can",
  ignore: NO_FILE_LIMIT,
  fn: async () => {
    using space = new TempDir();
    const path = `${space.path}/queue.jsonl`;
    const { queue, told } = await queueAt(path);
    queue.add([metric(1)]);
    {
      using _limit = new FileLimit(Deno.statSync(path).size + 40);
      queue.add([metric(2)]);
      queue.add([metric(3)]);
      assertEquals(await leftAt(path), [1]);
      assertEquals(steps(queue), [1]);
    }
    assertEquals([queue.size, told.length], [3, 1]);
    assertStringIncludes(told[0] ?? "", `Cannot append to ${path}`);
    await queue.sync();
    assertEquals(await leftAt(path), [1, 2, 3]);
    assertEquals(steps(queue), [1, 2, 3]);
    await queue.acknowledge();
    await queue.close();
    assertEquals([queue.leftOut, told.length], [0, 1]);
  },
});

Deno.test("MlflowQueue goes on in a little memory where there is no disk, and says so once", async () => {
  const { queue, told } = await queueAt("/nonexistent/queue.jsonl");
  queue.add([metric(1)]);
  queue.add([metric(2)]);
  assertEquals(steps(queue), [1, 2]);
  await queue.acknowledge();
  assertEquals(queue.size, 0);
  assertEquals(told.length, 1);
  assertStringIncludes(told[0] ?? "", "problem: Cannot write /nonexistent/queue.jsonl");
  for (let step = 0; step < 20_000; step++) queue.add([metric(step)]);
  assert(queue.size < 12_000 && queue.size + queue.leftOut === 20_000, `${queue.size} in memory`);
  assertEquals(told.length, 2);
  await queue.close();
});

function heap(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return Deno.memoryUsage().heapUsed;
}

function existsSync(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
