/**
 * Pictures of all that people see of a run, to be looked at: its `results.png`, its report and its live page (light, dark,
 * narrow, and the report printed), the same of an engine with its half scans, and the notebooks that `deno task notebooks` has left. They go into `screenshots/`.
 *
 *     deno task screenshots [RUN...]
 *
 * Without a run it trains one for some epochs, on the Siemens star.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { readReportedRun } from "../../recon/report/reading/reported_run.ts";
import { runNames } from "../../recon/report/reading/run_names.ts";
import { reportHtml } from "../../recon/report/report_html.ts";
import { startWatch } from "../../recon/watch/watch_server.ts";
import { exitwave } from "../cli/program.ts";
import { Page } from "../recon/report/browser.ts";
import { sharedPath } from "../shared_data.ts";
import { pictures, THREE_LOOKS } from "./pictures.ts";

const FOLDER = "screenshots";
const NOTEBOOKS = fileURLToPath(new URL("../../results/notebooks", import.meta.url));

if (import.meta.main) {
  await Deno.mkdir(FOLDER, { recursive: true });
  const folder = await Deno.realPath(FOLDER);
  const runs = Deno.args.length > 0 ? Deno.args : [await trainedRun(folder)];
  await using page = await Page.start();
  await resultsOf(runs, folder);
  await reportOf(runs, { page, folder, of: "run" });
  await livePageOf(runs[0] ?? "", { page, folder, of: "run" });
  await engine({ page, folder });
  await notebooks({ page, folder });
  await Deno.stdout.write(new TextEncoder().encode(`${FOLDER}: pictures to look at\n`));
}

// --- internal ---

/** A browser's page, and where its pictures go. */
interface Studio {
  readonly page: Page;
  readonly folder: string;
}

/** Pictures, and what they are of. */
interface Studied extends Studio {
  readonly of: "run" | "engine";
}

/** The real star where it is there, else a simulated one. */
async function starScan(folder: string): Promise<string> {
  const shared = sharedPath("data", "siemens_star_64.npz");
  if (shared !== null) return shared;
  const scan = `${folder}/star.npz`;
  await succeed(["simulate", "-o", scan, "--patterns", "256"]);
  return scan;
}

/** A run that has learned a little. */
async function trainedRun(folder: string): Promise<string> {
  const [run, scan] = [`${folder}/runs/star`, await starScan(folder)];
  const small = ["--n-filters-scale", "0.125", "--max-epochs", "4", "--recon-log-every", "2"];
  await succeed(["train", scan, "-o", run, "--overwrite", ...small]);
  await succeed(["evaluate", `${run}/image`, scan, "-o", `${run}/image`]);
  return run;
}

/** An engine: its results, how its half scans agree, its report and its live page with images of its course. */
async function engine({ page, folder }: Studio): Promise<void> {
  const run = `${folder}/runs/engine`;
  const course = ["--iterations", "20", "--held-out", "0.05", "--recon-log-every", "10", "--overwrite"];
  await succeed(["reconstruct", await starScan(folder), "-o", run, ...course]);
  await succeed(["evaluate", run, "--half-scans"]);
  await Deno.copyFile(`${run}/results.png`, `${folder}/results-engine.png`);
  await Deno.copyFile(`${run}/half_scans.png`, `${folder}/half-scans.png`);
  await reportOf([run], { page, folder, of: "engine" });
  await livePageOf(run, { page, folder, of: "engine" });
}

async function succeed(args: readonly string[]): Promise<void> {
  const { code, stderr } = await exitwave(".", args);
  if (code !== 0) throw new Error(`exitwave ${args.join(" ")} ended with ${code}: ${stderr}`);
}

async function resultsOf(runs: readonly string[], folder: string): Promise<void> {
  for (const [index, run] of runs.entries()) {
    await Deno.copyFile(`${run}/image/results.png`, `${folder}/results-${index + 1}.png`);
  }
}

async function reportOf(directories: readonly string[], { page, folder, of }: Studied): Promise<void> {
  const names = await runNames(directories);
  const runs = await Promise.all(directories.map((directory) => readReportedRun(directory)));
  const name = `${folder}/report-${of}`, path = `${name}.html`;
  await Deno.writeTextFile(path, await reportHtml(runs.map((run, k) => ({ ...run, name: names[k] ?? run.name }))));
  await pictures(page, { name, looks: THREE_LOOKS, open: () => page.open(path) });
  await Deno.writeFile(`${name}-printed.pdf`, await page.print());
}

/** The list of the runs beside that one, and the page of that one. */
async function livePageOf(run: string, { page, folder, of }: Studied): Promise<void> {
  const above = run.replace(/\/+$/, "").replace(/\/?[^/]*$/, "") || ".";
  await using server = await startWatch(above, 0);
  const token = new URL(server.url).searchParams.get("token") ?? "";
  const words = new URLSearchParams({ run: run.replace(/\/+$/, "").replace(/^.*\//, ""), token });
  const addresses = { "watch-runs": server.url, [`watch-${of}`]: `http://127.0.0.1:${server.port}/run?${words}` };
  for (const [name, url] of Object.entries(addresses)) {
    await pictures(page, { name: `${folder}/${name}`, looks: THREE_LOOKS, open: () => page.visit(url) });
  }
}

async function notebooks({ page, folder }: Studio): Promise<void> {
  for (const name of await notebookPages()) {
    const open = (): Promise<unknown> => page.open(`${NOTEBOOKS}/${name}`);
    const looks = THREE_LOOKS.filter(({ scheme, width }) => scheme === "light" && width > 1000);
    await pictures(page, { name: `${folder}/notebook-${name.slice(0, -5)}`, looks, open });
  }
}

/** None where they were not run. */
async function notebookPages(): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(NOTEBOOKS))).map(({ name }) => name).filter((name) =>
      /\.html$/.test(name)
    );
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
