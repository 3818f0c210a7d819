/**
 * What a measurement of `docs/results.md` is: commands of the command line whose last evaluates an image against the
 * truth. `$DATA` in them is the folder with the real scans.
 *
 * @module
 */

/** Rows of one table: what was varied, all else being equal. */
export interface Experiment {
  /** Its name: of the marker in `docs/results.md`, and of the folder it works in, `results/ID`. */
  readonly id: string;
  /** Commands that make the scans of all rows, without `deno run -A cli.ts`. */
  readonly scans: readonly string[];
  /** The rows, in order. */
  readonly rows: readonly Row[];
}

/** A row of a table: one training, or several, and an image of it. */
export interface Row {
  /** Its name within the experiment. */
  readonly id: string;
  /** What stands in the first column. */
  readonly title: string;
  /** Commands in order, without `deno run -A cli.ts`. The last is an `evaluate … -o DIR`. */
  readonly commands: readonly string[];
  /**
   * Whether the picture of the comparison is kept in `docs/images/results`.
   *
   * @default {false}
   */
  readonly picture?: boolean;
}

/** A network, and what it is tried on. */
export interface Trial extends Omit<Row, "commands"> {
  /** Scan that is trained on; several have spaces between. */
  readonly scan: string;
  /** Scan that is reconstructed, and whose object is the truth; the scan that is trained on where none is given. */
  readonly test?: string;
  /** Flags of `train`. */
  readonly flags: string;
}

/** Commands of a training, an image and a comparison, below the folder of the experiment. */
export function trial(folder: string, { scan, test = scan, flags, ...row }: Trial): Row {
  const run = `results/${folder}/${row.id}`;
  const named = test === scan ? "" : ` ${test}`;
  return {
    ...row,
    commands: [
      `train ${scan} -o ${run} --overwrite ${flags}`,
      `infer ${run}${named}`,
      `evaluate ${run}/image ${test} -o ${run}/image`,
    ],
  };
}
