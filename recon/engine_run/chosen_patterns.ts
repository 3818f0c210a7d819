/**
 * The patterns of a scan that an engine is run on: those within the bounds, with light, less those that a subsample leaves
 * out.
 *
 * @module
 */
import type { ReconstructionPayload } from "../../config/payload.ts";
import { darkPatterns } from "../../data/checks/dark_patterns.ts";
import type { OpenScan } from "../../data/scan.ts";
import { usedModes } from "../../data/scaling.ts";
import { selectPatterns } from "../../data/select.ts";
import { takePatterns } from "../../data/joining/take_patterns.ts";

/** A scan of the chosen patterns, and which they are. */
export interface ChosenPatterns {
  /** The scan: pattern k is number `numbers[k]` of the whole. */
  readonly scan: OpenScan;
  /** Numbers of the patterns in the whole scan, ascending. */
  readonly numbers: Int32Array;
}

/**
 * Chooses patterns and modes of the probe.
 *
 * @param scan The whole scan; it must stay open.
 * @param payload Which of it.
 * @throws {RangeError} If no pattern is left, or there are fewer modes or patterns than asked for.
 */
export function choosePatterns(scan: OpenScan, { data, engine }: ReconstructionPayload): ChosenPatterns {
  const dark = darkPatterns(scan.statistics.energies);
  const numbers = selectPatterns(scan, data, data.subsampleSeed ?? engine.seed, { dark });
  const probeModes = usedModes(scan, data);
  const [probe = scan.probe] = probeModes;
  return { scan: takePatterns({ ...scan, probe, probeModes }, numbers), numbers };
}
