/** What an engine tells TensorBoard and MLflow, and the images that it makes meanwhile. */
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { readImages } from "./read_images.ts";
import { type ReconstructOptions, type ReconstructResult, simulateScan } from "@exitwave/exitwave";
import type { ExecutionInput } from "../../../config/fields/execution_input.ts";
import { withTempDir } from "../../data/temp_dir.ts";
import { knob } from "../../knob.ts";
import { MlflowService } from "../../run/mlflow/mlflow_service.ts";
import { decodeEvents, NO_PROTOC } from "../../run/tensorboard/read_events.ts";
import { namesIn } from "../../train/tiny_run.ts";
import { reconstructIn } from "./reconstruct_in.ts";

const simulated = simulateScan({ patchSize: 32, patterns: 12, photons: 1e5, seed: 2 });

function run(
  directory: string,
  execution: ExecutionInput,
  options: ReconstructOptions = {},
): Promise<ReconstructResult> {
  return reconstructIn(directory, {
    scan: simulated,
    sections: [{ engine: { iterations: 4, batchSize: 6, heldOut: 0.1 } }, { execution }],
    options: { overwrite: options.resume === undefined, ...options },
  });
}

/** Stops after two iterations with a checkpoint of one, as a kill would, and goes on. */
async function brokenOff(
  directory: string,
  execution: ExecutionInput,
  onWarning?: (text: string) => void,
): Promise<ReconstructResult> {
  const fails = { name: "fails", onIterationEnd: failAfterFirst };
  const told = { ...(onWarning && { onWarning }) };
  const every = { ...execution, checkpointEverySteps: 2 };
  await assertRejects(() => run(directory, every, { callbacks: [fails], ...told }), Error, "broken off");
  return await run(directory, every, { resume: `${directory}/out`, ...told });
}

function failAfterFirst({ iteration }: { readonly iteration: number }): void {
  if (iteration === 1) throw new Error("broken off");
}

async function eventsIn(directory: string): Promise<string> {
  const names = (await namesIn(directory)).filter((name) => name.startsWith("events.out.tfevents."));
  return (await Promise.all(names.map(async (name) => decodeEvents(await Deno.readFile(`${directory}/${name}`)))))
    .join("");
}

/** What the event files say of iterations, and which images they have, by step. */
async function toldTensorboard(directory: string): Promise<{ readonly values: string[]; readonly images: string[] }> {
  const events = (await eventsIn(directory)).split(/^event /m).map((event) => ({
    step: Number(/^\s*step: (\d+)/m.exec(event)?.[1] ?? 0),
    values: [...event.matchAll(/tag: "iteration\/([^"]*)"\s*simple_value: (\S+)/g)],
    images: [...event.matchAll(/tag: "([^"]*)"\s*image \{/g)],
  }));
  return {
    values: events.flatMap(({ step, values }) =>
      values.map(([, name, value]) => `${step} ${name} ${Math.fround(Number(value))}`)
    ),
    images: events.flatMap(({ step, images }) => images.map(([, tag]) => `${step} ${tag}`)),
  };
}

