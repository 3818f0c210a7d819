import { assertRejects } from "@std/assert";
import { requireRunPath } from "../../run/run_path.ts";
import { withTempDir } from "../data/temp_dir.ts";

Deno.test("requireRunPath() names the run's directory to whoever names what is in it", async () => {
  await withTempDir(async (directory) => {
    const run = `${directory}/run`;
    await Deno.mkdir(`${run}/checkpoints`, { recursive: true });
    for (const name of ["payload.json", "checkpoints/last.safetensors", "metrics.csv"]) {
      await Deno.writeTextFile(`${run}/${name}`, "");
    }
    await Deno.writeTextFile(`${directory}/alone.safetensors`, "");
    await requireRunPath(run);
    await requireRunPath(`${directory}/nowhere`);
    const refused: Readonly<Record<string, string>> = {
      "run/checkpoints/last.safetensors": `is a checkpoint: name the run's directory, ${run}`,
      "run/checkpoints": `is a run's folder of checkpoints: name the run's directory, ${run}`,
      "run/checkpoints/": `is a run's folder of checkpoints: name the run's directory, ${run}`,
      "run/metrics.csv": "is a file: name the directory of a run",
      "alone.safetensors": "is a checkpoint: name the directory of a run",
    };
    for (const [path, message] of Object.entries(refused)) {
      await assertRejects(() => requireRunPath(`${directory}/${path}`), Error, message);
    }
  });
});
