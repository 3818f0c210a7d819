/**
 * Ways are chosen by what they take and give, and choices are kept.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals } from "@std/assert";
import type { GpuBackend } from "../../../backend/gpu/programs/gpu_backend.ts";
import { GpuChoices } from "../../../backend/gpu/programs/gpu_choices.ts";
import { gpuProgram, type GpuSource } from "../../../backend/gpu/programs/gpu_program.ts";
import type { VariedKernel } from "../../../backend/gpu/programs/gpu_variant.ts";
import { kernelTable } from "../../../backend/gpu/tuning/kernel_table.ts";
import {
  adapterOf,
  fastest,
  tuneKernels,
  tuningKey,
  type TuningProgress,
} from "../../../backend/gpu/tuning/tune_kernels.ts";
import { ACCELERATORS, hasWebgpu } from "../../available_accelerators.ts";
import { withTempDir } from "../../data/temp_dir.ts";
import { knob } from "../../knob.ts";
import { onAccelerator } from "../../on_accelerator.ts";
import type { TunedTraining } from "./tuned_training.ts";

const webgpu = ACCELERATORS.filter(({ name }) => name === "webgpu");

Deno.test("fastest() trusts no way that gives other bits, and takes the first where none is faster", () => {
  const first = { name: "first", milliseconds: 3, difference: 0 };
  const slow = { name: "slow", milliseconds: 4, difference: 0 };
  const other = { name: "other", milliseconds: 1, difference: 1e-7 };
  const broken = { name: "broken", milliseconds: 1, difference: NaN };
  assertEquals(fastest([first, slow, other, broken]), "first");
  assertEquals(fastest([first, other, { name: "fast", milliseconds: 2, difference: 0 }]), "fast");
});

function copy(name: string, body: string): VariedKernel<{ length: number }>["variants"][number] {
  const program = gpuProgram(`copy, ${name}`, ({ length }: { length: number }): GpuSource => ({
    ...{ inputs: ["x"], outputs: { y: [length] }, body },
  }));
  return { name, program: (sizes) => sizes.length > 5 || name === "slow" ? program(sizes) : null };
}

const COPY: VariedKernel<{ length: number }> = {
  name: "copy",
  variants: [
    copy("slow", "var s = -1e30; for (var i = 0; i < 8000; i++) { s = max(s, x[id] - f32(i)); } y[id] = s;"),
    copy("wrong", "y[id] = 1.0000002 * x[id];"),
    copy("impossible", "y[id] = nothing;"),
    copy("fast", "y[id] = x[id];"),
    copy("no", "y[id] = x[id];"),
  ],
  promising: ({ length }) => length === 7 ? [] : ["wrong", "impossible", "fast"],
  lavapipe: () => [],
  inputs: ({ length }) => ({ x: [length] }),
  operations: ({ length }) => length,
};

Deno.test("GpuChoices takes the first way, and on lavapipe the one that suits it where that knows the sizes", () => {
  const kernel = { ...COPY, lavapipe: () => ["none", "fast"] };
  const taken = (adapter: string, length: number): string | undefined => {
    const choices = new GpuChoices(adapter);
    choices.of(kernel, { length });
    return choices.nameOf({ kernel, sizes: { length } });
  };
  assertEquals(taken("SwiftShader Device (Subzero)", 9), "slow");
  assertEquals(taken("llvmpipe (LLVM 15.0.6, 256 bits)", 9), "fast");
  assertEquals(taken("llvmpipe (LLVM 15.0.6, 256 bits)", 5), "slow");
});

for (const accelerator of webgpu) {
  onAccelerator(
    accelerator,
    "tuneKernels() chooses the fastest of the right ways, and keeps the choice",
    () =>
      withTempDir(async (directory) => {
        const backend = tf.backend() as GpuBackend;
        const [large, other] = [{ length: 1024 }, { length: 64 }];
        // Of some sizes no other way knows anything, of others none is worth measuring.
        const [small, plain] = [{ length: 5 }, { length: 7 }];
        const path = `${directory}/cache/gpu_kernels.json`;
        const name = (sizes: { length: number }): string | undefined => backend.choices.nameOf({ kernel: COPY, sizes });
        backend.choices.of(COPY, large);
        for (const sizes of [other, small, plain]) backend.choices.of(COPY, sizes);
        for (const sizes of [large, other, plain]) backend.choices.choose({ kernel: COPY, sizes }, "slow");
        assertEquals([large, other, small, plain].map(name), ["slow", "slow", "slow", "slow"]);
        const stopped = AbortSignal.abort();
        assertEquals(await tuneKernels(backend, { path, signal: stopped }), { known: 0, measured: 0 });
        const told: TuningProgress[] = [], kept: number[] = [];
        const onProgress = (progress: TuningProgress): void => {
          told.push(progress);
          const file = progress.done > 0
            ? JSON.parse(Deno.readTextFileSync(path))
            : { [adapterOf(backend.device)]: {} };
          kept.push(Object.keys(file[adapterOf(backend.device)]).length);
        };
        assertEquals(await tuneKernels(backend, { path, onProgress }), { known: 0, measured: 2 });
        assertEquals(told, [0, 1, 2].map((done) => ({ done, total: 2 })));
        assertEquals(kept, [0, 1, 2]);
        assertEquals([large, other, small, plain].map(name), ["fast", "fast", "slow", "slow"]);
        const key = tuningKey({ kernel: COPY, sizes: large });
        assertEquals(JSON.parse(await Deno.readTextFile(path))[adapterOf(backend.device)][key], "fast");

        backend.choices.choose({ kernel: COPY, sizes: large }, "slow");
        told.length = 0;
        assertEquals(await tuneKernels(backend, { path, onProgress }), { known: 2, measured: 0 });
        assertEquals(told, []);
        assertEquals(name(large), "fast");
        const before = tf.memory().numTensors;
        assertEquals(await tuneKernels(backend, { path: null }), { known: 0, measured: 2 });
        assertEquals(tf.memory().numTensors, before);
        const { peak, kernels: [row] } = await kernelTable(backend, (progress) => told.push(progress));
        assertEquals(told, [0, 1, 2, 3, 4].map((done) => ({ done, total: 4 })));
        assertEquals([row?.way, row?.ways.length, row?.shapes], ["fast", 3, [[1024]]]);
        assert(peak.gflops > 0 && peak.gbs > 0 && (row?.shareOfPeak ?? 0) > 0);
        const changed = { ...COPY, variants: COPY.variants.slice(0, 3) };
        assert(tuningKey({ kernel: changed, sizes: large }) !== key, "other programs are measured anew");
        const unmeasured = { ...COPY, variants: COPY.variants.slice(0, 4) };
        assertEquals(tuningKey({ kernel: unmeasured, sizes: large }), key);
      }),
  );
}

knob(
  "execution.autotune",
  "has a GPU take what was measured to be the fastest, for the same weights",
  () =>
    withTempDir(async (directory) => {
      const plain = await trained(directory, false);
      assert(plain.ways.length > 10);
      const safe = plain.adapter.includes("llvmpipe") ? ["storage 8x4", "storage, rows"] : ["storage"];
      assertEquals(new Set(plain.ways.map(([, , taken]) => taken)), new Set(safe));
      // What is kept is believed, so that nothing has to be measured here.
      const kept = Object.fromEntries(plain.ways.map(([key, other]) => [key, other]));
      await Deno.mkdir(`${directory}/exitwave`);
      await Deno.writeTextFile(`${directory}/exitwave/gpu_kernels.json`, JSON.stringify({ [plain.adapter]: kept }));
      const tuned = await trained(directory, true);
      assertEquals(tuned.ways.map(([, , taken]) => taken), plain.ways.map(([, other]) => other));
      assertEquals(tuned.weights, plain.weights);
    }),
  { ignore: !await hasWebgpu() },
);

async function trained(directory: string, autotune: boolean): Promise<TunedTraining> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-check",
      "--lock",
      "deno.dev.lock",
      "--frozen",
      "-A",
      "tests/backend/gpu/tuned_training.ts",
      directory,
      String(autotune),
    ],
    cwd: new URL("../../../", import.meta.url),
    env: { XDG_CACHE_HOME: directory },
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}
