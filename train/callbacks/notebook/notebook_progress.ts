/**
 * A training as a notebook shows it while it goes on: how far it is, its losses as a chart, images of what the network
 * paints, all replaced in place. Interrupting the kernel ends the training as a callback does that asks to stop.
 *
 * @module
 */
import { bestEpoch } from "../../../config/values/best_epoch.ts";
import { epochNumber } from "../../../config/values/epoch_number.ts";
import type { Card } from "../../../config/notebook/card.ts";
import type { TrainingPayload } from "../../../config/payload.ts";
import { element, escaped, joined, type Markup } from "../../../config/values/markup.ts";
import { type LossEpoch, lossFigure } from "../../../recon/figures/loss_figure.ts";
import type { HookResult } from "../../../run/course/hooks.ts";
import type { Callback } from "../callback.ts";
import type { LoggedImage } from "../../../run/images/logged_image.ts";
import type { FitEndEvent, FitStartEvent } from "../events.ts";
import { STITCHED_FOLDER } from "../../../run/images/image_files.ts";
import { createProgress, type Progress } from "../progress.ts";
import { LiveDisplay, type NotebookKernel, notebookKernel } from "./live_display.ts";

/**
 * A callback that shows a training in a notebook of Deno's Jupyter kernel: a line of numbers and a chart of the losses,
 * replaced at most three times a second, and with `execution.reconLogEvery` the images of `execution.reconLog…`. It
 * prints nothing.
 *
 * Interrupting the kernel, by the button or by SIGINT, ends the training after the batch in progress: its state is saved,
 * `fit` returns as usual with the exit reason `stopped`, and `resume` goes on from there. Without this callback an
 * interrupt ends the kernel, and all that the notebook held.
 *
 * @param payload The training.
 * @returns The callback.
 * @throws {Error} Where this is no notebook.
 *
 * @example
 * ```ts
 * import { createNotebookProgress, createTrainingPayload } from "@exitwave/exitwave";
 * import { assertThrows } from "@std/assert";
 *
 * const payload = createTrainingPayload({ data: { scan: "scan.npz" } });
 * // In a notebook: await fit(payload, { callbacks: [createNotebookProgress(payload)] });
 * assertThrows(() => createNotebookProgress(payload), Error, "Cannot show progress as this is no notebook");
 * ```
 */
export function createNotebookProgress(payload: TrainingPayload): Callback<string> {
  const kernel = notebookKernel("show progress");
  let view: TrainingView | null = null;
  const interrupt = (): void => view?.interrupt();
  const progress = createProgress((now) => view && (view.progress = now), payload);

  return {
    ...progress,
    name: "notebook progress",
    async onFitStart(event): Promise<void> {
      await progress.onFitStart?.(event);
      view = new TrainingView(kernel, payload, event);
      await view.show();
      Deno.addSignalListener("SIGINT", interrupt);
    },
    onBatchStart: () => view?.wish,
    async onBatchEnd(event): Promise<HookResult> {
      await progress.onBatchEnd?.(event);
      await view?.refresh();
      return view?.wish;
    },
    async onImages({ images }): Promise<HookResult> {
      await view?.showImages(images);
      return view?.wish;
    },
    async onEpochEnd(event): Promise<HookResult> {
      await progress.onEpochEnd?.(event);
      view?.epochs.push(event);
      await view?.refresh();
      return view?.wish;
    },
    async onFitEnd(event): Promise<void> {
      Deno.removeSignalListener("SIGINT", interrupt);
      await view?.end(event);
    },
  };
}

// --- internal ---

/** Images that are shown at most. */
const MOST_IMAGES = 12;

/** What is shown of one call of `fit`. */
class TrainingView {
  readonly epochs: LossEpoch[] = [];
  progress: Progress | null = null;
  readonly #payload: TrainingPayload;
  readonly #start: Pick<FitStartEvent, "runDirectory" | "firstEpoch">;
  readonly #chart: LiveDisplay;
  readonly #images: LiveDisplay;
  #interrupted = false;

