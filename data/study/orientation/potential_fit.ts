/**
 * The potential whose differences along edges fit given ones best, and what no potential explains: a least-squares problem
 * on a graph, solved by conjugate gradients (Hestenes and Stiefel 1952).
 *
 * @module
 */
import type { FieldEdges } from "./centre_field.ts";

/** The best potential. */
export interface PotentialFit {
  /** One value for each position, up to a constant. */
  readonly potential: Float64Array;
  /** What is left along each edge. */
  readonly residual: Float64Array;
}

/**
 * Fits a potential.
 *
 * @param edges The graph, each edge with its weight.
 * @param differences Along each edge, times its weight.
 */
export function fitPotential(
  { count, from, to, weights }: Omit<FieldEdges, "products">,
  differences: Float64Array,
): PotentialFit {
  const along = (potential: Float64Array): Float64Array =>
    weights.map((weight, e) => weight * ((potential[to[e] ?? 0] ?? 0) - (potential[from[e] ?? 0] ?? 0)));
  const gathered = (flow: Float64Array): Float64Array => {
    const sums = new Float64Array(count);
    flow.forEach((value, e) => {
      const [i, j, part] = [from[e] ?? 0, to[e] ?? 0, value * (weights[e] ?? 0)];
      sums[j] = (sums[j] ?? 0) + part;
      sums[i] = (sums[i] ?? 0) - part;
    });
    return sums;
  };
  const potential = new Float64Array(count);
  let rest = gathered(differences);
  let direction = rest.slice();
  let energy = dot(rest, rest);
  const enough = TOLERANCE ** 2 * energy;
  for (let round = 0; round < MOST_ROUNDS && energy > enough; round++) {
    const flow = along(direction);
    const step = energy / dot(flow, flow);
    if (!Number.isFinite(step)) break;
    direction.forEach((value, i) => {
      potential[i] = (potential[i] ?? 0) + step * value;
    });
    const change = gathered(flow);
    rest = rest.map((value, i) => value - step * (change[i] ?? 0));
    const next = dot(rest, rest);
    const turn = next / energy;
    direction = direction.map((value, i) => (rest[i] ?? 0) + turn * value);
    energy = next;
  }
  const explained = along(potential);
  return { potential, residual: differences.map((value, e) => value - (explained[e] ?? 0)) };
}

/** Σ a·b. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

// --- internal ---

const TOLERANCE = 1e-4;
const MOST_ROUNDS = 300;
