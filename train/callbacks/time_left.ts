/**
 * How long a training will take: by the batches, validations and checkpoints that it has done. It is a mean over many of
 * them, so that it does not jump, of which the older fades, so that it follows a machine that has become slower.
 *
 * @module
 */

/** What there is to do. */
export interface PlannedTraining {
  /** Epochs in all. */
  readonly epochs: number;
  /** Batches of an epoch. */
  readonly batches: number;
  /** Batches of a validation; 0 where nothing is validated. */
  readonly validationBatches: number;
  /** Epochs from one validation to the next; the last epoch has one, too. */
  readonly valEvery: number;
}

/** Where a training is. */
export interface ReachedBatch {
  /** Epoch in progress, from 0. */
  readonly epoch: number;
  /** Batches of it that are done. */
  readonly batch: number;
  /** Batches that may still be done, be it because steps are limited. */
  readonly most: number;
}

/** Measures a training, and tells how long the rest of it will take. */
export class TimeLeft {
  readonly #batch = new FadingMean(MANY_BATCHES);
  /** What comes behind the batches of an epoch, with a validation and without: images and checkpoints too. */
  readonly #rest = { validated: new FadingMean(MANY_EPOCHS), plain: new FadingMean(MANY_EPOCHS) };
  #mark = NaN;
  /** The epoch whose batches are done and whose rest is going on. */
  #ending: number | null = null;

  /** An epoch begins, or goes on. */
  startEpoch(now: number, planned: PlannedTraining): void {
    if (this.#ending !== null) this.#rest[kindOf(this.#ending, planned)].add(now - this.#mark, 1);
    this.#ending = null;
    this.#mark = now;
  }

  /** A batch is done. */
  endBatch(now: number, { epoch, batch }: Omit<ReachedBatch, "most">, { batches }: PlannedTraining): void {
    this.#batch.add(now - this.#mark, 1);
    this.#mark = now;
    if (batch >= batches) this.#ending = epoch;
  }

  /** Mean time of a batch in milliseconds; NaN before the first. */
  get batchMs(): number {
    return this.#batch.mean;
  }

  /** Expected time to the end, in milliseconds; NaN before the first batch. */
  left(now: number, { epoch, batch, most }: ReachedBatch, planned: PlannedTraining): number {
    const { batches } = planned;
    const left = Math.min((planned.epochs - epoch) * batches - batch, most);
    const last = epoch + Math.ceil((batch + left) / batches) - 1;
    const validated = validationsIn(last, planned) - validationsIn(epoch - 1, planned) + extraAt(last, planned);
    const plain = last - epoch + 1 - validated;
    const spent = this.#ending === null ? 0 : Math.min(now - this.#mark, this.#restMs(epoch, planned));
    const rests = validated * this.#validatedMs(planned) + plain * (this.#rest.plain.mean || 0);
    return left * this.#batch.mean + Math.max(rests - spent, 0);
  }

  #restMs(epoch: number, planned: PlannedTraining): number {
    return kindOf(epoch, planned) === "validated" ? this.#validatedMs(planned) : this.#rest.plain.mean || 0;
  }

  /** Until there is one, a validation takes a third of so many training steps: it has no gradient. */
  #validatedMs({ validationBatches }: PlannedTraining): number {
    const { mean } = this.#rest.validated;
    return Number.isNaN(mean) ? validationBatches * this.#batch.mean / 3 : mean;
  }
}

// --- internal ---

const MANY_BATCHES = 256;
const MANY_EPOCHS = 16;

/** A mean of so many values and, with half their weight, of as many before. */
class FadingMean {
  readonly #many: number;
  #sum = 0;
  #count = 0;
  #older = { sum: 0, count: 0 };

  constructor(many: number) {
    this.#many = many;
  }

  add(sum: number, count: number): void {
    this.#sum += sum;
    this.#count += count;
    if (this.#count < this.#many) return;
    this.#older = { sum: (this.#older.sum + this.#sum) / 2, count: (this.#older.count + this.#count) / 2 };
    this.#sum = this.#count = 0;
  }

  get mean(): number {
    return (this.#sum + this.#older.sum) / (this.#count + this.#older.count);
  }
}

function kindOf(epoch: number, { epochs, valEvery, validationBatches }: PlannedTraining): "validated" | "plain" {
  const isDue = (epoch + 1) % valEvery === 0 || epoch + 1 === epochs;
  return validationBatches > 0 && isDue ? "validated" : "plain";
}

/** Validations in their turn up to an epoch. */
function validationsIn(epoch: number, { valEvery, validationBatches }: PlannedTraining): number {
  return validationBatches > 0 ? Math.floor((epoch + 1) / valEvery) : 0;
}

/** The last epoch is validated out of its turn. */
function extraAt(last: number, { valEvery, validationBatches }: PlannedTraining): number {
  return validationBatches > 0 && (last + 1) % valEvery !== 0 ? 1 : 0;
}
