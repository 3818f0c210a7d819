/**
 * How well half scans tell what is resolved: simulated scans, each reconstructed whole and in halves, and by how much the
 * spatial frequency that halves resolve is above the one that the whole resolves against the truth. The numbers of
 * `docs/half_scans.md`:
 *
 * ```sh
 * deno task results:half_scans
 * ```
 *
 * @module
 */
import {
  createReconstructionPayload,
  evaluate,
  evaluateHalfScans,
  readReconstruction,
  reconstruct,
  type RingCorrelation,
  selectAccelerator,
  simulateScan,
  writeScan,
} from "@exitwave/exitwave";
import { ringCriteria } from "../../recon/figures/ring_criteria.ts";
import { smoothRings } from "../../recon/image/smooth_rings.ts";
import { halfBitOfTruth } from "../../tests/recon/half_scans/half_bit_of_truth.ts";
import { BenchFlags } from "../bench_flags.ts";
import { print } from "../terminal.ts";

const HELP = `Compares what half scans resolve with what is resolved against the truth.

Usage: deno task results:half_scans [flags]

  --seeds N           simulated scans of each object and number of photons (default 6)
  --object NAME       star, deadLeaves, lines, or all (default all)
  --json              print one JSON object a line, of each scan
  --help              print this`;

const OBJECTS = ["star", "deadLeaves", "lines"] as const;
const PHOTONS = [3e3, 1e4, 1e5, 1e6];

const COLUMNS = ["halfBit", "half", "seventh", "rough"] as const;

/** One ring in ten. */
const BOUND = 0.1;

const flags = new BenchFlags(HELP, ["seeds", "object"]);
const directory = await Deno.makeTempDir({ prefix: "exitwave-half-scans-" });
const accelerator = await selectAccelerator("auto");
try {
  const objects = OBJECTS.filter((name) => [name, "all"].includes(flags.oneOf("object", ["all", ...OBJECTS])));
  for (const photons of PHOTONS) {
    const found: Compared[] = [];
    for (const object of objects) {
      for (let seed = 1; seed <= flags.positive("seeds", 6); seed++) {
        const compared = await comparedHalves({ object, seed, photons });
        found.push(compared);
        if (flags.json) print(JSON.stringify({ object, seed, photons, ...compared }));
      }
    }
    if (!flags.json) {
      print(`| ${[photons, ...COLUMNS.map((key) => tableCell(found.map((one) => one[key])))].join(" | ")} |`);
    }
  }
} finally {
  await Deno.remove(directory, { recursive: true });
}

// --- internal ---

/** By how much halves are above the truth, as a part of what the whole resolves against it. */
interface Compared {
  /** Half a bit, and half a bit against the truth. */
  readonly halfBit: number;
  /** Half a bit, and 1/2 against the truth. */
  readonly half: number;
  /** 1/7, and 1/2 against the truth. */
  readonly seventh: number;
  /** As `halfBit`, of curves as they are, without the mean of neighbouring rings. */
  readonly rough: number;
}

async function comparedHalves(
  { object, seed, photons }: {
    readonly object: typeof OBJECTS[number];
    readonly seed: number;
    readonly photons: number;
  },
): Promise<Compared> {
  const scan = `${directory}/scan.npz`, outputDir = `${directory}/image`;
  await writeScan(scan, simulateScan({ patterns: 200, photons, seed, object }));
  const payload = createReconstructionPayload({
    ...{ data: { scan }, engine: { iterations: 25, batchSize: 16, probeStart: 1 }, execution: { outputDir } },
  });
  await reconstruct(payload, { accelerator, overwrite: true });
  const image = await readReconstruction(`${outputDir}/reconstruction.npz`);
  const { frc: truth } = evaluate(image, await readReconstruction(scan));
  const { frc: halves } = await evaluateHalfScans(outputDir, { accelerator });
  const [smooth, known] = [halves, truth].map(({ curve, side }): Rings => ({ curve: smoothRings(curve), side }));
  if (!smooth || !known) throw new TypeError("Cannot compare halves as there are none");
  return {
    halfBit: crossing("half a bit", smooth) / halfBitOfTruth(known) - 1,
    half: crossing("half a bit", smooth) / crossing("1/2", known) - 1,
    seventh: crossing("1/7", smooth) / crossing("1/2", known) - 1,
    rough: crossing("half a bit", halves) / halfBitOfTruth(truth) - 1,
  };
}

type Rings = Pick<RingCorrelation, "curve" | "side">;

/** Periods a pixel. */
function crossing(criterion: string, rings: Rings): number {
  const ring = ringCriteria(rings).find(({ name }) => name === criterion)?.ring ?? null;
  return ring === null ? 1 / 2 : ring / rings.side;
}

function tableCell(parts: readonly number[]): string {
  const percent = (part: number): string => `${(100 * part).toFixed(0)} %`;
  const within = parts.filter((part) => Math.abs(part) < BOUND).length;
  return `${percent(Math.min(...parts))} to ${percent(Math.max(...parts))}, ${within} of ${parts.length}`;
}