knob(
  "execution.mlflowUri",
  "residuals, parameters and the state of an engine's run are sent to that server",
  () =>
    withTempDir(async (directory) => {
      await using service = new MlflowService();
      const out = `${directory}/out`;
      const warnings: string[] = [];
      const { iterations } = await brokenOff(directory, {
        logger: ["mlflow", "tensorboard"],
        mlflowUri: `http://me:secret@127.0.0.1:${service.port}/`,
        ...{ experiment: "stars", notes: "a cold morning", reconLogEvery: 2 },
      }, (text) => warnings.push(text));
      assertEquals([warnings, service.violations, [...service.experiments.keys()]], [[], [], ["stars"]]);
      for (const [name, of] of [...RESIDUALS, SECONDS]) {
        // Of an iteration that came again, the last point counts.
        assertEquals([...new Map(service.series(name))], iterations.map((each) => [each.iteration, of(each)]), name);
      }
      const { params, tags, status, name } = service.run;
      assertEquals([name, status, tags.get("exit_reason")], ["out", "FINISHED", "finished"]);
      assertEquals(tags.get("mlflow.note.content"), "a cold morning");
      assertEquals(JSON.parse(await Deno.readTextFile(`${out}/run.json`)).notes, "a cold morning");
      assertEquals([params.get("engine.iterations"), params.get("engine.batchSize")], ["4", "6"]);
      assertEquals(service.statuses, ["FAILED", "RUNNING", "FINISHED"]);
      assertEquals([...service.authorizations], [`Basic ${btoa("me:secret")}`]);
      for (const file of ["payload.json", "run.json", "mlflow.json"]) {
        assert(!(await Deno.readTextFile(`${out}/${file}`)).includes("secret"), file);
      }
      if (!NO_PROTOC) {
        const { values, images } = await toldTensorboard(out);
        assertEquals(
          values,
          iterations.flatMap((each) =>
            RESIDUALS.map(([residual, of]) => `${each.iteration} ${residual} ${Math.fround(of(each))}`)
          ),
        );
        const shown = ["probe/amplitude", "probe/phase", "object/amplitude", "object/phase"];
        assertEquals(images, [1, 3].flatMap((step) => shown.map((tag) => `${step} ${tag}`)));
        assertMatch(await eventsIn(out), /tag: "_hparams_\/session_start_info"/);
      }
      // Another run in its place leaves nothing of it.
      await run(directory, {});
      const left = await namesIn(out);
      assertEquals(left.filter((file) => /mlflow|tfevents|images/.test(file)), []);
    }),
);

Deno.test("reconstruct() ends before its first iteration where a log cannot be begun", () =>
  withTempDir(async (directory) => {
    const unspoken = () => run(directory, { logger: ["mlflow"], mlflowUri: "file:///tmp" });
    await assertRejects(unspoken, TypeError, "Cannot log to MLflow");
    assertEquals(await namesIn(directory), ["scan.npz"]);
    await Deno.mkdir(`${directory}/out/mlflow_queue.jsonl`, { recursive: true });
    const inTheWay = () => run(directory, { logger: ["mlflow"], mlflowUri: "http://127.0.0.1:1" });
    await assertRejects(inTheWay, Error, "mlflow_queue.jsonl");
  }));

knob(
  "execution.reconLogEvery",
  "an engine writes images of object and probe after so many iterations, or none",
  () =>
    withTempDir(async (directory) => {
      const seen: string[] = [];
      const callbacks: ReconstructOptions["callbacks"] = [{
        name: "seen",
        onImages: ({ iteration, images }) => {
          seen.push(...images.map(({ tag }) => `${iteration} ${tag}`));
          return iteration === 1 ? "stop" : undefined;
        },
      }];
      const { reconstruction, exitReason } = await run(directory, { reconLogEvery: 2 }, { callbacks });
      const images = await readImages(`${directory}/out/images`);
      const names = ["object/amplitude", "object/phase", "probe/amplitude", "probe/phase"];
      assertEquals([...images.keys()], names.map((name) => `iteration=01/${name}`));
      assertEquals([seen.length, exitReason], [4, "stopped"]);
      const { width = 0, height = 0 } = images.get("iteration=01/object/phase") ?? {};
      assertEquals([width % reconstruction.object.width, height % reconstruction.object.height], [0, 0]);
      for (const [name, { levels }] of images) assert(levels > 20, `${name} has ${levels} levels`);
    }),
);

type Told = ReconstructResult["iterations"][number];

const RESIDUALS: readonly (readonly [string, (iteration: Told) => number])[] = [
  ["rFactor", ({ rFactor }) => rFactor],
  ["poissonDeviance", ({ poissonDeviance }) => poissonDeviance],
  ["heldOutRFactor", ({ heldOut }) => heldOut?.rFactor ?? NaN],
  ["heldOutPoissonDeviance", ({ heldOut }) => heldOut?.poissonDeviance ?? NaN],
];

const SECONDS: readonly [string, (iteration: Told) => number] = ["seconds", ({ seconds }) => seconds];
