/**
 * Engines on a GPU whose batches are done again as they were recorded: the same bits as of one that does each anew.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals } from "@std/assert";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import type { Accelerator } from "../../../backend/interface/accelerator_interface.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { runEngine } from "../../../recon/engines/run_engine.ts";
import type { EngineOptions } from "../../../recon/engines/state/engine_options.ts";
import { type EngineScan, engineScan } from "../../../recon/engines/state/engine_scan.ts";
import type { EngineState } from "../../../recon/engines/state/engine_state.ts";
import { hasWebgpu } from "../../available_accelerators.ts";
import { ENGINE } from "./small_engine.ts";

const ignore = !(await hasWebgpu());

/** Batches of five and of two, or of four and of five. */
const made = simulateScan({ patchSize: 16, patterns: 17, photons: 1e5, seed: 1 });
const scan = engineScan(made);

/** The same scan, of whose patterns each lacks other pixels. */
function masked(): EngineScan {
  const mask = Uint8Array.from(made.amplitude, (_, p) => Number((p * 7919) % 13 !== 0));
  return engineScan({ ...made, mask });
}

const CASES: Readonly<Record<string, Partial<EngineOptions> & { readonly scan?: EngineScan }>> = {
  "ePIE, whose probe begins to move": {},
  "rPIE by neighbours, with masks": { algorithm: "rpie", batching: "compact", scan: masked() },
  "LSQML of amplitudes, two modes with momentum": { algorithm: "lsqml", probeModes: 2, probeMomentum: null },
  "LSQML of counts, positions and a background": {
    ...{ algorithm: "lsqml", likelihood: "poisson", positionStart: 0, backgroundStart: 1 },
  },
  "ePIE, two modes, positions by correlation, momentum": {
    ...{ probeModes: 2, positionStart: 1, positionMethod: "crossCorrelation", objectMomentum: 0.5, probeMomentum: 0.5 },
  },
  "rPIE, whose probe differs from shot to shot": { algorithm: "rpie", probeVariation: 1, probeStart: 0 },
  "the difference map, two modes, with masks, as it becomes less relaxed": {
    ...{ algorithm: "dm", iterations: 14, probeModes: 2, scan: masked() },
  },
};

/** A run on the GPU, and how often in the batches of the last iteration programs were bound anew, and commands handed in. */
async function run(
  options: Partial<EngineOptions> & { readonly scan?: EngineScan },
  replay: boolean,
): Promise<{ readonly state: EngineState; readonly bound: number; readonly handedIn: number }> {
  const device = GPUDevice.prototype, { createBindGroup } = device, queue = GPUQueue.prototype, { submit } = queue;
  let [bound, handedIn, last] = [0, 0, { bound: 0, handedIn: 0 }];
  device.createBindGroup = function (descriptor): GPUBindGroup {
    bound++;
    return createBindGroup.call(this, descriptor);
  };
  queue.submit = function (buffers): undefined {
    handedIn++;
    submit.call(this, buffers);
  };
  try {
    const wanted = { ...ENGINE, iterations: 4, batchSize: 5, ...options };
    const { state } = await runEngine(options.scan ?? scan, wanted, {
      replay,
      onBatchStart: ({ iteration, batch }) => {
        if (iteration === wanted.iterations - 1 && batch === 0) [bound, handedIn] = [0, 0];
      },
      onProgress: () => last = { bound, handedIn },
    });
    return { state, ...last };
  } finally {
    device.createBindGroup = createBindGroup;
    queue.submit = submit;
  }
}

async function onGpu(work: (accelerator: Accelerator) => Promise<void>): Promise<void> {
  const accelerator = await selectAccelerator("webgpu");
  try {
    await work(accelerator);
    assertEquals(accelerator.failure(), null);
  } finally {
    await selectAccelerator("cpu");
  }
}

Deno.test({
  name: "runEngine() has the same bits by batches that a GPU does again",
  ignore,
  fn: (context) =>
    onGpu(async () => {
      for (const [name, options] of Object.entries(CASES)) {
        await context.step(name, async () => {
          const before = tf.memory().numTensors;
          const [replayed, anew] = [await run(options, true), await run(options, false)];
          assertEquals(replayed.state, anew.state);
          assert(replayed.bound < 0.6 * anew.bound, `${replayed.bound} and ${anew.bound} programs were bound`);
          assertEquals(tf.memory().numTensors, before);
        });
      }
    }),
});

Deno.test({
  name:
    "runEngine() has the same bits where patterns are too many to stay on a GPU, which does batches again all the same",
  ignore,
  fn: () =>
    onGpu(async () => {
      let read = 0;
      const own = masked(),
        amplitudes = (numbers: Int32Array): Float32Array => {
          read += numbers.length;
          return own.amplitudes(numbers);
        };
      const options = { algorithm: "rpie", scan: { ...own, amplitudes } } as const, kept = await run(options, true);
      assertEquals(read, own.count);
      const { device } = tf.backend() as unknown as { readonly device: GPUDevice }, { limits } = device;
      // A byte less than the patterns have.
      const most = 4 * made.amplitude.length - 1;
      const fewer = new Proxy(limits, {
        get: (all, name) => name === "maxStorageBufferBindingSize" ? most : Reflect.get(all, name, all),
      });
      Object.defineProperty(device, "limits", { configurable: true, get: () => fewer });
      try {
        const [taken, anew] = [await run(options, true), await run(options, false)];
        assertEquals([taken.state, read], [kept.state, (1 + 2 * 4) * own.count]);
        assert(taken.bound < 0.6 * anew.bound, `${taken.bound} and ${anew.bound} programs were bound`);
      } finally {
        Reflect.deleteProperty(device, "limits");
      }
    }),
});

Deno.test({
  name: "runEngine() hands in several batches together that a GPU does again",
  ignore,
  fn: () =>
    onGpu(async () => {
      const { handedIn } = await run({ batchSize: 2 }, true);
      assert(handedIn <= 4, `${handedIn} submits for nine batches`);
    }),
});

Deno.test({
  name: "runEngine() goes on to the same bits from between two batches that a GPU did again",
  ignore,
  fn: () =>
    onGpu(async () => {
      for (const algorithm of ["rpie", "dm"] as const) {
        const options: EngineOptions = { ...ENGINE, algorithm, iterations: 7, batchSize: 5 };
        const memory: number[][] = [];
        const onIterationEnd = (): void => {
          const { numTensors, numBytesAllocatedInGPU = 0 } = tf.memory() as tf.MemoryInfo & {
            readonly numBytesAllocatedInGPU?: number;
          };
          memory.push([numTensors, numBytesAllocatedInGPU]);
        };
        const whole = await runEngine(scan, options, { onIterationEnd });
        assertEquals(memory[6], memory[5]);
        let between: EngineState | undefined;
        const stop = new AbortController();
        await runEngine(scan, options, {
          stop: stop.signal,
          onBatchStart: async ({ iteration, batch, state }) => {
            if (iteration < 3 || batch < 2) return;
            // Twice: what was read once may be read again.
            await state();
            between = await state();
            stop.abort();
          },
        });
        assert(between);
        const resumed = await runEngine(scan, options, { resume: between });
        assertEquals(resumed.state, whole.state);
      }
    }),
});
