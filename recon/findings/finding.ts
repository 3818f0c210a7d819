/**
 * Findings: what looks wrong in an image, its data or its network, and what to try. Each kind is a pure function in a file
 * of its own, of numbers that are at hand anyway.
 *
 * @module
 */

/** Kinds of findings. */
export type FindingCode =
  | "alike-patches"
  | "beam-stop"
  | "broad-probe"
  | "contradicting-patches"
  | "dead-head"
  | "diverging"
  | "few-photons"
  | "flat-patches"
  | "holes"
  | "outlying-patterns"
  | "over-fitting"
  | "saturated-head"
  | "saturated-pixels"
  | "still-falling"
  | "unexplained-patterns";

/** Something that looks wrong. */
export interface Finding {
  /** Which kind it is, for programs. */
  readonly code: FindingCode;
  /** A problem spoils the image; a hint is worth a look, and may be all right. */
  readonly severity: "problem" | "hint";
  /** What it is, in some words, without a full stop. */
  readonly title: string;
  /** What was seen, with its numbers. */
  readonly detail: string;
  /** What to try. */
  readonly remedy: string;
}

/** A finding as one line: what it is, what was seen, and what to try. */
export function findingText({ title, detail, remedy }: Finding): string {
  return `${title}: ${detail}; ${remedy}`;
}

/** A share as people write it, such as `12 %`. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)} %`;
}
