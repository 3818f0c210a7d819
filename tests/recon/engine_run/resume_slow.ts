import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  createTrainingPayload,
  type ReconstructOptions,
  type ReconstructResult,
  selectAccelerator,
  simulateScan,
  writeScan,
} from "@exitwave/exitwave";
import type { ExecutionInput } from "../../../config/fields/execution_input.ts";
import type { SectionsInput } from "../../../config/fields/sections.ts";
import { readEngineCheckpoint } from "../../../recon/engine_run/engine_checkpoint.ts";
import { readReconstructionRecord } from "../../../run/engine/engine_record.ts";
import { withTempDir } from "../../data/temp_dir.ts";
import { reconstructIn } from "./reconstruct_in.ts";

const simulated = simulateScan({ patchSize: 32, patterns: 24, photons: 1e5, seed: 2 });

function run(
  directory: string,
  sections: SectionsInput = {},
  options: ReconstructOptions = {},
): Promise<ReconstructResult> {
  const engine = { algorithm: "lsqml", iterations: 4, batchSize: 5, probeStart: 1, positionStart: 1 } as const;
  return reconstructIn(directory, { scan: simulated, sections: [{ engine }, sections], options });
}

/** Stops after so many batches. */
function after(batches: number): ReconstructOptions {
  const stopping = new AbortController();
  let seen = 0;
  if (batches === 0) stopping.abort();
  return { signal: stopping.signal, onProgress: () => ++seen === batches && stopping.abort() };
}

/** All that a run leaves but times. */
async function left(directory: string): Promise<unknown> {
  const names = (await Array.fromAsync(Deno.readDir(directory))).map(({ name }) => name).sort();
  const bytes = async (name: string): Promise<string> => (await Deno.readFile(`${directory}/${name}`)).toBase64();
  const { state, iterations, digest } = await readEngineCheckpoint(`${directory}/checkpoints/last.safetensors`);
  const rows = (await Deno.readTextFile(`${directory}/metrics.csv`)).trimEnd().split("\n");
  return {
    ...{ names, state, digest, iterations: iterations.map(({ seconds: _seconds, ...iteration }) => iteration) },
    ...{ image: await bytes("reconstruction.npz"), results: await bytes("results.png") },
    rows: rows.map((row) => row.split(",").slice(0, -1)),
  };
}

Deno.test("reconstruct() goes on from wherever it was stopped to the bits of a run without a break, on other threads", async () => {
  await withTempDir(async (directory) => {
    const execution = (outputDir: string, threads: number): SectionsInput => ({
      execution: { outputDir: `${directory}/${outputDir}`, threads },
    });
    await run(directory, execution("whole", 1));
    const expected = await left(`${directory}/whole`);
    for (const batches of [3, 10]) {
      const part = `part ${batches}`;
      const stopped = await run(directory, execution(part, 1), after(batches));
      assertEquals([stopped.exitReason, stopped.iterations.length], ["aborted", Math.floor(batches / 5)]);
      const seen: number[] = [];
      const resumed = await run(directory, execution("nowhere", 2), {
        resume: `${directory}/${part}`,
        onIteration: ({ iteration }) => seen.push(iteration),
      });
      assertEquals([resumed.exitReason, resumed.directory], ["finished", `${directory}/${part}`]);
      assertEquals(seen, [0, 1, 2, 3].slice(Math.floor(batches / 5)));
      assertEquals(await left(`${directory}/${part}`), expected, `stopped after ${batches} batches`);
      const record = await readReconstructionRecord(`${directory}/${part}`);
      assertEquals(record?.resumedFrom, { iteration: Math.floor(batches / 5), batch: batches % 5 });
      assertEquals([record?.calls.length, record?.exitReason, record?.iterations], [2, "finished", 4]);
    }
    const more = await run(directory, { ...execution("x", 1), engine: { iterations: 6 } }, {
      resume: `${directory}/whole`,
    });
    const longer = await run(directory, { ...execution("longer", 2), engine: { iterations: 6 } });
    assertEquals(more.reconstruction.object, longer.reconstruction.object);
    assertEquals(await left(`${directory}/whole`), await left(`${directory}/longer`));
  });
});

Deno.test("reconstruct() refuses to resume another reconstruction, another scan, less than is done, or what is none", async () => {
  await withTempDir(async (directory) => {
    const resume = `${directory}/out`;
    await run(directory);
    const before = await left(resume);
    const refused = (sections: SectionsInput, message: string, options: ReconstructOptions = {}): Promise<Error> =>
      assertRejects(() => run(directory, sections, { resume, ...options }), Error, message) as Promise<Error>;
    await refused(
      { engine: { batchSize: 6 } },
      `Cannot resume ${resume} as the payload must be that of the run: engine.batchSize is 6 instead of 5`,
    );
    await refused(
      { engine: { iterations: 3 } },
      `Cannot resume ${resume} as engine.iterations must be at least the 4 iterations that have begun: current value is 3`,
    );
    await refused({}, `Cannot resume ${resume} and overwrite it as a run goes on where it stopped`, {
      overwrite: true,
    });
    await refused({}, `Cannot resume ${directory}/none as it holds no run`, { resume: `${directory}/none` });
    await refused({}, `Cannot resume ${resume}/checkpoints as it is a run's folder of checkpoints`, {
      resume: `${resume}/checkpoints`,
    });
    await Deno.mkdir(`${directory}/training`);
    await Deno.writeTextFile(`${directory}/training/payload.json`, JSON.stringify(createTrainingPayload({})));
    await refused({}, 'must be "reconstruction"', { resume: `${directory}/training` });
    await writeScan(`${directory}/other.npz`, simulateScan({ patchSize: 32, patterns: 24, photons: 1e5, seed: 3 }));
    await refused(
      { data: { scan: `${directory}/other.npz` } },
      "Cannot resume the run as data.scan must be the file it began with (sha256:",
    );
    assertEquals(await left(resume), before);
    await Deno.rename(`${directory}/scan.npz`, `${directory}/moved.npz`);
    const moved = await run(directory, { data: { scan: `${directory}/moved.npz` } }, { resume });
    assertEquals(moved.exitReason, "finished");

    const path = `${resume}/checkpoints/last.safetensors`;
    const bytes = await Deno.readFile(path);
    for (const damaged of [bytes.slice(0, 1000), bytes.map((byte, k) => k === bytes.length - 9 ? byte ^ 1 : byte)]) {
      await Deno.writeFile(path, damaged);
      const { message } = await refused({}, `Cannot read the checkpoint ${path} as `);
      assertStringIncludes(message, "; remove it to begin anew");
      assertEquals(message.split("\n").length, 1);
    }
  });
});

