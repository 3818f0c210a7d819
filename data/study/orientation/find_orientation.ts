/**
 * Which of the eight ways to lay scan axes onto detector axes, and by what angle beside, the patterns want. On the right
 * axes the centres of mass are the gradient of a potential; how much of them some potential explains is the score. A
 * half turn changes the sign of the potential and nothing else: it is decided, where it can be, by what is known of
 * objects.
 *
 * @module
 */
import { ORIENTATIONS } from "../../../config/fields/import_section.ts";
import { Random, range } from "../../random/random.ts";
import { halfTurnOf, type Orientation, oriented } from "../by_object/orientations.ts";
import { type CentreField, type FieldEdges, fieldEdges, withoutPlane } from "./centre_field.ts";
import { dot, fitPotential, type PotentialFit } from "./potential_fit.ts";

/** A way to lay scan axes onto detector axes. */
export interface OrientationScore {
  readonly orientation: Orientation;
  /** Share of the centres' changes that a potential explains, less what it explains of noise: 1 is all, 0 is none. */
  readonly score: number;
}

/** A way to lay scan axes onto detector axes, with an angle beside. */
export interface TurnedScore extends OrientationScore {
  /** Degrees by which positions are turned after they are oriented, from x towards y. */
  readonly rotation: number;
  /** How sure it is that it, or its half turn, is right; from 0 to 1. */
  readonly confidence: number;
}

/** What the patterns want. */
export interface OrientationStudy {
  /** The eight ways, the best first; a way and its half turn have one score. */
  readonly scores: readonly OrientationScore[];
  /** The best: of the two that a half turn apart have one score, the one that the sign speaks for. */
  readonly best: Orientation;
  /** How sure it is that the best, or its half turn, is right; from 0 to 1. */
  readonly confidence: number;
  /** How sure it is that the best is right and not its half turn; from 0 to 1. */
  readonly signConfidence: number;
  /** The best way if positions may also be turned by any angle of (−45, 45]. */
  readonly free: TurnedScore;
}

/** What tells the sign of the potential. */
export interface SignEvidence {
  /** Light of each frame: where an object absorbs, it also holds the phase back. */
  readonly light: Float64Array;
  /** Electrons: atoms are peaks of the potential. */
  readonly radiation: "photons" | "electrons";
}

/**
 * Finds the orientation.
 *
 * @param field Centres of mass over the scan; of thousands, some that lie together are enough.
 * @param evidence What tells the sign.
 * @returns Null where there are too few positions.
 */
export function findOrientation(field: CentreField, evidence: SignEvidence): OrientationStudy | null {
  const edges = fieldEdges(field);
  if (edges === null) return null;
  const { fits, left } = leftOver(edges);
  const noise = noiseLeft(field);
  const scoreOf = (axes: Axes): number => 1 - left(axes) / noise;
  const scores = ORIENTATIONS.map((orientation) => ({ orientation, score: scoreOf(axesOf(orientation, 0)) }))
    .sort((a, b) => b.score - a.score);
  const [first = { orientation: "none", score: 0 } as const] = scores;
  const next =
    scores.find(({ orientation }) => orientation !== first.orientation && orientation !== halfTurnOf(first.orientation))
      ?.score ?? 0;
  const free = bestTurned(scoreOf, edges.count);
  const signOn = (axes: Axes): number => signOf(potentialOf(fits.map((fit) => fit.potential), axes), field, evidence);
  const sign = signOn(axesOf(first.orientation, 0));
  return {
    scores,
    best: sign < 0 ? halfTurnOf(first.orientation) : first.orientation,
    confidence: confidenceOf(first.score, next, edges.count),
    signConfidence: Math.abs(sign),
    free: signOn(axesOf(free.orientation, free.rotation)) < 0
      ? { ...free, orientation: halfTurnOf(free.orientation) }
      : free,
  };
}

/** Whether a confidence is enough to act on. */
export function isDecisive(confidence: number): boolean {
  return confidence >= 0.9;
}

// --- internal ---

interface LeftOver {
  /** For each product, the potential that fits it best. */
  readonly fits: readonly PotentialFit[];
  /** Share of the field, laid onto some axes, that no potential explains; 1 of no field. */
  readonly left: (axes: Axes) => number;
}

function leftOver(edges: FieldEdges): LeftOver {
  const fits = edges.products.map((products) => fitPotential(edges, products));
  const energies = gram(edges.products);
  const residuals = gram(fits.map(({ residual }) => residual));
  const left = (axes: Axes): number => {
    const energy = quadratic(energies, axes);
    return energy > 0 ? quadratic(residuals, axes) / energy : 1;
  };
  return { fits, left };
}

