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
import { lineChart, type Span } from "./line_chart.ts";

/** Text of the picture. */
export function schedulesPlot(): string {
  return lineChart([
    {
      title: "learning rate / base",
      height: 250,
      lines: SCHEDULES.map(({ label, fields }) => ({ label, values: values(fields, rateAt) })),
      spans: spans(),
    },
    {
      title: "physics weight",
      height: 150,
      lines: WEIGHTS.map((shape) => ({ label: shape, values: values({ physicsWeightSchedule: shape }, weightAt) })),
      spans: spans(),
    },
  ], { title: "Learning rates and physics weights over 50 epochs", xTitle: "epoch", xEnd: EPOCHS, xStep: 10 });
}

// --- internal ---

type Fields = NonNullable<SectionsInput["training"]>;
type Training = TrainingPayload["training"];

const EPOCHS = 50;
const STAGES: readonly [number, number, number] = [15, 20, 15];
const WEIGHTS = ["linear", "cosine", "exponential"] as const;

const SCHEDULES: readonly { readonly label: string; readonly fields: Fields }[] = [
  { label: "Default", fields: {} },
  { label: "Exponential", fields: { scheduler: "Exponential" } },
  { label: "MultiStage", fields: { scheduler: "MultiStage" } },
  { label: "Adaptive", fields: { scheduler: "Adaptive" } },
  { label: "WarmupCosine", fields: { scheduler: "WarmupCosine", warmupEpochs: 5 } },
  { label: "ReduceLROnPlateau", fields: { scheduler: "ReduceLROnPlateau" } },
];

/** A validation loss that falls to its floor and stays there. */
const LOSSES = Array.from({ length: EPOCHS }, (_, epoch) => Math.max(0.2, 1 - epoch / 30));

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
  return STAGES.map((epochs, index) => ({ label: `stage ${index + 1}`, from, to: from += epochs }));
}
