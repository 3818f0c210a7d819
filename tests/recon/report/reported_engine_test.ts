import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createReconstructionPayload, reconstruct, simulateScan, writeScan } from "@exitwave/exitwave";
import { readReportedRun } from "../../../recon/report/reading/reported_run.ts";
import { reportHtml } from "../../../recon/report/report_html.ts";
import { reportMarkdown } from "../../../recon/report/report_markdown.ts";
import { reportFigure } from "../../../recon/report/report_png.ts";
import { withTempDir } from "../../data/temp_dir.ts";
import { makeRun } from "./made_run.ts";

Deno.test("reportHtml() tells of an engine's run: state, curve, image, probe, findings, configuration, half scans", async () => {
  await withTempDir(async (directory) => {
    await writeScan(`${directory}/scan.npz`, simulateScan({ patchSize: 32, patterns: 12, photons: 1e5, seed: 2 }));
    const out = `${directory}/rpie`;
    await reconstruct(createReconstructionPayload({
      data: { scan: `${directory}/scan.npz` },
      engine: { iterations: 3, batchSize: 6, heldOut: 0.1 },
      execution: { accelerator: "cpu", outputDir: out },
    }));
    const frc = { curve: [1, 0.9, 0.2], side: 16, frc50: 1.6, frc1over7: null, resolution50: 10, resolution1over7: 2 };
    await Deno.writeTextFile(`${out}/half_scans.json`, JSON.stringify({ frc, pixelSize: null }));
    const run = await readReportedRun(out);
    assertEquals([run.problems, run.epochCount, run.images.length], [[], 3, 1]);
    assertEquals(run.images[0]?.diagnostics?.patches, null);
    assertEquals([run.best?.metric, run.checkpoints], ["held-out R-factor", ["last.safetensors"]]);
    const page = await reportHtml([run]);
    for (
      const text of ["<dd>finished</dd>", "<dd>3 of 3</dd>", "<dd>11, and 1 held out</dd>", "<dd>rpie</dd>"]
    ) assertStringIncludes(page, text);
    for (
      const title of ["Iterations", "Probe", "Images", "What looks wrong", "Resolution by half scans", "Environment"]
    ) {
      assertMatch(page, new RegExp(`<h3 id="run-1-[a-z-]+">${title}</h3>`));
    }
    assertStringIncludes(page, "engine.heldOut");
    assertStringIncludes(reportMarkdown([run]), "**Iterations**: 3 of 3");
    assertStringIncludes(reportFigure([run]).svg, "R-factor");

    await makeRun(`${directory}/network`, {});
    const both = await reportHtml([run, await readReportedRun(`${directory}/network`)]);
    assertStringIncludes(both, "Iterations");
    assertStringIncludes(both, "execution.outputDir");

    await Deno.writeTextFile(`${out}/metrics.csv`, "iteration,rFactor,poissonDeviance,seconds\n0,x,1,1\n1,1,1,1\n");
    await Deno.writeTextFile(`${out}/run.json`, '{"kind": "reconstruction"');
    await Deno.writeTextFile(`${out}/half_scans.json`, "{}");
    const damaged = await readReportedRun(out);
    assertEquals(damaged.problems.length, 3, damaged.problems.join("\n"));
    assertStringIncludes(damaged.problems.join("\n"), `Cannot read ${out}/metrics.csv as line 2 is damaged`);
    await reportHtml([damaged]);
  });
});
