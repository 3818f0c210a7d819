/**
 * A part of a fuzzing: cases of some targets, run by a process of its own, which reports each before and after.
 *
 * @module
 */

/** What a process does. */
export interface FuzzJob {
  /** Directory with the files of a real run. */
  readonly run: string;
  /** Directory for the inputs. */
  readonly work: string;
  /** Names of the targets, whose turns come one after the other. */
  readonly targets: readonly string[];
  readonly seed: number;
  /** Number of the first case of each. */
  readonly first: number;
  /** How many cases of each. */
  readonly count: number;
}

/** What a process is told: all cases of a job, or those from a place on. */
export interface FuzzPart extends FuzzJob {
  /** Place of the first case among all cases of the job, from 0. */
  readonly from: number;
}

/** A case by its target and its number there, which with the seed make what the target is given. */
export interface FuzzCase {
  readonly target: string;
  readonly number: number;
}

/** A case, by its place in the job, begins or has ended. */
export type FuzzReport =
  | { readonly begins: number }
  | {
    readonly ended: number;
    /** What is wrong; null if nothing is. */
    readonly problem: string | null;
    /** Most memory the process had meanwhile, in MB; null where the system does not tell. */
    readonly megabytes: number | null;
  };

/** How many cases a job has. */
export function casesOf({ targets, count }: FuzzJob): number {
  return targets.length * count;
}

/** The case at a place of a job. */
export function caseAt({ targets, first, count }: FuzzJob, at: number): FuzzCase {
  return { target: targets[Math.floor(at / count)] ?? "", number: first + at % count };
}

/** Folder of the input of a case. */
export function inputFolder({ work }: FuzzJob, { target, number }: FuzzCase): string {
  return `${work}/${target}-${number}`;
}