Deno.test("reconstruct() begins anew where it was killed before its first checkpoint, and says so", async () => {
  await withTempDir(async (directory) => {
    await run(directory);
    const expected = await left(`${directory}/out`);
    await Deno.remove(`${directory}/out/checkpoints`, { recursive: true });
    const warnings: string[] = [];
    const options = { resume: `${directory}/out`, onWarning: (text: string): void => void warnings.push(text) };
    const again = await run(directory, {}, options);
    assertEquals(warnings, [`${directory}/out holds no checkpoint: the reconstruction begins anew`]);
    assertEquals(again.warnings, warnings);
    assertEquals(await left(`${directory}/out`), expected);
  });
});

Deno.test("reconstruct() saves what it has where its caller fails, and goes on from there", async () => {
  await withTempDir(async (directory) => {
    await run(directory, { execution: { outputDir: `${directory}/whole` } });
    const fails = ({ iteration }: { iteration: number }): void => assert(iteration < 2, "as wanted");
    await assertRejects(() => run(directory, {}, { onIteration: fails }), Error, "as wanted");
    const { state } = await readEngineCheckpoint(`${directory}/out/checkpoints/last.safetensors`);
    assertEquals([state.iterations.length, state.batch], [3, 0]);
    const record = await readReconstructionRecord(`${directory}/out`);
    assertEquals([record?.exitReason, record?.error], ["failed", record?.exitDetail ?? null]);
    await run(directory, {}, { resume: `${directory}/out` });
    assertEquals(await left(`${directory}/out`), await left(`${directory}/whole`));
  });
});

Deno.test("reconstruct() stops, and saves, where its directory has a request", async () => {
  await withTempDir(async (directory) => {
    await run(directory, { execution: { outputDir: `${directory}/whole` } });
    const stopped = await run(directory, {}, {
      onIteration: ({ iteration }) => {
        if (iteration !== 1) return;
        Deno.mkdirSync(`${directory}/out/requests`);
        Deno.writeTextFileSync(`${directory}/out/requests/stop`, "");
        // The run looks once a second.
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1050);
      },
    });
    assertEquals([stopped.exitReason, stopped.exitDetail], ["stopped", "a request in its directory asked it to stop"]);
    await run(directory, {}, { resume: `${directory}/out` });
    assertEquals(await left(`${directory}/out`), await left(`${directory}/whole`));
  });
});

Deno.test("reconstruct() overwrites a run with its checkpoint, and no training", async () => {
  await withTempDir(async (directory) => {
    await selectAccelerator("cpu", { threads: 1 });
    await run(directory, { engine: { iterations: 2 } });
    const without = { execution: { checkpointing: false } };
    const { lastCheckpoint } = await run(directory, { ...without, engine: { iterations: 1 } }, { overwrite: true });
    assertEquals(lastCheckpoint, null);
    assertEquals(await Deno.stat(`${directory}/out/checkpoints`).then(() => true, () => false), false);
  });
});

Deno.test("reconstruct() writes its checkpoint as often as execution says, and ends where its time is over", async () => {
  await withTempDir(async (directory) => {
    const path = `${directory}/out/checkpoints/last.safetensors`;
    /** Places that were saved by the end of each batch, as `iteration/batch`. */
    const saved = async (execution: ExecutionInput): Promise<string[]> => {
      const seen: string[] = [];
      let batch = 0;
      await run(directory, { engine: { iterations: 2 }, execution }, {
        overwrite: true,
        onProgress: ({ iteration, done, total }) => {
          const isThere = existsSync(path);
          if (isThere) seen.push(`${iteration}/${batch % 5}`);
          if (isThere) Deno.removeSync(path);
          batch = done === total ? 0 : batch + 1;
        },
      });
      return seen;
    };
    assertEquals(await saved({}), []);
    assertEquals(await saved({ checkpointEverySteps: 3 }), ["0/3", "1/1", "1/4"]);
    assertEquals((await saved({ checkpointEveryMinutes: 1e-9 })).length, 10);
    assertEquals(await saved({ checkpointEverySteps: 1, checkpointing: false }), []);
    const ended = await run(directory, { execution: { maxTime: 1e-6 } }, { overwrite: true });
    assertEquals([ended.exitReason, ended.exitDetail], ["max_time", "execution.maxTime = 0.000001 min has passed"]);
    assert(ended.lastCheckpoint !== null && existsSync(ended.lastCheckpoint));
  });
});

function existsSync(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
