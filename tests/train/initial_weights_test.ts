/**
 * Trainings that begin with the weights of another network.
 *
 * @module
 */
import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import type { SectionsInput } from "../../config/fields/sections.ts";
import { encodeSafetensors, type NamedArray } from "../../data/formats/safetensors.ts";
import { loadTrained } from "../../recon/load_trained.ts";
import type { FitResult } from "../../train/fit_result.ts";
import { fit } from "../../train/trainer.ts";
import { knob } from "../knob.ts";
import { CPU, tinyPayload, type Workspace, workspace } from "./tiny_run.ts";

let space: Workspace;

Deno.test.beforeAll(async () => {
  space = await workspace();
});

Deno.test.afterAll(() => space[Symbol.dispose]());

/** A step so short that it moves nothing. */
const STILL = { learningRate: 1e-30 };

async function train(sections: SectionsInput, resume?: string): Promise<FitResult> {
  const outputDir = resume ?? `${space.path}/${crypto.randomUUID()}`;
  const payload = tinyPayload(space, { ...sections, execution: { outputDir, ...sections.execution } });
  return await fit(payload, { accelerator: CPU, ...(resume !== undefined && { resume }) });
}

async function weightsOf(run: FitResult): Promise<ReadonlyMap<string, NamedArray>> {
  return (await loadTrained(run.lastCheckpoint ?? "")).weights;
}

knob(
  "training.initialWeights",
  "is the network that a training begins with, statistics and average included",
  async () => {
    const model = { batchNorm: true };
    const before = await train({ model, training: { seed: 1 } });
    const initialWeights = before.runDirectory;
    const begun = await train({ model, training: { ...STILL, seed: 2, emaDecay: 0.5, initialWeights } });
    const drawn = await train({ model, training: { ...STILL, seed: 2 } });
    const learned = ([name]: readonly [string, unknown]): boolean => !/running_/.test(name);
    const of = async (run: FitResult): Promise<unknown[]> => [...await weightsOf(run)].filter(learned);
    assertEquals(await of(begun), await of(before));
    assertNotEquals(await of(drawn), await of(before));
  },
);

Deno.test("fit() refuses weights of another network before anything is written, and says what is another", async () => {
  const { runDirectory } = await train({});
  const outputDir = `${space.path}/refused`;
  const wide = { model: { filterScale: 0.25 }, training: { initialWeights: runDirectory }, execution: { outputDir } };
  const error = await assertRejects(() => train(wide), TypeError);
  const [path] = [`${runDirectory}/checkpoints/`];
  assert(error.message.startsWith(`Cannot begin with the weights of ${path}`), error.message);
  assert(error.message.includes("another network (model.filterScale is 0.25, theirs is 0.125): "), error.message);
  await assertRejects(() => Deno.stat(outputDir), Deno.errors.NotFound);
});

Deno.test("fit() resumes a training without the weights that it began with, and leaves physics of theirs behind", async () => {
  const { weights, payload } = await loadTrained((await train({})).runDirectory);
  const path = `${space.path}/net.safetensors`;
  const learned: NamedArray = { shape: [1], data: Float32Array.of(9) };
  const arrays = new Map([...weights, ["physics.intensity_scale", learned]]);
  await Deno.writeFile(path, encodeSafetensors(arrays, { payload: JSON.stringify(payload) }));
  const training = { initialWeights: path, epochs: 1 };
  const { runDirectory } = await train({ training });
  await Deno.remove(path);
  await assertRejects(() => train({ training }), Error, `Cannot load a trained network from ${path}`);
  const { epochs } = await train({ training: { ...training, epochs: 2 } }, runDirectory);
  assertEquals(epochs, 2);
});
