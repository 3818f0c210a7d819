/**
 * `images/schedules.svg`: the learning rate of every schedule and the physics weight of every shape, by the functions that
 * training itself uses.
 *
 * @module
 */
import type { TrainingPayload } from "../config/payload.ts";
import type { SectionsInput } from "../config/fields/sections.ts";
import { createTrainingPayload } from "../config/training_payload.ts";
import { learningRateAt } from "../train/plan/learning_rate.ts";
import { stageAt } from "../train/plan/stage.ts";
import { linearScale } from "../recon/figures/drawing/axes/linear_scale.ts";
import { chart, type ChartOptions, type Span } from "../recon/figures/drawing/charts/chart.ts";
import { figure, standalone } from "../recon/figures/drawing/figure.ts";
import { grid } from "../recon/figures/drawing/layout/grid.ts";

/** Text of the picture. */
export function schedulesPlot(): string {
  const axes = {
    width: 560,
    x: linearScale({ low: 0, high: EPOCHS }),
    y: linearScale({ low: 0, high: 1 }),
    xTitle: "epoch",
    yTitle: "",
    spans: spans(),
  };
  const rates = { ...axes, title: "Learning rate / base", height: 250, series: series(SCHEDULES, rateAt) };
  const weights = { ...axes, title: "Physics weight", height: 150, series: series(WEIGHTS, weightAt) };
  const drawing = grid([[chart(rates)], [chart(weights)]]);
  const caption = {
    title: "Learning rates and physics weights over 50 epochs",
    description: "The learning rate of each schedule, and the weight of the physics by each shape, in three stages.",
  };
  return `<!-- deno-fmt-ignore-file -->\n${standalone(figure(drawing.content, drawing, caption))}`;
}

// --- internal ---

type Fields = NonNullable<SectionsInput["training"]>;
type Training = TrainingPayload["training"];

const EPOCHS = 50;
const STAGES: readonly [number, number, number] = [15, 20, 15];

interface Setting {
  readonly label: string;
  readonly fields: Fields;
}

const WEIGHTS: readonly Setting[] = (["linear", "cosine", "exponential"] as const).map((shape) => ({
  label: shape,
  fields: { physicsWeightSchedule: shape },
}));

const SCHEDULES: readonly Setting[] = [
  { label: "Default", fields: {} },
  { label: "Exponential", fields: { scheduler: "Exponential" } },
  { label: "MultiStage", fields: { scheduler: "MultiStage" } },
  { label: "Adaptive", fields: { scheduler: "Adaptive" } },
  { label: "WarmupCosine", fields: { scheduler: "WarmupCosine", warmupEpochs: 5 } },
  { label: "ReduceLROnPlateau", fields: { scheduler: "ReduceLROnPlateau" } },
];

/** A validation loss that falls to its floor and stays there. */
const LOSSES = Array.from({ length: EPOCHS }, (_, epoch) => Math.max(0.2, 1 - epoch / 30));

/** A value holds for its epoch. */
function series(
  settings: readonly Setting[],
  at: (training: Training, epoch: number) => number,
): ChartOptions["series"] {
  const x = Array.from({ length: EPOCHS + 1 }, (_, epoch) => epoch);
  return settings.map(({ label, fields }) => {
    const y = values(fields, at);
    return { name: label, x, y: [...y, y.at(-1) ?? NaN], joints: "steps" };
  });
}

function values(fields: Fields, at: (training: Training, epoch: number) => number): number[] {
  const { training } = createTrainingPayload({ training: { epochs: EPOCHS, stages: [...STAGES], ...fields } });
  return Array.from({ length: EPOCHS }, (_, epoch) => at(training, epoch));
}

function rateAt(training: Training, epoch: number): number {
  const moment = { epoch, history: LOSSES.slice(0, epoch), fineTuneFrom: EPOCHS };
  return learningRateAt(training, moment) / training.learningRate;
}

function weightAt(training: Training, epoch: number): number {
  return stageAt(training, { epoch, fineTuneFrom: EPOCHS }).physicsWeight;
}

function spans(): Span[] {
  let from = 0;
  return STAGES.map((epochs, index) => ({ name: `stage ${index + 1}`, from, to: from += epochs }));
}
