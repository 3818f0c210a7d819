/**
 * Probes and positions that are learned, against the truth: scans are simulated whose files have a probe that is out of
 * focus, positions that are off, or both, and each is trained on without and with learning them. The numbers of
 * `docs/results.md`:
 *
 * ```sh
 * deno task results:beam
 * ```
 *
 * @module
 */
import {
  createInferencePayload,
  createTrainingPayload,
  evaluate,
  fit,
  infer,
  type NamedArray,
  readNpz,
  selectAccelerator,
  simulateScan,
  writeScan,
} from "@exitwave/exitwave";
import { BenchFlags } from "../bench_flags.ts";
import { print } from "../terminal.ts";

const HELP = `Learns probe and positions of simulated scans and compares them, and the image, with the truth.

Usage: deno task results:beam [flags]

  --patterns N        patterns of a scan (default 144)
  --epochs N          epochs of each training (default 24)
  --filter-scale X    width of the network (default 0.125)
  --case NAME         none, both, positions or probe, what of the beam is wrong (default: one after the other)
  --json              print one JSON object a line
  --help              print this`;

/** What the file of a scan says wrong: positions by σ in pixels, the probe by metres of defocus. */
const CASES = {
  none: {},
  both: { defocus: 2e-5, positions: 2 },
  positions: { positions: 2 },
  probe: { defocus: 2e-5 },
} as const;

/** Batches move the beam too once the network has an image. */
const startEpochs = { probeStartEpoch: 10, positionsStartEpoch: 10 };

const flags = new BenchFlags(HELP, ["patterns", "epochs", "filter-scale", "case"]);
const directory = await Deno.makeTempDir({ prefix: "exitwave-beam-" });
const accelerator = await selectAccelerator("auto");
try {
  const names = flags.text("case") ? [flags.oneOf("case", ["none", "both", "positions", "probe"])] : keysOf(CASES);
  for (const name of names) {
    const scan = simulated(CASES[name]);
    await writeScan(`${directory}/${name}.npz`, scan);
    for (const learns of name === "none" ? [false] : [false, true]) {
      const run = await train(name, { probe: learns && name !== "positions", positions: learns && name !== "probe" });
      await report(`${name} wrong, ${learns ? "learned" : "as it is given"}`, scan, run);
    }
  }
} finally {
  await Deno.remove(directory, { recursive: true });
}

// --- internal ---

type SimulatedScan = ReturnType<typeof simulateScan>;
type CaseName = keyof typeof CASES;

interface TrainedRun {
  /** The scan. */
  readonly name: CaseName;
  readonly runDirectory: string;
  readonly weights: ReadonlyMap<string, NamedArray>;
}

function keysOf<Key extends string>(record: Readonly<Record<Key, unknown>>): Key[] {
  return Object.keys(record) as Key[];
}

function simulated(errors: { readonly positions?: number; readonly defocus?: number }): SimulatedScan {
  const positions = { kind: "jitter", step: 6 } as const;
  return simulateScan({ patterns: flags.positive("patterns", 144), photons: 1e5, seed: 2, positions, errors });
}

async function train(
  name: CaseName,
  learns: { readonly probe: boolean; readonly positions: boolean },
): Promise<TrainedRun> {
  const payload = createTrainingPayload({
    data: { scan: `${directory}/${name}.npz`, gridSize: 2, neighbors: 6 },
    model: {
      filterScale: flags.positive("filter-scale", 0.125),
      ...{ probeTrainable: learns.probe, positionsTrainable: learns.positions, positionsBound: 8 },
    },
    training: { epochs: flags.positive("epochs", 24), batchSize: 2, learningRate: 2e-3, valSplit: 0, ...startEpochs },
    execution: { outputDir: `${directory}/${crypto.randomUUID()}`, checkpointMonitor: null },
  });
  return { name, ...await fit(payload, { accelerator }) };
}

async function report(what: string, scan: SimulatedScan, { name, runDirectory, weights }: TrainedRun): Promise<void> {
  const { reconstruction, files } = await infer(
    createInferencePayload({
      inference: { modelPath: runDirectory, scan: `${directory}/${name}.npz` },
      execution: { outputDir: `${directory}/image` },
    }),
    { accelerator },
  );
  const { object } = scan;
  if (!object) throw new TypeError("Cannot compare with the truth as the scan has no object");
  const mask = new Uint8Array(object.height * object.width).fill(1);
  const { amplitude, phase, frc } = evaluate(reconstruction, { object, mask, origin: { y: 0, x: 0 } });
  const figures = {
    "phase correlation": phase.correlation,
    "amplitude correlation": amplitude.correlation,
    "phase SSIM": phase.ssim,
    "amplitude SSIM": amplitude.ssim,
    "FRC 1/2, ring": frc.frc50,
    "positions, px rms": await positionError(scan, files.positions),
    "probe, correlation": probeCorrelation(scan, weights),
  };
  if (flags.json) return print(JSON.stringify({ what, ...figures }));
  print(`| ${what} | ${Object.values(figures).map((value) => value?.toFixed(3) ?? "–").join(" | ")} |`);
}

/** Root mean square distance of positions from the true ones, but for a shift of all. */
async function positionError({ x, y, truth }: SimulatedScan, corrected: string | undefined): Promise<number> {
  const arrays = corrected === undefined ? null : await readNpz(corrected);
  const axis = (name: string, given: Float64Array, true_: Float64Array): number => {
    const array = arrays?.get(name);
    const places = array?.kind === "real" ? Float64Array.from(array.data, Number) : given;
    const errors = places.map((place, k) => place - (true_[k] ?? NaN));
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    return errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / errors.length;
  };
  const places = truth?.positions ?? { x, y };
  return Math.sqrt(axis("xcoords", x, places.x) + axis("ycoords", y, places.y));
}

/** How far a probe is the true one, whatever its power and its global phase. */
function probeCorrelation({ probe, truth }: SimulatedScan, weights: TrainedRun["weights"]): number {
  const given = truth?.probeModes?.[0] ?? probe;
  const [re, im] = [
    weights.get("physics.probe.re")?.data ?? probe.re,
    weights.get("physics.probe.im")?.data ?? probe.im,
  ];
  let [cosine, sine, power, truePower] = [0, 0, 0, 0];
  given.re.forEach((a, p) => {
    const [b, c, d] = [given.im[p] ?? NaN, re[p] ?? NaN, im[p] ?? NaN];
    cosine += a * c + b * d;
    sine += a * d - b * c;
    power += c * c + d * d;
    truePower += a * a + b * b;
  });
  return Math.hypot(cosine, sine) / Math.sqrt(power * truePower);
}
