import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createReconstructionPayload, reconstruct, simulateScan, writeScan } from "@exitwave/exitwave";
import { joined } from "../../../config/values/markup.ts";
import { lifeText } from "../../../recon/watch/run_life.ts";
import { runView } from "../../../recon/watch/run_view.ts";
import { runsView } from "../../../recon/watch/runs_view.ts";
import { WatchedRun } from "../../../recon/watch/watched_run.ts";
import { askRun } from "../../../run/run_requests.ts";
import { withTempDir } from "../../data/temp_dir.ts";

Deno.test("WatchedRun.look() follows a reconstruction by an engine, and pages show its curve and how it stands", async () => {
  await withTempDir(async (directory) => {
    await writeScan(`${directory}/scan.npz`, simulateScan({ patchSize: 32, patterns: 12, photons: 1e5, seed: 2 }));
    const out = `${directory}/rpie`;
    const run = new WatchedRun(out);
    const lives: string[] = [];
    await reconstruct(
      createReconstructionPayload({
        data: { scan: `${directory}/scan.npz` },
        engine: { iterations: 3, batchSize: 6 },
        execution: { accelerator: "cpu", outputDir: out },
      }),
      { callbacks: [{ name: "look", onIterationEnd: async () => void lives.push((await run.look()).life) }] },
    );
    assertEquals(lives, ["training", "training", "training"]);
    // Another one: images are listed now and then alone.
    const after = new WatchedRun(out);
    const now = await after.look();
    assert(await after.look() === now);
    assertEquals([now.life, now.run.epochCount, now.run.engine?.iterations.length], ["ended", 3, 3]);
    assert(now.saved !== null && now.images.some(({ images }) => images.some(({ path }) => path === "results.png")));
    const shown = { addressOf: (path: string) => path, token: "t" };
    const page = joined([...runView({ id: "rpie", now, ids: ["rpie"], ...shown }).body]);
    for (const text of ["Iterations", "R-factor", "finished", "3 of 3", "engine.iterations"]) {
      assertStringIncludes(page, text);
    }
    const table = runsView({ directory, runs: new Map([["rpie", now]]), problems: [], ...shown });
    assertStringIncludes(joined([...table.body]), "3 of 3");

    await askRun(out, "stop");
    const record = JSON.parse(await Deno.readTextFile(`${out}/run.json`));
    await Deno.writeTextFile(`${out}/run.json`, JSON.stringify({ ...record, exitReason: "running", endedAt: null }));
    const dead = await run.look();
    assertEquals([dead.life, dead.asked], ["dead", ["stop"]]);
    assertStringIncludes(lifeText(dead.life, dead.run), "reconstruct --resume goes on from what it saved");
    await Deno.writeTextFile(`${out}/metrics.csv`, "something else\n");
    assertEquals((await run.look()).run.problems.length, 1);
  });
});
