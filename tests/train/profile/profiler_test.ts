import * as tf from "@tensorflow/tfjs";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import { createTrainingPayload } from "../../../config/training_payload.ts";
import { range } from "../../../data/random/random.ts";
import { prepareSamples } from "../../../data/samples.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { createModel } from "../../../model/create_model.ts";
import { createBatchLoader } from "../../../data/feed/batch_loader.ts";
import { BatchUploader } from "../../../data/feed/batch_uploader.ts";
import { type Phase, PHASES, type Profile } from "../../../train/profile/profile.ts";
import { profileTable } from "../../../train/profile/profile_table.ts";
import { type PhaseClock, Profiler, UNPROFILED } from "../../../train/profile/profiler.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";
import { CPU } from "../tiny_run.ts";
import { TempDir } from "../../data/temp_dir.ts";

/** Keeps the thread busy: what is awaited could take any time. */
function work(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

function secondsOf({ phases }: Profile, name: Phase | "other"): number {
  return phases.find(({ phase }) => phase === name)?.seconds ?? 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Two epochs of a real model, the weights moved by hand, in the phases of the trainer. */
async function train(clock: PhaseClock): Promise<number> {
  const payload = createTrainingPayload({ model: { filterScale: 0.125 } });
  const samples = prepareSamples(simulateScan({ patchSize: 64, patterns: 4, seed: 3 }), payload, { seed: 1 });
  const [model, uploader] = [createModel(payload, { seed: 1 }), new BatchUploader(samples)];
  const loader = createBatchLoader(samples, { workers: 0, prefetch: null, persistent: false });
  const variables = [...model.parameters.values()];
  let last = NaN;
  for (let epoch = 0; epoch < 2; epoch++) {
    for await (const batch of clock.each("load", loader.load(range(4), { batchSize: 2 }))) {
      const loss = tf.tidy(() => {
        const { value, grads } = clock.phase(
          "forward+backward",
          () => tf.variableGrads(() => model.loss(clock.phase("upload", () => uploader.upload(batch))), variables),
        );
        clock.phase("optimizer", () => {
          for (const variable of variables) {
            const gradient = grads[variable.name];
            if (gradient) variable.assign(variable.sub(gradient.mul(1e-4)));
          }
        });
        return value;
      });
      clock.countSamples(batch.size);
      clock.countStep();
      last = (await clock.phaseAsync("read metrics", () => loss.data()))[0] ?? NaN;
      loss.dispose();
    }
  }
  await loader.close();
  uploader.dispose();
  model.dispose();
  return last;
}

for (const accelerator of ACCELERATORS) {
  onAccelerator(accelerator, "Profiler measures a real training without changing it", async () => {
    const plain = await train(UNPROFILED);
    const profiler = new Profiler();
    assertEquals(await train(profiler), plain);
    const profile = profiler.finish();
    assertEquals([profile.steps, profile.samples], [4, 8]);
    const calls = Object.fromEntries(profile.phases.map(({ phase, calls }) => [phase, calls]));
    const measured = { load: 6, upload: 4, "forward+backward": 4, optimizer: 4, "read metrics": 4, other: 0 };
    assertEquals(calls, measured);
    assertAlmostEquals(sum(profile.phases.map(({ seconds }) => seconds)), profile.seconds, 1e-9);
    assertAlmostEquals(sum(profile.phases.map(({ share }) => share)), 1, 1e-9);
    assertEquals(profile.kernelsMeasure, accelerator.name === "cpu" ? "computation" : "dispatch");
    const convolutions = profile.kernels.filter(({ kernel }) => /conv/i.test(kernel));
    assert(sum(convolutions.map(({ calls }) => calls)) > 100);
    assert(sum(profile.kernels.map(({ share }) => share)) < 1);
    assert(profile.samplesPerSecond >= 8 / profile.seconds);
    assertAlmostEquals(profile.samplesPerSecond, 2 * profile.stepsPerSecond, 1e-9);
  });
}

Deno.test("Profiler counts every moment once, for the innermost phase", async () => {
  const profiler = new Profiler();
  work(5);
  profiler.phase("forward+backward", () => {
    work(20);
    profiler.phase("upload", () => work(10));
    work(5);
  });
  await profiler.phaseAsync("read metrics", async () => {
    await Promise.resolve();
    work(8);
  });
  const profile = profiler.finish();
  const spent = { "forward+backward": 0.025, upload: 0.01, "read metrics": 0.008, other: 0.005 } as const;
  for (const [phase, least] of Object.entries(spent) as [Phase, number][]) {
    const seconds = secondsOf(profile, phase);
    assert(seconds >= least, `${phase}: ${seconds} s`);
  }
  assertAlmostEquals(sum(profile.phases.map(({ seconds }) => seconds)), profile.seconds, 1e-9);
  assertEquals(profiler.finish(), profile);
});

Deno.test("Profiler counts what validation, checkpoints and images are made of as them, not as training", () => {
  for (const phase of ["validate", "checkpoint", "images"] as const) {
    const profiler = new Profiler();
    profiler.phase(phase, () => profiler.phase("load", () => work(2)));
    profiler.phase("load", () => {});
    profiler.countSamples(1);
    const profile = profiler.finish();
    assertEquals(profile.phases.map(({ phase, calls }) => [phase, calls]), [["load", 1], [phase, 1], ["other", 0]]);
    assert(secondsOf(profile, phase) >= 0.002);
  }
});

Deno.test("Profiler goes on after a failure, and after a loop that was left", async () => {
  const profiler = new Profiler();
  assertThrows(() =>
    profiler.phase("clip", () => {
      throw new RangeError("of the work");
    }), RangeError);
  await assertRejects(
    () => profiler.phaseAsync("load", () => Promise.reject(new RangeError("of the work"))),
    RangeError,
  );
  let closed = false;
  async function* values(): AsyncGenerator<number> {
    try {
      yield* [1, 2, 3];
    } finally {
      closed = true;
    }
  }
  for await (const value of profiler.each("load", values())) {
    work(5);
    if (value === 2) break;
  }
  const profile = profiler.finish();
  assertEquals(closed, true);
  assert(secondsOf(profile, "other") >= 0.01);
  assertEquals(profile.phases.map(({ phase, calls }) => [phase, calls]), [["load", 3], ["clip", 1], ["other", 0]]);
});

Deno.test("Profiler leaves the kernels as they were", async () => {
  await selectAccelerator("cpu", { threads: 1 });
  const kernelOf = (): unknown => tf.getKernel("Add", tf.getBackend())?.kernelFunc;
  const before = kernelOf();
  const profiler = new Profiler();
  assert(kernelOf() !== before);
  profiler.finish();
  assertEquals(kernelOf(), before);
});

Deno.test("Profiler writes profile.json and a table", async () => {
  assertEquals(CPU.failure(), null);
  using space = new TempDir();
  const path = `${space.path}/profile.json`;
  const profiler = new Profiler();
  for (const phase of PHASES) profiler.phase(phase, () => void tf.tidy(() => void tf.ones([4]).add(1)));
  profiler.countStep();
  await profiler.write(path);
  const profile: Profile = JSON.parse(await Deno.readTextFile(path));
  assertEquals(profile, profiler.finish());
  assertEquals(profile.phases.map(({ phase }) => phase), [...PHASES, "other"]);
  assertEquals(profiler.summary(), profileTable(profile));
});

Deno.test("profileTable() shows phases, the longest kernels and the speed", () => {
  const kernels = Array.from({ length: 13 }, (_, index) => ({
    kernel: `Kernel${index}`,
    calls: 2,
    milliseconds: 20,
    share: 0.01,
  }));
  const phases = [
    { phase: "forward+backward" as const, seconds: 1.5, share: 0.75, calls: 12 },
    { phase: "other" as const, seconds: 0.5, share: 0.25, calls: 0 },
  ];
  const speed = { seconds: 2, steps: 12, samples: 48, stepsPerSecond: 8, samplesPerSecond: 32 };
  const table = profileTable({ ...speed, phases, kernels, kernelsMeasure: "computation" });
  assertEquals(table.split("\n").slice(0, 7), [
    "phase                      seconds     share     calls",
    "forward+backward             1.500    75.0 %        12",
    "other                        0.500    25.0 %          ",
    "all                          2.000   100.0 %          ",
    "",
    "kernel                          ms     share     calls",
    "Kernel0                       20.0     1.0 %         2",
  ]);
  assertEquals(table.split("\n").slice(-3), [
    "3 others                      60.0     3.0 %         6",
    "",
    "12 steps, 48 samples: 8.00 steps/s, 32.0 samples/s while training",
  ]);
  const gpu = profileTable({ ...speed, phases, kernels, kernelsMeasure: "dispatch" });
  assertStringIncludes(gpu, "kernel (host only)");
  assertStringIncludes(gpu, "their times here are the host's for handing them out");
});
