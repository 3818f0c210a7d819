/**
 * `train`: from a scan to a run on disk.
 *
 * @module
 */
import { requireTrainable } from "../../config/trainable.ts";
import type { TrainingPayload } from "../../config/payload.ts";
import { needsLabels } from "../../data/labels.ts";
import { inspectScan } from "../../data/facts/inspect_scan.ts";
import { type NamedScans, namedScans, scanNames } from "../../data/facts/named_scans.ts";
import type { FitResult } from "../../train/fit_result.ts";
import type { InferResult } from "../../recon/inference_result.ts";
import type { Callback } from "../../train/callbacks/callback.ts";
import type { BeamProgress } from "../../train/loop/start_beam.ts";
import { type CommandContext, ownSwitch, ownValue } from "../line/command.ts";
import { modeSharesText } from "../terminal/mode_shares.ts";
import { positionCorrectionsText } from "../outcome/position_corrections_text.ts";
import type { Output } from "../terminal/output.ts";
import { progressLine } from "../terminal/progress_line.ts";
import { shellWord } from "../terminal/shell_words.ts";
import { printPayload } from "../payload/print_payload.ts";
import type { TrainingRequest } from "../payload/script_callbacks.ts";
import { refinementText, toldRefinement } from "../outcome/refinement_text.ts";
import { engineProgress, type EngineProgressLine } from "../outcome/engine_progress.ts";
import { costTeller, plannedCost } from "../outcome/training_cost.ts";
import { tellFindings } from "../outcome/tell_findings.ts";
import { tuningProgress } from "../outcome/tuning_progress.ts";
import { trainingReport } from "../outcome/training_report.ts";
import { trainingSummary } from "../outcome/training_summary.ts";
import { type PlacedScan, readRunRecord, recordedScans } from "../../run/run_record.ts";
import { StopSignals } from "../terminal/stop_signals.ts";
import { trainingRequest } from "../payload/training_request.ts";
import { UsageError } from "../line/usage_error.ts";

/** Runs `train`. */
export async function train(context: CommandContext): Promise<number> {
  const { line, output } = context;
  refuseConfiguration(line.flags.data?.scan);
  const dryRun = ownSwitch(line, "dry-run");
  const request = await trainingRequest(line, output);
  const { payload } = request;
  if (dryRun) {
    printPayload(payload, output, [await planned(payload)]);
    return 0;
  }
  if (payload.data.scan === null) throw new UsageError("Cannot train as there is no scan: write train SCAN");
  requireTrainable(payload);
  return await runTraining(request, context);
}

// --- internal ---

/** What a signal comes to, by what is being done. */
const LABELLING = "the labels are saved after this batch, and nothing is trained";
const TRAINING = "saving after this step";
const SHOWING = "the run is saved, and has no image";

/** Other programs take their configuration as the first word. */
function refuseConfiguration(scans: NamedScans = null): void {
  const scan = scanNames(scans).find((name) => /\.([cm]?[jt]sx?|json|ya?ml|toml)$/i.test(name));
  if (scan === undefined) return;
  throw new UsageError(
    `Cannot train on ${scan} as it is a configuration by its name, and the first word is the scan: ` +
      `write train --config ${scan}`,
  );
}

/** Shows how far the search for probe and positions is, and nothing once it is over. */
function beamProgress(output: Output): (progress: BeamProgress) => void {
  const tell = progressLine(output, { doing: "looking for probe and positions", of: "sweeps" });
  return (progress) => progress.done < progress.total ? tell(progress) : output.redraw(null);
}

/** Says that an engine makes labels, once it does, and shows how far it is. */
function labelProgress({ engine: { algorithm, iterations } }: TrainingPayload, output: Output): EngineProgressLine {
  const line = engineProgress(iterations, output);
  let isTold = false;
  return {
    ...line,
    onProgress: (progress) => {
      if (!isTold) output.note(`making labels by ${iterations} iterations of ${algorithm}`);
      isTold = true;
      line.onProgress(progress);
    },
  };
}

async function planned(payload: TrainingPayload): Promise<string> {
  return plannedCost(payload, await countedPatterns(payload.data.scan).catch(() => null));
}

async function countedPatterns(named: NamedScans): Promise<{ path: string; count: number } | null> {
  const [path, ...others] = await namedScans(named);
  if (path === undefined) return null;
  let { count } = await inspectScan(path);
  for (const other of others) count += (await inspectScan(other)).count;
  return { path: others.length === 0 ? path : `${1 + others.length} scans`, count };
}

