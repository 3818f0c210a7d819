/**
 * Probes and positions that are learned beside the network: what they become in a training, and what comes of it after.
 *
 * @module
 */
import { assert, assertAlmostEquals, assertEquals, assertLess, assertNotEquals, assertThrows } from "@std/assert";
import type { SectionsInput } from "../../config/fields/sections.ts";
import { createTrainingPayload } from "../../config/training_payload.ts";
import type { NamedArray } from "../../data/formats/safetensors.ts";
import { loadScan } from "../../data/load_scan.ts";
import { writeScan } from "../../data/writing/write_scan.ts";
import type { Callback } from "../../train/callbacks/callback.ts";
import { readCheckpoint } from "../../train/checkpoints/checkpoint.ts";
import { fit } from "../../train/trainer.ts";
import { knob } from "../knob.ts";
import { CPU, tinyPayload, type Workspace, workspace } from "./tiny_run.ts";
import { trained } from "./trained.ts";

const PROBE = ["physics.probe.re", "physics.probe.im"] as const;

/** Learned by the batches of the first epoch on, and by nothing else. */
const BY_BATCHES = { beamSweeps: 0, probeStartEpoch: 0, positionsStartEpoch: 0 } as const;

/** Stops a training that has seen so many batches. */
function stopAfter(batches: number): Callback {
  return { name: "stop", onBatchStart: ({ microStep }) => microStep === batches - 1 ? "stop" : undefined };
}

/** The parameters of the physics after a training of two batches an epoch. */
async function learned(space: Workspace, sections: SectionsInput = {}): Promise<ReadonlyMap<string, NamedArray>> {
  const { weights } = await trained(space, {
    ...sections,
    model: { probeTrainable: true, ...sections.model },
    training: { ...BY_BATCHES, ...sections.training },
  });
  return new Map([...weights].filter(([name]) => name.startsWith("physics.")));
}

/** Greatest change of an array. */
function change(one: NamedArray | undefined, other: NamedArray | undefined): number {
  return (one?.data ?? new Float32Array([NaN])).reduce(
    (most, value, i) => Math.max(most, Math.abs(value - (other?.data[i] ?? NaN))),
    0,
  );
}

/** Root mean square of the changes of an array. */
function meanChange(one: NamedArray | undefined, other: NamedArray | undefined): number {
  const { data } = one ?? { data: new Float32Array([NaN]) };
  return Math.sqrt(data.reduce((sum, value, i) => sum + (value - (other?.data[i] ?? NaN)) ** 2, 0) / data.length);
}

knob("model.probeTrainable", "makes the probe a parameter, which is learned", async () => {
  await using space = await workspace();
  const [plain, before, after] = [
    await learned(space, { model: { probeTrainable: false } }),
    await learned(space, { training: { epochs: 1, probeStartEpoch: 1 } }),
    await learned(space),
  ];
  assertEquals([...plain.keys()], []);
  assertEquals([...after].map(([name, { shape }]) => [name, shape]), PROBE.map((name) => [name, [1, 64, 64]]));
  for (const name of PROBE) assert(change(before.get(name), after.get(name)) > 0, name);
});

knob("training.probeLearningRate", "is how far a step moves the probe, as a share of its modulus", async () => {
  await using space = await workspace();
  const start = await learned(space, { training: { probeStartEpoch: 1 } });
  const moved = async (probeLearningRate: number): Promise<number> => {
    const after = await learned(space, { training: { probeLearningRate, limitTrainBatches: 1 } });
    return meanChange(start.get(PROBE[0]), after.get(PROBE[0]));
  };
  // Adam's first step is as long as its rate, in the mean over pixels; the probe is a disk of even modulus.
  const modulus = (start.get(PROBE[0])?.data ?? new Float32Array()).reduce(
    (most, re, i) => Math.max(most, Math.hypot(re, start.get(PROBE[1])?.data[i] ?? NaN)),
    0,
  );
  assertAlmostEquals(await moved(0.01) / modulus, 0.01, 1e-3);
  assertAlmostEquals(await moved(0.02) / modulus, 0.02, 2e-3);
});

