/**
 * Runs as they lie on disk, made without a training: what a report reads of them is what was written.
 *
 * @module
 */
import { createTrainingPayload, evaluate, type SectionsInput, writeReconstruction } from "@exitwave/exitwave";
import { writeDiagnostics } from "../../../recon/results/diagnostics_file.ts";
import { recordProducts } from "../../../run/products.ts";
import type { DataFile, RunRecord } from "../../../run/run_record.ts";
import { PIXEL, wave } from "../figures/small_data.ts";
import { MADE_DIAGNOSTICS } from "./made_diagnostics.ts";

/** What is written. */
export interface MadeRun {
  readonly sections?: SectionsInput;
  readonly record?: Partial<RunRecord>;
  /** Validation losses, one an epoch. */
  readonly losses?: readonly number[];
  /** Side of its image in pixels; 0 makes none. */
  readonly side?: number;
  /** The scan that its image is of; null where that is not recorded. */
  readonly scan?: DataFile | null;
  /** Scan coordinate of its image's first pixel. */
  readonly origin?: { readonly y: number; readonly x: number };
  /** Whether diagnostics of its image were kept. */
  readonly diagnosed?: boolean;
  /** Whether its image was compared with the object. */
  readonly evaluated?: boolean;
}

/** Writes a run. */
export async function makeRun(directory: string, made: MadeRun = {}): Promise<void> {
  const { sections = {}, record = {}, losses = [1, 0.5, 0.25, 0.3], side = 24, evaluated = false } = made;
  const { scan = SCAN, origin = { y: 0, x: 0 }, diagnosed = false } = made;
  const payload = createTrainingPayload({
    ...sections,
    data: { scan: "scan.npz", ...sections.data },
  });
  await Deno.mkdir(`${directory}/checkpoints`, { recursive: true });
  await Deno.writeTextFile(`${directory}/checkpoints/last.safetensors`, "");
  await Deno.writeTextFile(`${directory}/payload.json`, JSON.stringify(payload));
  const whole = { ...RECORD, notes: payload.execution.notes, fingerprints: payload.fingerprints, ...record };
  await Deno.writeTextFile(`${directory}/run.json`, JSON.stringify({ epochs: losses.length, ...whole }, null, 2));
  const rows = losses.map((loss, epoch) => [epoch, 10 * (epoch + 1), 0.001, 2 * loss, loss, 1.5, 0, 1, 320, 25].join());
  const head = "epoch,step,learning_rate,poisson_train_loss,poisson_val_loss,seconds,stage,physics_weight," +
    "patterns_per_second,step_ms";
  await Deno.writeTextFile(`${directory}/metrics.csv`, [head, ...rows, ""].join("\n"));
  if (side === 0) return;
  await Deno.mkdir(`${directory}/image`);
  const object = wave(side, side, (row, column) => [1 + 0.2 * Math.sin(row / 3), 0.3 * Math.cos(column / 4)]);
  const mask = new Uint8Array(side * side).fill(1, side);
  const path = `${directory}/image/reconstruction.npz`;
  await writeReconstruction(path, { object, mask, origin, pixelSize: PIXEL });
  await recordProducts([path], scan ? { scan } : {});
  if (diagnosed) await writeDiagnostics(`${directory}/image/diagnostics.npz`, MADE_DIAGNOSTICS);
  if (!evaluated) return;
  const truth = {
    object: { ...object, im: object.im.map((im, p) => im + 0.1 * Math.sin(p)) },
    mask,
    origin: { y: 0, x: 0 },
  };
  const evaluation = evaluate({ object, mask, origin: { y: 0, x: 0 }, pixelSize: PIXEL }, truth, { border: 0 });
  await Deno.writeTextFile(`${directory}/image/metrics.json`, JSON.stringify(evaluation));
  await recordProducts([`${directory}/image/metrics.json`]);
}

// --- internal ---

const SCAN: DataFile = { path: "scan.npz", digest: "sha256:00" };

const RECORD = {
  versions: { exitwave: "0.1.0", deno: "2.9.6", tfjs: "4.22.0" },
  accelerator: { name: "cpu", adapter: "2 threads", software: true },
  experiment: "made",
  notes: "",
  seed: 42,
  data: {
    scan: { path: "scan.npz", digest: "sha256:00", absolutePath: null, pathFromRun: null, experiment: null },
    testScan: null,
  },
  calls: [{
    startedAt: "2026-03-01T10:00:00.000Z",
    commandLine: "exitwave train scan.npz",
    workingDirectory: "/data",
    host: "beamline",
    commit: { hash: "0123456789abcdef", branch: "main", dirty: true },
  }],
  startedAt: "2026-03-01T10:00:00.000Z",
  endedAt: "2026-03-01T10:02:06.000Z",
  resumedFrom: null,
  exitReason: "finished",
  exitDetail: null,
  determinism: { asked: true, guaranteed: true, reason: "sums have a fixed order" },
  error: null,
  steps: 40,
  timings: { prepare: 1, train: 100, validate: 20, images: 0, checkpoint: 4, total: 126 },
  bestCheckpoint: null,
} satisfies Omit<RunRecord, "fingerprints" | "epochs">;