async function runTraining(request: TrainingRequest, { line, typed, output }: CommandContext): Promise<number> {
  // Loaded here, so that a wrong flag or configuration is told at once.
  const [{ acceleratorFor }, { fit }, { trainingProgress }, { withTrainingImage }, { profileTable }] = await Promise
    .all([
      import("../../backend/accelerator_for.ts"),
      import("../../train/trainer.ts"),
      import("../outcome/training_progress.ts"),
      import("../outcome/training_image.ts"),
      import("../../train/profile/profile_table.ts"),
    ]);
  const { payload } = request;
  const accelerator = await acceleratorFor(payload);
  output.note(`training on ${accelerator.name} (${accelerator.adapter})`);
  const resume = ownValue(line, "resume");
  const warnings = [...payload.warnings];
  const onWarning = (text: string): void => {
    warnings.push(text);
    output.note(`warning: ${text}`);
  };
  const teller = costTeller(payload, output);
  const shown = payload.execution.progress ? trainingProgress(payload, output) : [];
  const { callbacks, image } = withTrainingImage(request.callbacks, { payload, output, onWarning });
  let doing = needsLabels(payload.model) && payload.data.labels === "engine" ? LABELLING : TRAINING;
  const phases: Callback<string> = {
    name: "phases",
    onFitStart: () => void (doing = TRAINING),
    onTrained: () => void (doing = SHOWING),
  };
  const stop = new StopSignals((name) => {
    output.note(`${name}: ${doing}${name === "SIGHUP" ? "" : " (again to stop at once)"}`);
  });
  try {
    const result = await fit(payload, {
      accelerator,
      commandLine: typed,
      callbacks: [phases, ...shown, teller.callback, ...callbacks],
      signal: stop.signal,
      ...(payload.execution.progress && {
        onBeamSweep: beamProgress(output),
        onTuning: tuningProgress(output),
        onLabels: labelProgress(payload, output),
      }),
      overwrite: ownSwitch(line, "overwrite") || ownSwitch(line, "fast-dev-run"),
      onWarning,
      ...(resume !== undefined && { resume }),
    });
    output.redraw(null);
    const made = image?.result ?? null;
    if (made) tellFindings(made, output);
    const { weights: _weights, history, profile, ...summary } = result;
    const metrics = history.at(-1)?.metrics ?? {};
    const report = payload.execution.report ? await trainingReport(result.runDirectory, onWarning) : null;
    const record = await readRunRecord(result.runDirectory).catch(() => null);
    const text: string[] = [
      ...trainingSummary(result, payload),
      ...(record ? beamLines(recordedScans(record.data, "scan")) : []),
      `run: ${shellWord(result.runDirectory)}`,
      ...(result.bestCheckpoint ? [`best: ${shellWord(result.bestCheckpoint)}`] : []),
      ...(made?.refinement ? [refinementText(made.refinement)] : []),
      ...(made?.files.results ? [`results: ${shellWord(made.files.results)}`] : []),
      ...(report === null ? [] : [`report: ${shellWord(report)}`]),
      ...(result.lastCheckpoint ? goOn(result) : []),
      ...(profile ? ["", profileTable(profile)] : []),
    ];
    output.result(text.join("\n"), {
      ...summary,
      metrics,
      cost: teller.cost(),
      profile,
      warnings,
      image: made && told(made),
      report,
    });
    return stop.exitCode ?? 0;
  } catch (error) {
    if (stop.exitCode === null || error !== stop.signal.reason) throw error;
    output.redraw(null);
    output.note("stopped before the training: the labels are kept, and the same command goes on with them");
    return stop.exitCode;
  } finally {
    output.redraw(null);
    stop.close();
  }
}

/** A line for each probe of several modes, and one for positions that were corrected. */
function beamLines(scans: readonly PlacedScan[]): string[] {
  return scans.flatMap(({ path, experiment, learned }) => {
    const { probeShares = null, positions = null } = learned ?? {};
    const modes = modeSharesText(probeShares ?? experiment?.probeShares ?? []);
    return [
      ...(modes === null ? [] : [`${probeShares === null ? "" : "learned "}probe of ${path}: ${modes}`]),
      ...(positions === null ? [] : [`positions of ${path}: ${positionCorrectionsText(positions)}`]),
    ];
  });
}

/** What `--json` says of the image. */
function told({ files, findings, checks, refinement }: InferResult): object {
  return { files, findings, checks, refinement: refinement && toldRefinement(refinement) };
}

/** How to go on where there is more to train. */
function goOn({ exitReason, runDirectory, steps }: FitResult): string[] {
  if (exitReason === "finished" || exitReason === "early_stopped") return [];
  const more = exitReason === "max_steps" ? ` --max-steps ${2 * steps}` : "";
  return [`go on with: train --resume ${shellWord(runDirectory)}${more}`];
}
