import { assertEquals } from "@std/assert";
import { type BenchRun, readHistory } from "../../bench/history.ts";

Deno.test("bench/history.jsonl has complete runs, the oldest first", async () => {
  const runs = await readHistory();
  assertEquals(runs.length > 0, true);
  assertEquals(runs.map(({ date }) => date), runs.map(({ date }) => date).sort());
  assertEquals(runs.filter((run) => !isComplete(run)), []);
});

function isComplete({ date, version, machine, adapter, config, rounds, ratios }: BenchRun): boolean {
  const { accelerator, patchSize, gridSize, filterScale, batchSize, threads, clock } = config;
  const numbers = [rounds, patchSize, gridSize, filterScale, batchSize, threads, ...Object.values(ratios)];
  return /^\d{4}-\d\d-\d\d$/.test(date) && /^\d+\.\d+\.\d+$/.test(version) && machine !== "" && adapter !== "" &&
    ["cpu", "webgpu"].includes(accelerator) && ["wall", "process"].includes(clock) &&
    Object.keys(ratios).length > 0 && numbers.every((number) => number > 0 && Number.isFinite(number));
}
