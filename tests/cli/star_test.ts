/**
 * A real scan at the command line: what a schedule and a number of checkpoints leave on disk.
 *
 * @module
 */
import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { withTempDir } from "../data/temp_dir.ts";
import { sharedPath } from "../shared_data.ts";
import { exitwave } from "./program.ts";

const STAR = sharedPath("data", "siemens_star_64.npz");

Deno.test({
  name: "train on the Siemens star leaves the learning rates of its schedule and exactly the checkpoints asked for",
  ignore: STAR === null,
  fn: async () => {
    await withTempDir(async (cwd) => {
      const { code, stderr } = await exitwave(cwd, [
        ...["train", "--train-data-file", String(STAR), "--output-dir", "star", "--accelerator", "cpu"],
        ...["--n-filters-scale", "0.125", "--max-epochs", "5", "--limit-train-batches", "4"],
        ...["--scheduler", "Exponential", "--checkpoint-save-top-k", "2", "--no-results", "--no-report"],
      ]);
      assertEquals(code, 0, stderr);
      const [header = "", ...rows] = (await Deno.readTextFile(`${cwd}/star/metrics.csv`)).trimEnd().split("\n");
      assertEquals(header.split(",").slice(0, 5), [
        ...["epoch", "step", "learning_rate", "poisson_train_loss", "poisson_val_loss"],
      ]);
      assertEquals(rows.length, 5);
      rows.forEach((row, epoch) => assertAlmostEquals(Number(row.split(",")[2]), 1e-3 * 0.95 ** epoch, 1e-15));
      const files = await Array.fromAsync(Deno.readDir(`${cwd}/star/checkpoints`), ({ name }) => name);
      const [first = "", second = "", last] = files.sort();
      assertEquals([files.length, last], [3, "last.safetensors"]);
      const losses = rows.map((row) => Number(row.split(",")[4])).sort((a, b) => a - b).slice(0, 2);
      for (const name of [first, second]) {
        assertMatch(name, /^epoch=0\d-poisson_val=\d+\.\d{4}\.safetensors$/);
        assert(losses.some((loss) => name.includes(`=${loss.toFixed(4)}.`)), `${name} is none of ${losses}`);
      }
    });
  },
});
