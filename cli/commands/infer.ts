/**
 * `infer`: from a trained network and a scan to an image.
 *
 * @module
 */
import { merge } from "../../config/fields/merge.ts";
import type { InferResult } from "../../recon/inference_result.ts";
import type { InferenceRequest } from "../../recon/inference_request.ts";
import { pixelText } from "../../data/experiment.ts";
import { type CommandContext, ownSwitch } from "../line/command.ts";
import { duration, rate } from "../terminal/number_format.ts";
import { printPayload } from "../payload/print_payload.ts";
import { refinementText, refineProgress, toldRefinement } from "../outcome/refinement_text.ts";
import { positionCorrectionsText } from "../outcome/position_corrections_text.ts";
import { tellFindings } from "../outcome/tell_findings.ts";
import { tuningProgress } from "../outcome/tuning_progress.ts";
import { progressLine } from "../terminal/progress_line.ts";
import { shellWord } from "../terminal/shell_words.ts";
import { StopSignals } from "../terminal/stop_signals.ts";
import { UsageError } from "../line/usage_error.ts";

/** Runs `infer`. */
export async function infer(context: CommandContext): Promise<number> {
  const { line, output } = context;
  const { inferenceRequest } = await import("../../recon/inference_request.ts");
  const { flags: flag, overrides: override } = line;
  const { modelPath } = merge(flag, override).inference ?? {};
  if (typeof modelPath !== "string" || modelPath === "") {
    throw new UsageError("Cannot run infer as there is no trained network: write infer RUN [SCAN]");
  }
  const request = await inferenceRequest(modelPath, { override, flag });
  const { payload } = request;
  request.warnings.forEach((warning) => output.note(`warning: ${warning}`));
  if (ownSwitch(line, "dry-run")) {
    printPayload(payload, output);
    return 0;
  }
  return await runInference(request, context);
}

// --- internal ---

async function runInference({ payload, trained }: InferenceRequest, { output }: CommandContext): Promise<number> {
  const [{ acceleratorFor }, recon] = await Promise.all([
    import("../../backend/accelerator_for.ts"),
    import("../../recon/infer.ts"),
  ]);
  const accelerator = await acceleratorFor(payload);
  const stop = new StopSignals((name) => output.note(`${name}: stopping after this batch`));
  output.note(`reconstructing on ${accelerator.name} (${accelerator.adapter})`);
  const start = performance.now();
  try {
    const show = payload.execution.progress;
    const { reconstruction, refinement, warnings, ...result } = await recon.infer(payload, {
      ...{ accelerator, trained },
      signal: stop.signal,
      onWarning: (text) => output.note(`warning: ${text}`),
      ...(show && {
        onProgress: progressLine(output, { doing: "reconstructing", of: "patches" }),
        onTuning: tuningProgress(output),
        ...refineProgress(payload.inference.refine, output),
      }),
    });
    tellFindings(result, output);
    const { object: { height, width }, pixelSize = null } = reconstruction;
    const seconds = (performance.now() - start) / 1000;
    const text = [
      `${result.patterns} patterns of ${result.scan} to ${height} × ${width} px${
        pixelSize ? ` of ${pixelText(pixelSize)}` : ""
      } in ` +
      `${duration(seconds)}, ${rate(result.patterns / seconds, "patterns")}, ` +
      `with ${shellWord(result.checkpoint)}`,
      ...(refinement ? [refinementText(refinement)] : []),
      ...absoluteText(result.absoluteScale, refinement),
      ...(result.positions ? [`positions ${positionCorrectionsText(result.positions)}`] : []),
      ...Object.values(result.files).flat().map(shellWord),
      ...(result.replaced.length > 0 ? ["replaced the files of an earlier inference"] : []),
    ];
    output.result(text.join("\n"), {
      ...{ ...result, refinement: refinement && toldRefinement(refinement), height, width, pixelSize, seconds },
      warnings: [...payload.warnings, ...warnings],
    });
    return stop.exitCode ?? 0; // a signal while files were written came too late to stop them, but is answered
  } catch (error) {
    if (stop.exitCode === null || error !== stop.signal.reason) throw error;
    output.error(`error: Cannot finish the reconstruction as it was stopped: nothing was written`);
    return stop.exitCode;
  } finally {
    output.redraw(null);
    stop.close();
  }
}

function absoluteText(scale: InferResult["absoluteScale"], refinement: InferResult["refinement"]): string[] {
  if (scale === null) return [];
  const whose = refinement ? "engine's" : "network's";
  return [`absolute amplitude: ${scale.factor.toPrecision(4)} times the ${whose}, by ${scale.patterns} patterns`];
}
