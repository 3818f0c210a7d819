/**
 * The course of a loss over the epochs, in shares that mean the same whatever its unit.
 *
 * @module
 */

/** An epoch, as findings need it. */
export interface EpochLosses {
  /** From 0. */
  readonly epoch: number;
  /** Losses by their names; null where one was not measured. */
  readonly metrics: Readonly<Record<string, number | null>>;
}

/** A loss of a training. */
export interface LossCourse {
  /** Its name. */
  readonly name: string;
  /** Values by the epochs, as far as they were measured; not finite where training broke off. */
  readonly values: readonly number[];
  /** The epochs of the values. */
  readonly epochs: readonly number[];
  /** Place of the least value. */
  readonly best: number;
}

/**
 * A loss by what its name contains.
 *
 * @param epochs The epochs in their order.
 * @param kind Training or validation.
 * @returns Null where it was not measured.
 */
export function lossCourse(epochs: readonly EpochLosses[], kind: "train" | "val"): LossCourse | null {
  const name = epochs.flatMap(({ metrics }) => Object.keys(metrics)).find((each) => each.includes(`_${kind}_`));
  if (name === undefined) return null;
  const measured = epochs.filter(({ metrics }) => typeof metrics[name] === "number");
  const values = measured.map(({ metrics }) => metrics[name] ?? NaN);
  let best = -1;
  values.forEach((value, place) => {
    if (Number.isFinite(value) && (best < 0 || value < (values[best] ?? NaN))) best = place;
  });
  return best < 0 ? null : { name, values, epochs: measured.map(({ epoch }) => epoch), best };
}

/**
 * How much a loss changed: of losses above 0 as a share of the first value, of others, such as likelihoods, as a share of
 * all that the loss changed in the training.
 *
 * @param course The loss.
 * @param from The first value.
 * @param to The last value.
 * @returns Above 0 where it rose.
 */
export function changeOf({ values, best }: LossCourse, from: number, to: number): number {
  const least = values[best] ?? NaN;
  const whole = least > 0 ? from : Math.abs((values.find(Number.isFinite) ?? NaN) - least);
  return to === from ? 0 : (to - from) / whole;
}

/** Mean of the last values, a tenth of them and three at least: a single epoch may be an outlier. */
export function recentValue({ values }: LossCourse): number {
  return meanOf(values.slice(-recentCount(values.length)));
}

/** Mean of as many values before the last third of the epochs. */
export function earlierValue({ values }: LossCourse): number {
  const end = Math.floor(2 * values.length / 3);
  return meanOf(values.slice(Math.max(0, end - recentCount(values.length)), end));
}

// --- internal ---

function recentCount(epochs: number): number {
  return Math.max(3, Math.round(epochs / 10));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