knob("training.probeStartEpoch", "is the epoch from which on the probe is learned, and has moments", async () => {
  await using space = await workspace();
  const sections = { training: { ...BY_BATCHES, epochs: 2, probeStartEpoch: 1 } };
  const checkpoints = await Promise.all([1, 2].map(async (epochs) => {
    const { lastCheckpoint } = await trained(space, {
      model: { probeTrainable: true },
      training: { ...sections.training, epochs },
    });
    return await readCheckpoint(lastCheckpoint ?? "");
  }));
  const [one, two] = checkpoints;
  for (const name of PROBE) {
    assertEquals([one?.state.stepCounts[name], two?.state.stepCounts[name]], [0, 2]);
    assert(one?.optimizer.get("exp_avg")?.get(name)?.data.every((value) => value === 0));
    assert(change(one?.weights.get(name), two?.weights.get(name)) > 0);
  }
});

Deno.test("fit() resumes a learned probe of two modes to the bit, within a window, with an average of the weights", async () => {
  await using space = await workspace();
  const path = `${space.path}/scan.npz`;
  const scan = await loadScan(path);
  const second = {
    ...scan.probe,
    re: scan.probe.im,
    im: scan.probe.re.map((value, i) => i % 64 < 32 ? value : -value),
  };
  await writeScan(path, { ...scan, probeModes: [scan.probe, second] });
  const payload = (outputDir: string): ReturnType<typeof tinyPayload> =>
    tinyPayload(space, {
      model: { probeTrainable: true },
      training: {
        probeStartEpoch: 0,
        beamSweeps: 2,
        epochs: 2,
        limitTrainBatches: 5,
        accumulate: 2,
        emaDecay: 0.9,
        valSplit: 0.25,
      },
      execution: { outputDir: `${space.path}/${outputDir}` },
    });
  const straight = await fit(payload("straight"), { accelerator: CPU });
  await fit(payload("run"), { accelerator: CPU, callbacks: [stopAfter(3)] });
  const resumed = await fit(payload("run"), { accelerator: CPU, resume: `${space.path}/run` });
  assertEquals(straight.weights.get(PROBE[0])?.shape, [2, 64, 64]);
  assertEquals(resumed.weights, straight.weights);
  const { trained: last } = await readCheckpoint(straight.lastCheckpoint ?? "");
  assertNotEquals(last?.get(PROBE[0]), straight.weights.get(PROBE[0]));
});

Deno.test("fit() tells how far the search for the beam is; aborted meanwhile or out of time, it is resumed to the bits of one that was not", async () => {
  await using space = await workspace();
  const payload = (outputDir: string, maxTime: number | null = null): ReturnType<typeof tinyPayload> =>
    tinyPayload(space, {
      model: { probeTrainable: true },
      training: { beamSweeps: 3, epochs: 1, limitTrainBatches: 2, emaDecay: 0.9 },
      execution: { outputDir: `${space.path}/${outputDir}`, maxTime },
    });
  const told: unknown[] = [];
  const straight = await fit(payload("straight"), { accelerator: CPU, onBeamSweep: (progress) => told.push(progress) });
  assertEquals(told, [1, 2, 3].map((done) => ({ done, total: 3 })));
  const stop = new AbortController();
  const aborted = await fit(payload("aborted"), {
    ...{ accelerator: CPU, signal: stop.signal },
    onBeamSweep: ({ done }) => void (done === 2 && stop.abort()),
  });
  assertEquals([aborted.exitReason, aborted.steps], ["aborted", 0]);
  const sweeps: number[] = [];
  const late = await fit(payload("late", 1e-9), {
    accelerator: CPU,
    onBeamSweep: ({ done }) => void sweeps.push(done),
  });
  assertEquals([late.exitReason, late.steps, sweeps], ["max_time", 0, []]);
  for (const run of ["aborted", "late"]) {
    const resumed = await fit(payload(run), { accelerator: CPU, resume: `${space.path}/${run}` });
    assertEquals(resumed.weights, straight.weights);
  }
});

Deno.test("fit() goes on learning the probe in fine-tuning, at a rate times fineTuneGamma, and tells no rate of what is not learned", async () => {
  await using space = await workspace();
  const rates: unknown[] = [];
  const callbacks: Callback[] = [
    { name: "rates", onEpochStart: ({ physicsRates }) => void rates.push(physicsRates) },
  ];
  const training = { ...BY_BATCHES, fineTuneEpochs: 1, fineTuneGamma: 0.5, probeLearningRate: 0.01 };
  for (const probeTrainable of [true, false]) {
    await trained(space, { model: { probeTrainable }, training }, { callbacks });
  }
  const none = { probe: null, positions: null };
  assertEquals(rates, [{ ...none, probe: 0.01 }, { ...none, probe: 0.005 }, none, none]);
});