  constructor(
    kernel: NotebookKernel,
    payload: TrainingPayload,
    start: Pick<FitStartEvent, "runDirectory" | "epochs" | "firstEpoch"> = {
      runDirectory: "",
      epochs: 0,
      firstEpoch: 0,
    },
  ) {
    this.#payload = payload;
    this.#start = start;
    this.#chart = new LiveDisplay(kernel);
    this.#images = new LiveDisplay(kernel);
  }

  /** What its hooks return. */
  get wish(): HookResult {
    return this.#interrupted ? "stop" : undefined;
  }

  interrupt(): void {
    this.#interrupted = true;
  }

  async show(): Promise<void> {
    await this.#chart.show(this.#card(this.#state()));
  }

  async refresh(): Promise<void> {
    await this.#chart.refresh(() => this.#card(this.#state()));
  }

  async showImages(images: readonly LoggedImage[]): Promise<void> {
    // The stitched object comes last, and first here: it is what everybody looks for.
    const [patches, objects] = [false, true].map((wanted) =>
      images.filter(({ tag }) => tag.startsWith(`${STITCHED_FOLDER}/`) === wanted)
    );
    const chosen = [...objects ?? [], ...patches ?? []].slice(0, MOST_IMAGES);
    const epoch = epochNumber(this.#start.firstEpoch + this.epochs.length);
    await this.#images.show({ title: `Images of epoch ${epoch}`, picture: joined(chosen.map(imageMarkup)), rows: [] });
  }

  async end({ exitReason, exitDetail, epochs, timings }: FitEndEvent): Promise<void> {
    const why = this.#interrupted ? ": interrupted, its state is saved" : exitDetail === null ? "" : `: ${exitDetail}`;
    const count = `${epochs} ${epochs === 1 ? "epoch" : "epochs"} in ${timings.total.toFixed(1)} s`;
    await this.#chart.show(this.#card(`${exitReason}${why}, ${count}`, true));
  }

  #state(): string {
    if (this.#interrupted) return "stopping after this batch";
    if (this.progress === null) return "beginning";
    const { phase, epoch, epochs, batch, batches } = this.progress;
    const within = phase === "training" ? `batch ${batch} of ${batches}` : phase;
    return `epoch ${epochNumber(epoch)} of ${epochs}, ${within}`;
  }

  #card(state: string, ended = false): Card {
    const best = bestEpoch(this.epochs, this.#payload);
    return {
      title: `Training ${this.#start.runDirectory}: ${state}`,
      ...(this.epochs.length > 0 && {
        picture: lossFigure(this.epochs, best ? { best } : {}).svg as Markup,
      }),
      head: ["loss", "validation loss", "best", "patterns/s", ...(ended ? [] : ["time left"])],
      rows: this.progress === null ? [] : [numbers(this.progress, ended)],
    };
  }
}

function numbers({ loss, valLoss, best, patternsPerSecond, etaSeconds }: Progress, ended: boolean): string[] {
  const text = (value: number | null): string =>
    value === null || !Number.isFinite(value) ? "–" : String(Number(value.toPrecision(4)));
  return [
    text(loss),
    text(valLoss),
    best === null ? "–" : `${text(best.value)} (epoch ${epochNumber(best.epoch)})`,
    text(Number(patternsPerSecond.toPrecision(2))),
    ...(ended ? [] : [timeText(etaSeconds)]),
  ];
}

function timeText(seconds: number): string {
  if (!Number.isFinite(seconds)) return "–";
  return seconds < 100 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}

function imageMarkup({ tag, png }: LoggedImage): Markup {
  const style = "display:inline-block;margin:0 12px 8px 0;text-align:center;font-size:smaller";
  const image = element("img", { src: `data:image/png;base64,${png.toBase64()}`, width: 180, alt: tag });
  return element("div", { style }, [image, element("br"), escaped(tag)]);
}
