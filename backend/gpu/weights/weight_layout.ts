/**
 * How weights lie in one buffer: one after the other, each in whole blocks of a workgroup's size, so that a workgroup has
 * elements of one weight alone. All values come first, then all that is kept of them, in the same places.
 *
 * @module
 */
import { WORKGROUP } from "../programs/gpu_program.ts";

/** How many blocks of elements a weight of so many has. */
export function blocksOf(elements: number): number {
  return Math.ceil(elements / WORKGROUP);
}

/**
 * Statements of WGSL that find what a workgroup works on: `weight`, the number of its weight, and `piece`, the number of
 * the workgroup among those of its weight. Workgroups past the last find the last weight, and a piece that it does not have.
 *
 * @param pieces How many workgroups each weight has.
 */
export function findWeight(pieces: readonly number[]): string {
  let end = 0;
  const ends = pieces.map((count) => end += count);
  const past = ends.slice(0, -1);
  const sum = (terms: readonly string[]): string => terms.length === 0 ? "0" : terms.join(" + ");
  return `
  let weight = ${sum(past.map((end) => `select(0, 1, group >= ${end})`))};
  let piece = group - (${sum(past.map((end, at) => `select(0, ${pieces[at]}, group >= ${end})`))});`;
}

/**
 * A switch over the weights.
 *
 * @param weights How many there are.
 * @param body Statements for each.
 */
export function switchWeight(weights: number, body: (weight: number) => string): string {
  const cases = Array.from({ length: weights }, (_, weight) => `    case ${weight}: { ${body(weight)} }`);
  return `
  switch (weight) {
${cases.join("\n")}
    default: {}
  }`;
}
