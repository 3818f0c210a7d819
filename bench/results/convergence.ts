/**
 * How fast engines find an image, and what a network's image saves them: phase correlation and R-factor over iterations of
 * ePIE, rPIE and LSQML from nothing, and of rPIE from what a network painted. The numbers and the pictures of
 * `docs/results.md`:
 *
 * ```sh
 * deno task results:convergence --scan star --figure docs/images/results/convergence-star.svg
 * deno task results:convergence --scan simulated --figure docs/images/results/convergence-simulated.svg
 * ```
 *
 * @module
 */
import {
  createInferencePayload,
  createReconstructionPayload,
  createTrainingPayload,
  evaluate,
  fit,
  infer,
  openScan,
  readReconstruction,
  type Reconstruction,
  selectAccelerator,
  simulateScan,
  writeScan,
} from "@exitwave/exitwave";
import { range } from "../../data/random/random.ts";
import { configuredEngine } from "../../recon/engine_run/configured_engine.ts";
import { engineStart } from "../../recon/engine_run/engine_start.ts";
import type { EngineRun } from "../../recon/engines/engine_events.ts";
import { runEngine } from "../../recon/engines/run_engine.ts";
import { engineScan } from "../../recon/engines/state/engine_scan.ts";
import { sharedPath } from "../../tests/shared_data.ts";
import { BenchFlags } from "../bench_flags.ts";
import { writeCurves } from "./curves_figure.ts";
import { fail, print } from "../terminal.ts";

const HELP = `Follows engines over their iterations, from nothing and from a network's image.

Usage: deno task results:convergence [flags]

  --scan NAME         star, measured, 64 × 64 pixels, or simulated, dead leaves of 128 × 128 (default star)
  --epochs N          epochs of the network (default 10)
  --figure FILE       write the curves as SVG
  --json              print one JSON object a line
  --help              print this`;

/** Iterations after which the image is compared: every comparison takes longer than an iteration. */
const COMPARED = [1, 2, 3, 5, 7, 10, 15, 20, 30, 40];

const flags = new BenchFlags(HELP, ["scan", "epochs", "figure"]);
const name = flags.oneOf("scan", ["star", "simulated"]);
const directory = await Deno.makeTempDir({ prefix: "exitwave-convergence-" });
const accelerator = await selectAccelerator("auto");
try {
  const path = await scanPath();
  const truth = await readReconstruction(path);
  const courses = [
    await course("ePIE", { path, algorithm: "epie", truth }),
    await course("rPIE", { path, algorithm: "rpie", truth }),
    await course("LSQML", { path, algorithm: "lsqml", truth }),
  ];
  const network = await painted(path);
  courses.push(await course("network, then rPIE", { path, algorithm: "rpie", truth, ...network }));
  courses.forEach((each) => print(flags.json ? JSON.stringify(each) : tableRow(each)));
  const figure = flags.text("figure");
  if (figure !== undefined) await draw(figure, courses);
} finally {
  await Deno.remove(directory, { recursive: true });
}

// --- internal ---

interface Compared {
  readonly iteration: number;
  readonly correlation: number;
  /** Seconds of all iterations so far, comparisons left out. */
  readonly seconds: number;
}

interface Course {
  readonly name: string;
  /** Seconds before the first iteration. */
  readonly before: number;
  readonly compared: readonly Compared[];
  /** R-factor of each iteration. */
  readonly rFactors: readonly number[];
}

interface CourseOf {
  readonly path: string;
  readonly algorithm: "epie" | "rpie" | "lsqml";
  readonly truth: Reconstruction;
  /** The image to begin with, and how long it took to paint. */
  readonly image?: string;
  readonly seconds?: number;
}

async function scanPath(): Promise<string> {
  if (name === "star") {
    return sharedPath("data", "siemens_star_64.npz") ??
      fail("Cannot follow engines on the star as it is not there: EXITWAVE_SHARED names its folder");
  }
  const path = `${directory}/simulated.npz`;
  await writeScan(path, simulateScan({ patchSize: 128, patterns: 144, object: "deadLeaves", photons: 1e6, seed: 5 }));
  return path;
}

/** What a network paints that was trained on the scan itself. */
async function painted(path: string): Promise<Required<Pick<CourseOf, "image" | "seconds">>> {
  const payload = createTrainingPayload({
    data: { scan: path },
    model: { filterScale: 0.25 },
    training: { epochs: flags.positive("epochs", 10), valSplit: 0 },
    execution: { outputDir: `${directory}/network`, checkpointMonitor: null },
  });
  const trained = await fit(payload, { accelerator });
  const begun = performance.now();
  const { directory: image } = await inferred(trained.runDirectory, path);
  const seconds = (performance.now() - begun) / 1000;
  if (!flags.json) print(`trained in ${trained.seconds.toFixed(0)} s, painted in ${seconds.toFixed(1)} s`);
  return { image, seconds };
}

async function inferred(modelPath: string, scan: string): Promise<{ readonly directory: string }> {
  const outputDir = `${directory}/image`;
  const payload = createInferencePayload({
    ...{ inference: { modelPath, scan, results: false }, execution: { outputDir } },
  });
  await infer(payload, { accelerator });
  return { directory: outputDir };
}

async function course(title: string, { path, algorithm, truth, image, seconds = 0 }: CourseOf): Promise<Course> {
  const payload = createReconstructionPayload({ data: { scan: path }, engine: { algorithm, iterations: 40 } });
  using scan = await openScan(path, { measurement: payload.data.measurement, believesFile: true, frameCache: null });
  const start = image === undefined
    ? {}
    : { start: (await engineStart(image, { scan, numbers: range(scan.count) }, payload.engine)).waves };
  const compared: Compared[] = [];
  const rFactors: number[] = [];
  let [begun, spent] = [performance.now(), 0];
  const run: EngineRun = {
    ...start,
    onIterationEnd: async ({ iteration, rFactor, reconstruction }) => {
      spent += (performance.now() - begun) / 1000;
      rFactors.push(rFactor);
      if (COMPARED.includes(iteration + 1)) {
        const { phase } = evaluate(await reconstruction(), truth);
        compared.push({ iteration: iteration + 1, correlation: phase.correlation ?? NaN, seconds: spent });
      }
      begun = performance.now();
    },
  };
  await runEngine(engineScan(scan), configuredEngine(payload), run);
  return { name: title, before: seconds, compared, rFactors };
}

function tableRow({ name, before, compared, rFactors }: Course): string {
  const at = (wanted: number): string => {
    const found = compared.find(({ iteration }) => iteration === wanted);
    return found
      ? `${found.correlation.toFixed(3)}, ${rFactors[wanted - 1]?.toFixed(3)}, ${(before + found.seconds).toFixed(1)} s`
      : "–";
  };
  return `| ${name} | ${[1, 2, 5, 10, 20, 40].map(at).join(" | ")} |`;
}

async function draw(path: string, courses: readonly Course[]): Promise<void> {
  const correlations = courses.map(({ name, compared }) => ({
    ...{ name, x: compared.map(({ iteration }) => iteration), y: compared.map(({ correlation }) => correlation) },
  }));
  const residuals = courses.map(({ name, rFactors }) => ({
    ...{ name, x: rFactors.map((_, iteration) => iteration + 1), y: rFactors },
  }));
  await writeCurves(path, [
    { title: "Phase correlation", xTitle: "iteration", yTitle: "correlation", series: correlations },
    { title: "R-factor", xTitle: "iteration", yTitle: "R-factor", series: residuals },
  ], {
    title: "Convergence",
    description: "Phase correlation and R-factor over iterations of engines, from nothing and from a network's image.",
  });
}
