/**
 * Masks from file to image: what stands in a masked pixel changes no bit of anything.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { selectAccelerator } from "../../backend/accelerator.ts";
import type { SectionsInput } from "../../config/fields/sections.ts";
import type { TrainingPayload } from "../../config/payload.ts";
import { createInferencePayload } from "../../config/inference_payload.ts";
import { complexArray, realArray } from "../../data/formats/npy_encode.ts";
import { writeNpz } from "../../data/formats/write_npz.ts";
import { loadScan } from "../../data/load_scan.ts";
import { Random } from "../../data/random/random.ts";
import { infer } from "../../recon/infer.ts";
import type { Callback } from "../../train/callbacks/callback.ts";
import type { FitResult } from "../../train/fit_result.ts";
import { fit } from "../../train/trainer.ts";
import { ACCELERATORS } from "../available_accelerators.ts";
import { CPU, tinyPayload, type Workspace, workspace } from "./tiny_run.ts";

const PATTERNS = 8;
const PIXELS = 64 * 64;

/** Five in a hundred pixels, other ones of each frame unless the frames share a mask. */
function fivePercent(byFrame: boolean): Uint8Array {
  const random = new Random(5, "masked pixels");
  return Uint8Array.from({ length: (byFrame ? PATTERNS : 1) * PIXELS }, () => Number(random.uniform() >= 0.05));
}

/** Writes the workspace's scan with a mask and a mark in masked pixels; null leaves the mask away. */
async function writeMarked(
  { path }: Workspace,
  name: string,
  { mask, mark, masked = true }: { readonly mask: Uint8Array; readonly mark: number; readonly masked?: boolean },
): Promise<string> {
  const { amplitude, x, y, probe } = await loadScan(`${path}/scan.npz`);
  const marked = Float64Array.from(amplitude, (value, i) => mask[i % mask.length] === 0 ? mark : value);
  const file = `${path}/${name}.npz`;
  await writeNpz(file, {
    diffraction: realArray(marked, [PATTERNS, 64, 64]),
    xcoords: realArray(x),
    ycoords: realArray(y),
    probeGuess: complexArray(probe, [64, 64]),
    ...(masked && { mask: realArray(mask, mask.length === PIXELS ? [64, 64] : [PATTERNS, 64, 64]) }),
  });
  return file;
}

function digestOf(arrays: readonly (Float32Array | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const array of arrays) hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return hash.digest("hex");
}

/** What a training comes to, without what the clock and the file's digest say. */
interface Learned {
  readonly weights: string;
  readonly metrics: readonly unknown[];
}

function payloadOf(space: Workspace, scan: string, sections: SectionsInput): TrainingPayload {
  return tinyPayload(space, {
    ...sections,
    data: { scan, ...sections.data },
    training: { batchSize: 2, limitTrainBatches: 3, accumulate: 2, valSplit: 0.25, ...sections.training },
    execution: { outputDir: `${scan}.run`, ...sections.execution },
  });
}

function resultOf(weights: FitResult["weights"], history: FitResult["history"]): Learned {
  return {
    weights: digestOf([...weights.values()].map(({ data }) => data)),
    metrics: history.map(({ metrics }) => metrics),
  };
}

async function trainedOn(space: Workspace, scan: string, sections: SectionsInput, accelerator = CPU): Promise<Learned> {
  const { weights, history } = await fit(payloadOf(space, scan, sections), { accelerator, overwrite: true });
  return resultOf(weights, history);
}

/** What changes no bit. */
const MANNERS: Readonly<Record<string, SectionsInput>> = {
  "patterns that stay on the accelerator": { execution: { pinMemory: true } },
  "workers that read patterns from the file": { execution: { workers: 2, frameCache: 0 } },
};

