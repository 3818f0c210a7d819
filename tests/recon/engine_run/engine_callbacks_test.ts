import { assertEquals, assertRejects } from "@std/assert";
import {
  type EngineCallback,
  type EngineState,
  type ReconstructOptions,
  type ReconstructResult,
  simulateScan,
} from "@exitwave/exitwave";
import type { ExecutionInput } from "../../../config/fields/execution_input.ts";
import { withTempDir } from "../../data/temp_dir.ts";
import { reconstructIn } from "./reconstruct_in.ts";

const simulated = simulateScan({ patchSize: 32, patterns: 12, photons: 1e5, seed: 2 });

function run(
  directory: string,
  options: ReconstructOptions = {},
  execution: ExecutionInput = {},
): Promise<ReconstructResult> {
  return reconstructIn(directory, {
    scan: simulated,
    sections: [{ engine: { iterations: 3, batchSize: 6, heldOut: 0.1 } }, { execution }],
    options: { overwrite: options.resume === undefined, ...options },
  });
}

/** Writes down what it is told. */
function diary(lines: string[], name = "diary"): EngineCallback {
  return {
    name,
    onRunStart: ({ patterns, heldOut, iterations, firstIteration, firstBatch }) =>
      void lines.push(`start ${patterns}+${heldOut} ${iterations} from ${firstIteration}/${firstBatch}`),
    onIterationEnd: ({ iteration, heldOut }) => void lines.push(`end ${iteration}${heldOut ? "" : " alone"}`),
    onBeforeSave: ({ iteration, batch }) => void lines.push(`before ${iteration}/${batch}`),
    onSave: ({ iteration, batch }) => void lines.push(`saved ${iteration}/${batch}`),
    onException: ({ error }) => void lines.push(`failed: ${error instanceof Error ? error.message : error}`),
    onRunEnd: ({ exitReason, iterations }) => void lines.push(`${exitReason} ${iterations}`),
  };
}

Deno.test("reconstruct() calls the hooks of its callbacks in order, and cleans up in reverse", async () => {
  await withTempDir(async (directory) => {
    const lines: string[] = [], other: string[] = [];
    await run(directory, { callbacks: [diary(lines)] });
    assertEquals(lines, ["start 11+1 3 from 0/0", "end 0", "end 1", "end 2", "before 3/0", "saved 3/0", "finished 3"]);
    const setUp: EngineCallback[] = ["a", "b"].map((name) => ({
      name,
      onRunStart: () => void other.push(`+${name}`),
      onRunEnd: () => void other.push(`-${name}`),
    }));
    const never: EngineCallback = { name: "never", onRunEnd: () => void other.push("never") };
    const fails: EngineCallback = { name: "c", onRunStart: () => Promise.reject(new Error("no c")) };
    await assertRejects(() => run(directory, { callbacks: [...setUp, fails, never] }), Error, "no c");
    assertEquals(other, ["+a", "+b", "-b", "-a"]);
  });
});

Deno.test("reconstruct() stops where a callback says so, with image, probe and state at hand, and goes on to the bit", async () => {
  await withTempDir(async (directory) => {
    const whole = await run(directory);
    const seen: { readonly object: Float32Array; readonly modes: number; readonly state: EngineState }[] = [];
    const stops: EngineCallback = {
      name: "enough",
      onIterationEnd: async ({ iteration, reconstruction, probe, state, patterns }) => {
        assertEquals(patterns.rFactor.length, 11);
        if (iteration === 0) return;
        const { object } = await reconstruction();
        seen.push({ object: object.re, modes: (await probe()).length, state: await state() });
        return "stop";
      },
    };
    const stopped = await run(directory, { callbacks: [stops] });
    assertEquals([stopped.exitReason, stopped.exitDetail], ["stopped", 'callback "enough" asked to stop']);
    assertEquals([seen.length, seen[0]?.modes, seen[0]?.state.iterations.length], [1, 1, 2]);
    assertEquals(seen[0]?.object, stopped.reconstruction.object.re);
    const lines: string[] = [];
    const resumed = await run(directory, { callbacks: [diary(lines)], resume: `${directory}/out` });
    assertEquals([lines[0], lines.at(-1)], ["start 11+1 3 from 2/0", "finished 3"]);
    assertEquals(resumed.reconstruction.object, whole.reconstruction.object);
  });
});

Deno.test("reconstruct() tells callbacks of a failure, and fails with all that went wrong", async () => {
  await withTempDir(async (directory) => {
    const lines: string[] = [];
    const fails: EngineCallback = {
      name: "bad",
      onIterationEnd: () => Promise.reject(new Error("as wanted")),
      onRunEnd: () => Promise.reject(new Error("and again")),
    };
    const error = await assertRejects(() => run(directory, { callbacks: [diary(lines), fails] }), AggregateError);
    assertEquals(error.message, "as wanted (and 1 more while cleaning up)");
    assertEquals(
      String(error.errors[1]),
      'Error: Cannot end the reconstruction cleanly as callback "bad" threw: and again',
    );
    assertEquals(lines.slice(1), ["end 0", "before 1/0", "saved 1/0", "failed: as wanted", "failed 1"]);
    const { exitReason, error: told } = JSON.parse(await Deno.readTextFile(`${directory}/out/run.json`));
    assertEquals([exitReason, told], ["failed", "as wanted"]);
  });
});

Deno.test("reconstruct() writes metrics.jsonl where it is asked for, each iteration once", async () => {
  await withTempDir(async (directory) => {
    const stopping = new AbortController();
    const logger = { logger: ["jsonl", "csv"] } as const;
    const stop = { signal: stopping.signal, onIteration: () => stopping.abort() };
    await run(directory, stop, { logger: [...logger.logger] });
    const path = `${directory}/out/metrics.jsonl`;
    await Deno.writeTextFile(path, "damaged\n", { append: true });
    const warnings: string[] = [];
    const { iterations } = await run(
      directory,
      { resume: `${directory}/out`, onWarning: (text) => warnings.push(text) },
      { logger: [...logger.logger] },
    );
    const lines = (await Deno.readTextFile(path)).trimEnd().split("\n").map((line) => JSON.parse(line));
    assertEquals(lines, iterations.map((iteration) => ({ type: "iteration", ...iteration })));
    assertEquals(warnings, [`${path} had 1 line that cannot be read: it was taken out (the first is line 2)`]);
    await run(directory);
    assertEquals(await Deno.stat(path).then(() => true, () => false), false);
  });
});
