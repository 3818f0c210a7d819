/**
 * A part of a fuzzing: cases of one target, run by a process of its own, which reports each before and after.
 *
 * @module
 */

/** What a process does. */
export interface FuzzJob {
  /** Directory with the files of a real run. */
  readonly run: string;
  /** Directory for the inputs. */
  readonly work: string;
  /** Name of the target. */
  readonly target: string;
  readonly seed: number;
  /** Number of the first case. */
  readonly first: number;
  /** How many cases. */
  readonly count: number;
}

/** A case begins, or has ended. */
export type FuzzReport =
  | { readonly begins: number }
  | {
    readonly ended: number;
    /** What is wrong; null if nothing is. */
    readonly problem: string | null;
    /** Most memory the process had meanwhile, in MB; null where the system does not tell. */
    readonly megabytes: number | null;
  };

/** Where the input of a case lies. */
export function inputPath(job: Pick<FuzzJob, "work" | "target">, number: number, file: string): string {
  return `${job.work}/${job.target}-${number}/${file}`;
}