for (const accelerator of ACCELERATORS) {
  // A GPU that is simulated takes its time.
  const onCpu = accelerator.name === "cpu";
  for (const byFrame of onCpu ? [false, true] : [true]) {
    const whose = byFrame ? "masks of each frame" : "a mask of all frames";
    Deno.test({
      name: `fit() learns the same bits with ${whose}, whatever stands in masked pixels, on ${accelerator.name}`,
      ignore: accelerator.ignore,
      fn: async () => {
        await using space = await workspace(PATTERNS);
        const mask = fivePercent(byFrame);
        const selected = await selectAccelerator(accelerator.name);
        const [zeros, marks] = [
          await writeMarked(space, "zeros", { mask, mark: 0 }),
          await writeMarked(space, "marks", { mask, mark: 2 ** 32 - 1 }),
        ];
        const learned = await trainedOn(space, zeros, {}, selected);
        assertEquals(await trainedOn(space, marks, {}, selected), learned);
        if (!onCpu) return void await selectAccelerator("cpu", { threads: 1 });
        assertNotEquals(await trainedOn(space, `${space.path}/scan.npz`, {}, selected), learned);
        for (const [manner, sections] of Object.entries(MANNERS)) {
          assertEquals(await trainedOn(space, marks, sections, selected), learned, manner);
        }
      },
    });
  }
}

Deno.test("fit() learns the same bits by the mean absolute error, each pattern scaled by itself", async () => {
  await using space = await workspace(PATTERNS);
  const sections: SectionsInput = { data: { normalize: "group" }, model: { loss: "mae", maeMatchEnergy: true } };
  const mask = fivePercent(true);
  const learn = async (mark: number): Promise<Learned> => {
    const scan = await writeMarked(space, `scan ${mark}`, { mask, mark });
    return await trainedOn(space, scan, sections);
  };
  assertEquals(await learn(NaN), await learn(0));
});

Deno.test("fit() resumed within a window of masked batches learns the same bits", async () => {
  await using space = await workspace(PATTERNS);
  const scan = await writeMarked(space, "marks", { mask: fivePercent(true), mark: NaN });
  const sections = { training: { epochs: 2, maxSteps: null } };
  const whole = await trainedOn(space, scan, sections);
  const payload = payloadOf(space, scan, sections);
  const stop: Callback = {
    name: "stop",
    onBatchStart: ({ epoch, batch }) => epoch === 1 && batch === 0 ? "stop" : undefined,
  };
  await fit(payload, { accelerator: CPU, overwrite: true, callbacks: [stop] });
  const { weights, history } = await fit(payload, { accelerator: CPU, resume: `${scan}.run` });
  assertEquals(resultOf(weights, history.slice(-1)), { ...whole, metrics: whole.metrics.slice(-1) });
});

Deno.test("infer() makes the same of a scan whatever stands in its masked pixels, with another mask than the training's", async () => {
  await using space = await workspace(PATTERNS);
  const trainedMask = fivePercent(false);
  const training = await writeMarked(space, "training", { mask: trainedMask, mark: NaN });
  await trainedOn(space, training, {});
  const mask = fivePercent(true);
  const reconstruct = async (name: string, mark: number): Promise<unknown> => {
    const scan = await writeMarked(space, name, { mask, mark });
    const inference = { modelPath: `${training}.run`, scan, logPatchStats: true, debug: true };
    const payload = createInferencePayload({ inference, execution: { outputDir: `${scan}.out` } });
    const { files, warnings, reconstruction } = await infer(payload, { accelerator: CPU });
    const tables = [files.diagnostics ?? "", files.patchGrid ?? ""];
    const images = [files.amplitude, files.phase, ...tables, ...files.debug ?? []];
    const statistics = JSON.parse(await Deno.readTextFile(files.patchStats ?? ""));
    const { object, mask: covered, origin } = reconstruction;
    return {
      ...{ image: digestOf([object.re, object.im, covered]), origin },
      statistics: { ...statistics, scan: null },
      warnings: warnings.map((warning) => warning.replaceAll(name, "")),
      pictures: digestOf(await Promise.all(images.map((file) => Deno.readFile(file)))),
    };
  };
  const clean = await reconstruct("zeros", 0);
  for (const mark of [NaN, 2 ** 32 - 1]) assertEquals(await reconstruct("marks", mark), clean);
});

Deno.test("fit() refuses marks of bad pixels that are not masked, with what to do", async () => {
  await using space = await workspace(PATTERNS);
  for (const mark of [2 ** 32 - 1, NaN, -1]) {
    const scan = await writeMarked(space, "marks", { mask: fivePercent(false), mark, masked: false });
    const { message } = await assertRejects(() => trainedOn(space, scan, {}), RangeError);
    assert(message.includes("mask them, by a key mask of 1 for valid pixels and 0 for these"), message);
    assert(message.includes("the import command that exitwave inspect prints"), message);
  }
});
