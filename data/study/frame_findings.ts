/**
 * Frames that are not like the others: dark, recorded twice, far too bright or too dim; and how much light all have.
 *
 * @module
 */
import { darkPatterns } from "../checks/dark_patterns.ts";
import type { Finding } from "./finding.ts";
import type { PatternFacts } from "./patterns/pattern_facts.ts";

/** Light of frames, in the unit of the file. */
export interface PhotonBudget {
  readonly mean: number;
  readonly least: number;
  readonly greatest: number;
}

/** Mean, least and greatest light of a frame, dark ones aside; zeros where all are dark. */
export function photonBudget({ frames }: PatternFacts): PhotonBudget {
  const dark = new Set(darkPatterns(frames.light));
  const lit = frames.light.filter((light, f) => light > 0 && !dark.has(f));
  const [sum, least, greatest] = lit.reduce(
    ([all, low, high], light) => [all + light, Math.min(low, light), Math.max(high, light)] as const,
    [0, Infinity, 0] as readonly [number, number, number],
  );
  return lit.length > 0 ? { mean: sum / lit.length, least, greatest } : { mean: 0, least: 0, greatest: 0 };
}

/** Numbers of frames that hold the same numbers as an earlier one, beside that one; dark ones aside. */
export function doubledFrames({ sums }: PatternFacts): [frame: number, earlier: number][] {
  const { total, across, down } = sums.values;
  const seen = new Map<string, number>();
  const doubled: [number, number][] = [];
  total.forEach((light, f) => {
    if (light === 0) return;
    // Frames of noise agree in all of these only if they are the same to the last pixel.
    const key = [light, across[f], down[f], sums.squares.total[f], sums.squares.across[f], sums.squares.down[f]].join();
    const earlier = seen.get(key);
    if (earlier === undefined) seen.set(key, f);
    else doubled.push([f, earlier]);
  });
  return doubled;
}

/** Numbers of frames whose light is far off the others', dark ones aside. */
export function outlyingFrames({ frames: { light } }: PatternFacts): number[] {
  const dark = new Set(darkPatterns(light));
  const logarithms = Float64Array.from([...light].filter((value, f) => value > 0 && !dark.has(f)), Math.log).sort();
  if (logarithms.length < FEWEST) return [];
  const middle = quantileOf(logarithms, 0.5);
  const spread = (quantileOf(logarithms, 0.84) - quantileOf(logarithms, 0.16)) / 2;
  const most = Math.max(Math.log(LEAST_FACTOR), MOST_SPREADS * spread);
  return [...light.keys()].filter((f) =>
    !dark.has(f) && (light[f] ?? 0) > 0 && Math.abs(Math.log(light[f] ?? 1) - middle) > most
  );
}

/** Findings on frames. */
export function frameFindings(facts: PatternFacts): Finding[] {
  const { stack, choice, frames } = facts;
  const findings: Finding[] = [];
  const number = (f: number): number => choice.numbers?.[f] ?? f;
  const add = (code: string, what: string, list: readonly number[], remedy: string): void => {
    if (list.length === 0) return;
    const named = list.slice(0, NAMED).map(number).join(", ");
    const more = list.length > NAMED ? ` and ${list.length - NAMED} more` : "";
    const message =
      `${stack.name} has ${list.length} ${list.length === 1 ? "frame" : "frames"}, number ${named}${more}, ` +
      `${what}: ${remedy}`;
    findings.push({ code, severity: "warning", message });
  };
  if (!frames.light.some((light) => light > 0)) {
    const message =
      `${stack.name} has no light at all in ${choice.count} frames: name the dataset of the patterns with ` +
      "--patterns, or mask less";
    return [{ code: "no-light", severity: "error", message }];
  }
  const dark = [...darkPatterns(frames.light)];
  add("dark-frames", "with less than a ten-thousandth of the usual light", dark, "they are left out of trainings");
  const doubled = doubledFrames(facts);
  add(
    "doubled-frames",
    `with the very numbers of an earlier one, such as ${
      doubled.slice(0, 1).map(([f, earlier]) => `${number(f)} of ${number(earlier)}`).join("")
    }`,
    doubled.map(([f]) => f),
    "take each once with --frames",
  );
  const outlying = outlyingFrames(facts);
  const budget = photonBudget(facts);
  add(
    "outlying-frames",
    `whose light is far off the usual ${short(budget.mean)}`,
    outlying,
    "leave them out with --frames",
  );
  return [...findings, ...budgetFindings(facts, budget)];
}

// --- internal ---

const NAMED = 8;
/** Fewer frames have no usual light. */
const FEWEST = 8;
/** An object that absorbs changes the light by less. */
const LEAST_FACTOR = 2.5;
/** An outlier is so many times the usual spread away. */
const MOST_SPREADS = 6;
/** Photons of a frame below which little can be learned. */
const FEW_PHOTONS = 300;

function budgetFindings(
  { stack, kinds, measurement }: PatternFacts,
  { mean, least, greatest }: PhotonBudget,
): Finding[] {
  // Of amplitudes that were scaled, and of counts with a gain, the light is in no known unit.
  const counts = kinds.certain && /^(?:whole|square roots of whole)/.test(kinds.evidence);
  const unit = counts ? "photons" : measurement === "intensity" ? "units of the file" : "squared units of the file";
  const numbers = `${short(mean)} ${unit} on average, from ${short(least)} to ${short(greatest)}`;
  if (counts && mean < FEW_PHOTONS) {
    const message = `${stack.name} has few photons a frame, ${numbers}: images will be coarse; merge frames of one ` +
      "position with --duplicates merge, or bin with --bin 2";
    return [{ code: "few-photons", severity: "warning", message }];
  }
  return [{ code: "photons", severity: "info", message: `${stack.name} has ${numbers} a frame` }];
}

function quantileOf(sorted: Float64Array, share: number): number {
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
