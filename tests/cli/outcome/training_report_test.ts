/** The page that a training leaves in its run. */
import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { recordedProducts } from "../../../run/products.ts";
import { withTempDir } from "../../data/temp_dir.ts";
import { knob } from "../../knob.ts";
import { exitwave, exitwaveEach, TINY } from "../program.ts";

const REPORTING = TINY.filter((word) => word !== "--no-report");
const LONGER = REPORTING.with(REPORTING.indexOf("--max-epochs") + 1, "9");

/** How a run stands, by its page. */
function stateIn(html: string): string | undefined {
  return html.match(/<dt>State<\/dt>\s*<dd>([^<]*)</)?.[1];
}

knob("execution.report", "a training ends with a page about its run, or without", () =>
  withTempDir(async (cwd) => {
    const [, reported, stopped, without] = await exitwaveEach(cwd, [
      ["simulate", "-o", "scan.npz", "--patterns", "6"],
      ["train", "scan.npz", ...REPORTING],
      ["train", "scan.npz", ...LONGER, "--max-steps", "2", "-o", "stopped"],
      ["train", "scan.npz", ...TINY, "-o", "without", "--json"],
    ]);
    assertEquals(reported?.code, 0, reported?.stderr);
    assertMatch(reported?.stdout ?? "", /\nreport: runs\/scan\/report\.html\n/);
    const html = await Deno.readTextFile(`${cwd}/runs/scan/report.html`);
    assertStringIncludes(html, "<title>Run scan – Exitwave</title>");
    assertEquals(stateIn(html), "finished");
    assertEquals(recordedProducts(`${cwd}/runs/scan`).map(({ path }) => path), ["report.html"]);
    assertEquals(stopped?.code, 0, stopped?.stderr);
    assertEquals(stateIn(await Deno.readTextFile(`${cwd}/stopped/report.html`)), "stopped at its last step");
    assertEquals(JSON.parse(without?.stdout ?? "").report, null);
    const names = [...Deno.readDirSync(`${cwd}/without`)].map(({ name }) => name);
    assertEquals(names.sort(), ["checkpoints", "metrics.csv", "payload.json", "run.json"]);
  }));

Deno.test("train does not fail where its report cannot be written", () =>
  withTempDir(async (cwd) => {
    await exitwave(cwd, ["simulate", "-o", "scan.npz", "--patterns", "6"]);
    await Deno.mkdir(`${cwd}/runs/scan/report.html`, { recursive: true });
    const { code, stdout, stderr } = await exitwave(cwd, ["train", "scan.npz", ...REPORTING, "--json"]);
    assertEquals(code, 0, stderr);
    assertMatch(stderr, /\nwarning: the run has no report: Cannot write runs\/scan\/report\.html as [^\n]*directory/);
    const { report, warnings } = JSON.parse(stdout);
    assertEquals([report, warnings.filter((text: string) => text.includes("report")).length], [null, 1]);
  }));
