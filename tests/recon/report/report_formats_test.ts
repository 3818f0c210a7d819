import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { decode } from "fast-png";
import { readReportedRun, type ReportedRun } from "../../../recon/report/reading/reported_run.ts";
import { reportJson } from "../../../recon/report/report_json.ts";
import { reportMarkdown } from "../../../recon/report/report_markdown.ts";
import { reportFigure, reportPng } from "../../../recon/report/report_png.ts";
import { sharedTempDir } from "../../data/temp_dir.ts";
import { wordsIn } from "../figures/drawn.ts";
import { HOSTILE } from "../figures/small_data.ts";
import { type MadeRun, makeRun } from "./made_run.ts";

const DIRECTORY = sharedTempDir();

async function madeRun(name: string, made: MadeRun = {}): Promise<ReportedRun> {
  await makeRun(`${DIRECTORY.path}/${name}`, made);
  return await readReportedRun(`${DIRECTORY.path}/${name}`);
}

Deno.test("reportMarkdown() has tables of one row a line, in which words mean nothing to Markdown", async () => {
  const notes = `a|b\n# title\n<script>x</script> **bold** [link](http://x) \`code\` _low_ &lt;`;
  const run = await madeRun("a | b", {
    sections: { execution: { notes } },
    record: { notes },
    ...{ evaluated: true, diagnosed: true, side: 40 },
  });
  const text = reportMarkdown([run, run]);
  const lines = text.split("\n");
  assertEquals(lines.filter((line) => line.startsWith("# ")), ["# 2 runs", "# a \\| b", "# a \\| b"]);
  assertEquals(/(?<!\\)(?:<|\[|`|_low|&|\*\*bold)/.exec(text), null);
  const tables = text.split("\n\n").filter((part) => part.startsWith("| "));
  assertEquals(tables.length, 5);
  assertStringIncludes(text, "\n## What looks wrong\n\n- **Problem: the patches are flat.** ");
  for (const table of tables) {
    const counts = table.split("\n").map((row) => row.match(/(?<!\\)\|/g)?.length);
    assertEquals(new Set(counts).size, 1, table);
  }
  assertStringIncludes(text, "- **Notes**: a\\|b \\# title \\<script\\>");
});

Deno.test("reportJson() is a value that JSON holds, without images and curves of more than 2000 points", async () => {
  const losses = Array.from({ length: 5000 }, (_, k) => 1 / (k + 1));
  const json = reportJson([await madeRun("json", { losses })]);
  assertEquals(JSON.parse(JSON.stringify(json)), json);
  const [run] = (json as { runs: { epochs: unknown[]; epochCount: number; images: unknown }[] }).runs;
  assert(run && run.epochs.length <= 2000 && run.epochCount === 5000);
  assertEquals(run.images, [{
    ...{ path: "image/reconstruction.npz", scan: { path: "scan.npz", digest: "sha256:00" }, findings: null },
    size: { height: 24, width: 24 },
    pixelSize: { height: 8e-9, width: 8e-9 },
  }]);
});

Deno.test("reportPng() shows image and losses of each run under its name, and so many that they are seen", async () => {
  const [run, bare] = [await madeRun("shown"), await madeRun(HOSTILE.replaceAll("/", "-"), { side: 0, losses: [] })];
  const figure = reportFigure([run, bare]);
  const words = wordsIn(figure);
  assert(words.includes("shown · finished · poisson_val_loss 0.25 in epoch 3"), words.join("\n"));
  assert(!figure.svg.includes("<script"));
  const { width, height } = decode(await reportPng([run]));
  assert(width > 500 && height > 200);
  const many = reportFigure(Array.from({ length: 100 }, () => ({ ...run, images: [] })));
  assert(many.height < 16_384 && many.description.endsWith("and 88 more, which are not shown."));
  decode(await reportPng([]));
});