Deno.test("fit() takes no weight decay from what it learns of the physics", async () => {
  await using space = await workspace();
  for (const optimizer of ["adam", "adamw", "sgd"] as const) {
    const probes = await Promise.all(
      [0, 1].map(async (weightDecay) =>
        await learned(space, { training: { optimizer, weightDecay, limitTrainBatches: 1, learningRate: 1e-9 } })
      ),
    );
    assertLess(change(probes[0]?.get(PROBE[0]), probes[1]?.get(PROBE[0])), 1e-6);
  }
});

const PLACES = ["physics.positions.x", "physics.positions.y"] as const;
const GROUPS = { data: { gridSize: 2, neighbors: 7, maxNeighborDistance: 60 }, model: { positionsTrainable: true } };

/** Corrections after a training of one batch an epoch. */
async function corrections(space: Workspace, sections: SectionsInput = {}): Promise<ReadonlyMap<string, NamedArray>> {
  return await learned(space, {
    data: GROUPS.data,
    model: { ...GROUPS.model, probeTrainable: false, ...sections.model },
    training: { limitTrainBatches: 1, limitValBatches: 1, valSplit: 0, ...sections.training },
    execution: { checkpointMonitor: null },
  });
}

knob("model.positionsTrainable", "makes corrections of the positions parameters, which are learned", async () => {
  await using space = await workspace(9);
  const [plain, after] = [await corrections(space, { model: { positionsTrainable: false } }), await corrections(space)];
  assertEquals([...plain.keys()], []);
  assertEquals([...after].map(([name, { shape }]) => [name, shape]), PLACES.map((name) => [name, [9]]));
  // Those of the four patterns of the one sample that was learned from.
  for (const name of PLACES) assertEquals(after.get(name)?.data.filter((value) => value !== 0).length, 4);
});

knob("training.positionsLearningRate", "is how far a step moves a position, in pixels", async () => {
  await using space = await workspace(9);
  for (const positionsLearningRate of [0.02, 0.3]) {
    const { data = new Float32Array() } = (await corrections(space, { training: { positionsLearningRate } }))
      .get(PLACES[0]) ?? {};
    // Adam's first step is as long as its rate.
    const moved = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    assertAlmostEquals(moved, positionsLearningRate, 1e-3 * positionsLearningRate);
  }
});

knob("training.positionsStartEpoch", "is the epoch from which on positions are learned", async () => {
  await using space = await workspace(9);
  for (const positionsStartEpoch of [0, 1]) {
    const { data } = (await corrections(space, { training: { positionsStartEpoch } })).get(PLACES[1]) ?? {};
    assertEquals(data?.some((value) => value !== 0), positionsStartEpoch === 0);
  }
});

Deno.test("fit() resumes learned positions to the bit, within a window, with an average of the weights", async () => {
  await using space = await workspace(9);
  const payload = (outputDir: string): ReturnType<typeof tinyPayload> =>
    tinyPayload(space, {
      ...GROUPS,
      training: {
        ...BY_BATCHES,
        epochs: 2,
        limitTrainBatches: 5,
        accumulate: 2,
        emaDecay: 0.9,
        positionsStartEpoch: 1,
      },
      execution: { outputDir: `${space.path}/${outputDir}`, checkpointMonitor: null },
    });
  const straight = await fit(payload("straight"), { accelerator: CPU });
  await fit(payload("run"), { accelerator: CPU, callbacks: [stopAfter(8)] });
  const resumed = await fit(payload("run"), { accelerator: CPU, resume: `${space.path}/run` });
  assertEquals(resumed.weights, straight.weights);
  const { trained: last } = await readCheckpoint(straight.lastCheckpoint ?? "");
  for (const name of PLACES) {
    // What the average of the weights lags behind by, as of every other weight.
    const [averaged, latest] = [straight.weights.get(name)?.data ?? [], last?.get(name)?.data ?? []];
    assert(averaged.some((value) => value !== 0));
    assertLess(Math.hypot(...averaged), 0.5 * Math.hypot(...latest));
  }
});

Deno.test("fit() refuses to learn positions where no patches are merged", () => {
  for (const [gridSize, objectBig] of [[1, null], [1, true], [2, false]] as const) {
    assertThrows(
      () => createTrainingPayload({ data: { gridSize }, model: { positionsTrainable: true, objectBig } }),
      Error,
      "must be false unless data.gridSize is above 1 and model.objectBig not false",
    );
  }
});
