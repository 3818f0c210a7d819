/**
 * `reconstruct`: from a scan to an image by an iterative engine, without a network.
 *
 * @module
 */
import type { ReconstructionPayload } from "../../config/payload.ts";
import { pixelText } from "../../data/experiment.ts";
import type { EngineProgress } from "../../recon/engines/engine_events.ts";
import type { Iteration } from "../../recon/engine_run/reconstruction_record.ts";
import { type CommandContext, ownSwitch } from "../line/command.ts";
import { UsageError } from "../line/usage_error.ts";
import { positionCorrectionsText } from "../outcome/position_corrections_text.ts";
import { reconstructionLine } from "../outcome/reconstruction_line.ts";
import { tellFindings } from "../outcome/tell_findings.ts";
import { givenConfig } from "../payload/given_config.ts";
import { printPayload } from "../payload/print_payload.ts";
import { reconstructionRequest } from "../payload/reconstruction_request.ts";
import { fittedLine } from "../terminal/fitted_line.ts";
import { duration, rate, significant } from "../terminal/number_format.ts";
import type { Output } from "../terminal/output.ts";
import { shellWord } from "../terminal/shell_words.ts";
import { StopSignals } from "../terminal/stop_signals.ts";

/** Runs `reconstruct`. */
export async function reconstructCommand(context: CommandContext): Promise<number> {
  const { line, output } = context;
  const note = (text: string): void => output.note(text);
  const given = await givenConfig(line, undefined, { note });
  const dryRun = ownSwitch(line, "dry-run");
  const payload = await reconstructionRequest(line, { given, needsScan: true });
  payload.warnings.forEach((warning) => output.note(`warning: ${warning}`));
  if (dryRun) {
    printPayload(payload, output);
    return 0;
  }
  if (payload.data.scan === null) {
    throw new UsageError("Cannot reconstruct as there is no scan: write reconstruct SCAN");
  }
  return await runReconstruction(payload, context);
}

// --- internal ---

async function runReconstruction(
  payload: ReconstructionPayload,
  { line, typed, output }: CommandContext,
): Promise<number> {
  // Loaded here, so that a wrong flag or configuration is told at once.
  const [{ acceleratorFor }, { reconstruct }] = await Promise.all([
    import("../../backend/accelerator_for.ts"),
    import("../../recon/engine_run/reconstruct.ts"),
  ]);
  const accelerator = await acceleratorFor(payload);
  const stop = new StopSignals((name) => {
    output.note(`${name}: ending after this batch${name === "SIGHUP" ? "" : " (again to stop at once)"}`);
  });
  output.note(`reconstructing by ${payload.engine.algorithm} on ${accelerator.name} (${accelerator.adapter})`);
  const start = performance.now();
  try {
    const { reconstruction, probe, warnings, iterations, ...result } = await reconstruct(payload, {
      ...{ accelerator, commandLine: typed, overwrite: ownSwitch(line, "overwrite"), signal: stop.signal },
      onWarning: (text) => output.note(`warning: ${text}`),
      ...(payload.execution.progress && progress(payload, output)),
    });
    output.redraw(null);
    tellFindings(result, output);
    const { object: { height, width }, pixelSize = null } = reconstruction;
    const seconds = (performance.now() - start) / 1000;
    const size = `${height} × ${width} px${pixelSize ? ` of ${pixelText(pixelSize)}` : ""}`;
    const last = iterations.at(-1);
    const text = [
      `${result.patterns} patterns of ${result.scan} to ${size} by ${iterations.length} iterations of ` +
      `${payload.engine.algorithm} in ${duration(seconds)}, ` +
      rate(result.patterns * iterations.length / seconds, "patterns"),
      ...(last
        ? [`R-factor ${significant(last.rFactor)}, Poisson deviance ${significant(last.poissonDeviance)} a pixel`]
        : []),
      ...(result.positions ? [`positions ${positionCorrectionsText(result.positions)}`] : []),
      ...Object.values(result.files).map(shellWord),
      ...(result.replaced.length > 0 ? ["replaced the files of an earlier reconstruction"] : []),
    ];
    output.result(text.join("\n"), {
      ...{ ...result, iterations: iterations.length, rFactor: last?.rFactor ?? null },
      ...{
        poissonDeviance: last?.poissonDeviance ?? null,
        probeModes: probe.length,
        height,
        width,
        pixelSize,
        seconds,
      },
      warnings: [...payload.warnings, ...warnings],
    });
    return stop.exitCode ?? 0;
  } finally {
    output.redraw(null);
    stop.close();
  }
}

/** The line at the foot of the terminal; the numbers of each iteration are in `metrics.csv`. */
function progress(
  { engine: { iterations } }: ReconstructionPayload,
  output: Output,
): { onProgress: (progress: EngineProgress) => void; onIteration: (iteration: Iteration) => void } {
  const line = reconstructionLine(iterations);
  return {
    onProgress: (now) => {
      const drawn = line.at(now);
      output.redraw((columns) => fittedLine(drawn, columns));
    },
    onIteration: line.note,
  };
}