/** What no potential explains of the same centres at each other's places: what to expect of noise. */
function noiseLeft({ places, centres }: CentreField): number {
  const order = new Random(0, "centres of mass at each other's places").shuffle(range(places.x.length));
  const mixed = (values: Float64Array): Float64Array => Float64Array.from(order, (i) => values[i] ?? 0);
  const edges = fieldEdges({ places, centres: { x: mixed(centres.x), y: mixed(centres.y) } });
  if (edges === null) return 1;
  const { left } = leftOver(edges);
  return HALVES.reduce((sum, orientation) => sum + left(axesOf(orientation, 0)) / HALVES.length, 0);
}

/** Factors of the products of {@link FieldEdges}. */
type Axes = readonly [xx: number, xy: number, yx: number, yy: number];

/** Axes of positions that are oriented and then turned by an angle in degrees. */
function axesOf(orientation: Orientation, rotation: number): Axes {
  const [right, down] = [oriented(orientation, { x: 1, y: 0 }), oriented(orientation, { x: 0, y: 1 })];
  const [cos, sin] = [Math.cos(rotation * Math.PI / 180), Math.sin(rotation * Math.PI / 180)];
  return [
    ...[cos * right.x - sin * right.y, cos * down.x - sin * down.y],
    ...[sin * right.x + cos * right.y, sin * down.x + cos * down.y],
  ] as unknown as Axes;
}

/** Σ over edges of the products of each two. */
function gram(fields: readonly Float64Array[]): number[][] {
  return fields.map((a) => fields.map((b) => dot(a, b)));
}

function quadratic(matrix: readonly (readonly number[])[], axes: Axes): number {
  return axes.reduce((sum, a, i) => sum + a * axes.reduce((row, b, j) => row + b * (matrix[i]?.[j] ?? 0), 0), 0);
}

function potentialOf(potentials: readonly Float64Array[], axes: Axes): Float64Array {
  const [first = new Float64Array()] = potentials;
  return first.map((_, i) => axes.reduce((sum, factor, k) => sum + factor * (potentials[k]?.[i] ?? 0), 0));
}

/** One of each pair of half turns. */
const HALVES: readonly Orientation[] = ["none", "flip_x", "swap", "swap_flip_x"];

function bestTurned(scoreOf: (axes: Axes) => number, count: number): TurnedScore {
  const turned = HALVES.flatMap((orientation) =>
    Array.from({ length: 180 }, (_, k) => {
      const rotation = (k + 1) / 2 - 45;
      return { orientation, rotation, score: scoreOf(axesOf(orientation, rotation)) };
    })
  ).sort((a, b) => b.score - a.score);
  const [best = { orientation: "none", rotation: 0, score: 0 } as const] = turned;
  // Whatever the angle, the mirrored scan has other scores.
  const mirrored = turned.find(({ orientation }) => isMirrored(orientation) !== isMirrored(best.orientation));
  return { ...best, confidence: confidenceOf(best.score, mirrored?.score ?? 0, count) };
}

function isMirrored(orientation: Orientation): boolean {
  const [right, down] = [oriented(orientation, { x: 1, y: 0 }), oriented(orientation, { x: 0, y: 1 })];
  return right.x * down.y - right.y * down.x < 0;
}

/** Of noise, scores differ by about √(2/M); of a gradient, by a part of the best. */
function confidenceOf(best: number, next: number, count: number): number {
  if (!(best > 0)) return 0;
  const deviations = (best - next) / Math.sqrt(2 / count);
  const clear = Math.min(1, (1 - Math.max(0, next) / best) / 0.3);
  return clear * (1 - Math.exp(-deviations * Math.abs(deviations) / 4));
}

/** From −1, surely the other way round, to 1, surely right. */
function signOf(potential: Float64Array, { places }: CentreField, { light, radiation }: SignEvidence): number {
  if (radiation === "electrons") {
    const flat = withoutPlane(potential, places);
    const spread = Math.sqrt(dot(flat, flat) / flat.length);
    return spread > 0
      ? Math.max(-1, Math.min(1, flat.reduce((sum, value) => sum + (value / spread) ** 3, 0) / flat.length))
      : 0;
  }
  const [bent, dim] = [withoutPlane(potential, places), withoutPlane(light, places)];
  const size = Math.sqrt(dot(bent, bent) * dot(dim, dim));
  const correlation = size > 0 ? dot(bent, dim) / size : 0;
  return Math.sign(correlation) * Math.min(1, Math.max(0, Math.abs(correlation) - 0.1) / 0.4);
}
