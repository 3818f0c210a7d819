/** What the editor says of a mistake: the messages of `deno check`, which are TypeScript's own. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { withTempDir } from "../data/temp_dir.ts";

const POISSON = "A supervised model compares labels, not photon counts: its loss is mae";
const MONITOR = "Early stopping compares the checkpoint monitor: give it a metric";
const STAGES = "Adaptive needs the epochs of its stages, such as stages: [20, 20, 10]";

/** Scripts that are wrong, each with words of the one error that is shown for it. */
const WRONG: readonly (readonly [script: string, words: string])[] = [
  ['model().supervised().loss("poisson");', POISSON],
  ['model().mode("supervised").loss("poisson");', POISSON],
  ['model().loss("poisson").supervised();', POISSON],
  ['model().loss("poisson").filterScale(1).mode("supervised");', POISSON],
  ['createTrainingPayload({ model: { mode: "supervised", loss: "poisson" } });', POISSON],
  ['createTrainingPayload({ model: { loss: "poisson", filterScale: 1, mode: "supervised" } });', POISSON],
  ['createInferencePayload({ model: { mode: "supervised", loss: "poisson" } });', POISSON],
  ["execution().checkpointMonitor(null).earlyStop({ patience: 5 });", MONITOR],
  ["execution().earlyStop({ patience: 5 }).threads(2).checkpointMonitor(null);", MONITOR],
  ["createTrainingPayload({ execution: { checkpointMonitor: null, earlyStopPatience: 5 } });", MONITOR],
  ["createTrainingPayload({ execution: { earlyStopDivergence: 5, checkpointMonitor: null } });", MONITOR],
  ['training().scheduler("Adaptive");', STAGES],
  ['execution().scheduler("Adaptive", { gamma: 0.5 });', STAGES],
  ['createTrainingPayload({ training: { epochs: 3, scheduler: "Adaptive" } });', STAGES],
  ['createTrainingPayload({ training: { scheduler: "Adaptive", stages: null } });', STAGES],
  ['model().loss("posson");', '"poisson" | "mae"'],
  ['model().ampLoss("tv");', '"total_variation" | "mean_deviation" | null'],
  ['model().ampActivation("gelu");', '"sigmoid" | "silu" | "softplus" | "relu"'],
  ['training().scheduler("multistage");', '"MultiStage"'],
  ['training().scheduler("Exponential", { gama: 1 });', "Did you mean to write 'gamma'?"],
  ['training().optimizer("lion");', '"adam" | "adamw" | "sgd"'],
  ['execution().accelerator("cuda");', '"auto" | "cpu" | "webgpu" | "gpu"'],
  ['execution().checkpointMonitor("val_los");', '"poisson_train_loss" | '],
  ['createTrainingPayload({ execution: { checkpointMonitor: "val_los" } });', "Did you mean '\"val_loss\"'?"],
  ['createTrainingPayload({ training: { scheduler: "adaptive" } });', "Did you mean '\"Adaptive\"'?"],
  ['createTrainingPayload({ model: { loss: "posson" } });', "Did you mean '\"poisson\"'?"],
  ["createTrainingPayload({ model: { filterScale: 1, losss: 3 } });", "'losss' does not exist in type"],
  ["createTrainingPayload({ training: { epochs: 3, warmUpEpochs: 3 } });", "'warmUpEpochs' does not exist in type"],
  ["createTrainingPayload({ data: model() });", "Type '\"model\"' is not assignable to type '\"data\"'"],
  [
    'const own: Callback = { name: "own", onEpochEnd: ({ metrics }) => { metrics.poisson_val_los; } };\nvoid own;',
    "Did you mean 'poisson_val_loss'?",
  ],
  [
    'const own: Callback = { name: "own", onBatchEnd({ metrics }) { metrics.accuracy; } };\nvoid own;',
    "'accuracy' does not exist on type",
  ],
];

/** What is right, or open until the program runs, and compiles. */
const RIGHT = `
const sections: SectionsInput = { training: { scheduler: "Adaptive" } };
createTrainingPayload(sections);
const fields: TrainingInput = { scheduler: "Adaptive" };
createTrainingPayload({ training: fields });
const mode = "supervised" as "pinn" | "supervised";
createTrainingPayload({ model: { mode, loss: "poisson" } });
for (const scheduler of ["Default", "Adaptive"] as const) createTrainingPayload({ training: { scheduler } });
createTrainingPayload({ model: { mode: "supervised", loss: "mae" }, training: undefined, execution: undefined });
createTrainingPayload({ training: { scheduler: "Adaptive", stages: [1, 2, 3] } });
createTrainingPayload({ execution: { checkpointMonitor: null, earlyStopPatience: null } });
createTrainingPayload({ execution: { checkpointMonitor: "mae_val_loss", earlyStopPatience: 3 } });
training().scheduler("Adaptive", { stages: [1, 2, 3], stage3Factor: 0.5 });
const own: Callback = { name: "own", onEpochEnd: ({ metrics }) => metrics.mae_val_Amp_loss === 0 ? "stop" : undefined };
export const options: Pick<FitOptions<"poisson_train_loss" | "poisson_val_loss">, "callbacks"> = { callbacks: [own] };
`;

const HEAD = `import {
  type Callback, createInferencePayload, createTrainingPayload, execution, type FitOptions, model, type SectionsInput,
  training, type TrainingInput,
} from "@exitwave/exitwave";\n`;

Deno.test("mistakes that an editor finds read as sentences, and what may be right compiles", async (t) => {
  await withTempDir(async (cwd) => {
    const scripts = [...WRONG.map(([script]) => script), RIGHT];
    for (const [i, script] of scripts.entries()) await Deno.writeTextFile(`${cwd}/${i}.ts`, HEAD + script);
    const config = fileURLToPath(new URL("../../deno.json", import.meta.url));
    const files = scripts.map((_, i) => `${cwd}/${i}.ts`);
    const args = ["check", "--quiet", "--config", config, ...files];
    const { stderr } = await new Deno.Command(Deno.execPath(), { args, cwd, env: { NO_COLOR: "1" } }).output();
    const errors = new TextDecoder().decode(stderr).split(/^(?=TS\d+ \[ERROR\])/m).filter((part) =>
      part.startsWith("TS")
    );
    for (const [i, [script, words]] of WRONG.entries()) {
      await t.step(script.split("\n")[0] ?? "", () => {
        const own = errors.filter((error) => error.includes(`/${i}.ts:`));
        assertEquals(own.length, 1, own.join("\n"));
        assertStringIncludes(own[0] ?? "", words);
      });
    }
    assertEquals(
      errors.length,
      WRONG.length,
      errors.filter((error) => error.includes(`/${WRONG.length}.ts:`)).join(""),
    );
  });
});
