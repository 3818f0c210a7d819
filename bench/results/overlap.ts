/**
 * How little overlap is enough, for engines and for a network: one object is scanned in ever larger steps, and
 * reconstructed by ePIE and rPIE from nothing, by a network that was trained on an overlapping scan of another object of the
 * kind, and by that network and an engine. The numbers and the picture of `docs/results.md`:
 *
 * ```sh
 * deno task results:overlap --figure docs/images/results/overlap.svg
 * ```
 *
 * @module
 */
import {
  createInferencePayload,
  createReconstructionPayload,
  createTrainingPayload,
  fit,
  infer,
  reconstruct,
  type Reconstruction,
  selectAccelerator,
  simulateScan,
  writeScan,
} from "@exitwave/exitwave";
import { BenchFlags } from "../bench_flags.ts";
import { writeCurves } from "./curves_figure.ts";
import { phaseCorrelation } from "./known_object.ts";
import { print } from "../terminal.ts";

const HELP = `Reconstructs scans of less and less overlap by engines, a network, and both; phase correlations.

Usage: deno task results:overlap [flags]

  --epochs N          epochs of the training (default 15)
  --filter-scale X    width of the network (default 0.25)
  --mode NAME         pinn, which learns from diffraction, or supervised, from the true objects (default pinn)
  --iterations N      iterations of engines, and of the polish (default 200)
  --figure FILE       write the curves as SVG
  --json              print one JSON object a line
  --help              print this`;

/** Diameter of the disk that lights the object, and the side of the field that is scanned, in pixels. */
const [DIAMETER, FIELD] = [32, 104];

/** Steps as parts of the diameter. */
const STEPS = [0.2, 0.35, 0.5, 0.6, 0.7, 0.8, 0.9];

/**
 * Few patterns are left where steps are large: batches of all of them would make few updates. The probe is the true one, so
 * that overlap alone is missing.
 */
const ENGINE = { batchSize: 8, iterations: 200, probeStart: null } as const;

const MODES = { pinn: {}, supervised: { mode: "supervised", loss: "mae" } } as const;

const flags = new BenchFlags(HELP, ["epochs", "filter-scale", "mode", "iterations", "figure"]);
const directory = await Deno.makeTempDir({ prefix: "exitwave-overlap-" });
const accelerator = await selectAccelerator("auto");
const iterations = flags.positive("iterations", ENGINE.iterations);
try {
  const network = await train();
  const whole = scanned({ step: STEPS[0] ?? NaN, seed: 7 });
  const rows: Row[] = [];
  for (const step of STEPS) {
    const scan = `${directory}/step-${step}.npz`;
    const simulated = scanned({ step, seed: 7, object: whole.object });
    await writeScan(scan, simulated);
    const compared = (image: Reconstruction): number => phaseCorrelation(image, simulated);
    const row: Row = {
      ...{ step, patterns: simulated.count },
      epie: compared(await byEngine(scan, "epie")),
      rpie: compared(await byEngine(scan, "rpie")),
      network: compared(await byNetwork(scan, network, 0)),
      both: compared(await byNetwork(scan, network, iterations)),
    };
    rows.push(row);
    print(flags.json ? JSON.stringify(row) : tableRow(row));
  }
  const path = flags.text("figure");
  if (path !== undefined) await draw(path, rows);
} finally {
  await Deno.remove(directory, { recursive: true });
}

// --- internal ---

type SimulatedScan = ReturnType<typeof simulateScan>;

interface Row {
  readonly step: number;
  readonly patterns: number;
  readonly epie: number;
  readonly rpie: number;
  readonly network: number;
  readonly both: number;
}

interface Scanning {
  /** Part of the diameter. */
  readonly step: number;
  readonly seed: number;
  /** What is scanned; made by the seed where it is left out. */
  readonly object?: SimulatedScan["object"];
  /** Side of the field in pixels. */
  readonly field?: number;
}

function scanned({ step, seed, object, field = FIELD }: Scanning): SimulatedScan {
  const pixels = step * DIAMETER;
  return simulateScan({
    ...{
      seed,
      object: object ?? { kind: "deadLeaves", size: field + 96 },
      photons: 1e6,
      patterns: (Math.floor(field / pixels) + 1) ** 2,
    },
    probe: { kind: "disk", diameter: DIAMETER },
    // So little that the squares which a network's patches are cut down to leave no gaps.
    positions: { kind: "jitter", step: pixels, jitter: 0.05 },
  });
}

/** Directory of a network that was trained on an overlapping scan of another object. */
async function train(): Promise<string> {
  await writeScan(`${directory}/training.npz`, scanned({ step: 0.2, seed: 1, field: 150 }));
  const payload = createTrainingPayload({
    data: { scan: `${directory}/training.npz` },
    model: { ...MODES[flags.oneOf("mode", ["pinn", "supervised"])], filterScale: flags.positive("filter-scale", 0.25) },
    training: { epochs: flags.positive("epochs", 15), valSplit: 0 },
    execution: { outputDir: `${directory}/network`, checkpointMonitor: null },
  });
  const { runDirectory, seconds } = await fit(payload, { accelerator });
  if (!flags.json) print(`trained in ${seconds.toFixed(0)} s`);
  return runDirectory;
}

async function byEngine(scan: string, algorithm: "epie" | "rpie"): Promise<Reconstruction> {
  const payload = createReconstructionPayload({
    ...{ data: { scan }, engine: { ...ENGINE, algorithm, iterations } },
    execution: { outputDir: `${directory}/engine` },
  });
  return (await reconstruct(payload, { accelerator, overwrite: true })).reconstruction;
}

async function byNetwork(scan: string, modelPath: string, refine: number): Promise<Reconstruction> {
  const payload = createInferencePayload({
    ...{ inference: { modelPath, scan, refine, results: false }, engine: { ...ENGINE, algorithm: "rpie" } },
    execution: { outputDir: `${directory}/image` },
  });
  return (await infer(payload, { accelerator })).reconstruction;
}

function tableRow({ step, patterns, ...figures }: Row): string {
  return `| ${step} | ${patterns} | ${Object.values(figures).map((value) => value.toFixed(3)).join(" | ")} |`;
}

async function draw(path: string, rows: readonly Row[]): Promise<void> {
  const x = rows.map(({ step }) => step);
  const names = { epie: "ePIE", rpie: "rPIE", network: "network", both: "network and rPIE" } as const;
  const series = (["epie", "rpie", "network", "both"] as const).map((key) => ({
    ...{ name: names[key], x, y: rows.map((row) => row[key]) },
  }));
  const titles = { title: "Phase correlation", xTitle: "step, in diameters of the probe", yTitle: "correlation" };
  await writeCurves(path, [{ ...titles, series }], {
    title: "Overlap",
    description: "Phase correlation of engines, a network and both, over the step between positions.",
  });
}
