import { assertEquals } from "@std/assert";
import type { TrainingPayload } from "../../../config/payload.ts";
import { readRun } from "../../../run/read_run.ts";
import { fit } from "../../../train/trainer.ts";
import { CPU, tinyPayload, workspace } from "../tiny_run.ts";
import { MlflowService } from "../../run/mlflow/mlflow_service.ts";

Deno.test("createMlflowLogger() sends a copied run to a run of its own, and a moved one to where it was", async () => {
  await using space = await workspace();
  await using service = new MlflowService();
  const execution = { logger: ["mlflow"], mlflowUri: service.uri } as const;
  const payload = (epochs: number): TrainingPayload =>
    tinyPayload(space, { training: { epochs }, execution: { ...execution, logger: [...execution.logger] } });
  const resume = async (directory: string, epochs: number): Promise<string[]> => {
    const warnings: string[] = [];
    const onWarning = (text: string): void => void warnings.push(text);
    await fit(payload(epochs), { accelerator: CPU, resume: directory, onWarning });
    return warnings.filter((text) => text.includes("is a copy of"));
  };
  const epochsLogged = (): number[][] =>
    [...service.runs.values()].map(({ metrics }) =>
      metrics.filter(({ key }) => key === "learning_rate").map(({ step }) => step)
    );

  const original = `${space.path}/run`;
  await fit(payload(1), { accelerator: CPU });
  await Deno.mkdir(`${space.path}/copy/checkpoints`, { recursive: true });
  for (const name of ["payload.json", "run.json", "mlflow.json", "checkpoints/last.safetensors"]) {
    await Deno.copyFile(`${original}/${name}`, `${space.path}/copy/${name}`);
  }
  assertEquals(await resume(`${space.path}/copy`, 2), [
    `${space.path}/copy is a copy of ${original}: what comes next goes to a new run of MLflow, not to that one`,
  ]);
  assertEquals(epochsLogged(), [[0], [1]]);
  await Deno.symlink(original, `${space.path}/link`);
  assertEquals(await resume(`${space.path}/link`, 2), []);
  await Deno.rename(original, `${space.path}/moved`);
  assertEquals(await resume(`${space.path}/moved`, 3), []);
  assertEquals(await resume(`${space.path}/copy`, 3), []);
  assertEquals(epochsLogged(), [[0, 1, 2], [1, 2]]);
  assertEquals((await readRun(`${space.path}/moved`)).record?.exitReason, "finished");
});
