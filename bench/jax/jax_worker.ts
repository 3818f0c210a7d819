/**
 * jax-js as a peer of the step benchmark: the same network, physics, loss and optimizer, in a process of its own that is
 * spoken to as `bench/step/step_worker.ts` is.
 *
 * @module
 */
import { selectAccelerator } from "@exitwave/exitwave";
import { answerSteps } from "../step/answer_steps.ts";
import { defaultDevice, init, JAX_VERSION } from "../../packages/development/jax.ts";
import type { StepJob } from "../step/step_worker.ts";
import { jaxSubject } from "./jax_subject.ts";
import { beginTraining } from "./jax_training.ts";

if (import.meta.main) await answer(JSON.parse(Deno.args[0] ?? "") as StepJob);

// --- internal ---

async function answer({ clock, burst, ...sizes }: StepJob): Promise<void> {
  await selectAccelerator("cpu", { threads: 1 });
  const subject = await jaxSubject(sizes);
  await init("webgpu");
  defaultDevice("webgpu");
  const training = beginTraining(subject);
  const parameters = [...subject.weights.values()].reduce((sum, { data }) => sum + data.length, 0);
  const step = async (times: number): Promise<void> => {
    for (let taken = 0; taken < times; taken++) training.step();
    await training.loss();
  };
  await answerSteps(step, { description: { version: JAX_VERSION, parameters }, clock, burst });
}
