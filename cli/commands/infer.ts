/**
 * `infer`: from a trained network and a scan to an image.
 *
 * @module
 */
import { merge } from "../../config/fields/merge.ts";
import type { InferenceRequest } from "../../recon/inference_request.ts";
import { valueAt } from "../../config/fields/sections.ts";
import { type CommandContext, type CommandLine, ownSwitch } from "../line/command.ts";
import { duration } from "../terminal/number_format.ts";
import { printPayload } from "../payload/print_payload.ts";
import { StopSignals } from "../terminal/stop_signals.ts";
import { UsageError } from "../line/usage_error.ts";

/** Runs `infer`. */
export async function infer(context: CommandContext): Promise<number> {
  const { line, output } = context;
  requireFlags(line);
  const { inferenceRequest } = await import("../../recon/inference_request.ts");
  const { flags: flag, overrides: override } = line;
  const { modelPath } = merge(flag, override).inference ?? {};
  const request = await inferenceRequest(String(modelPath), { override, flag });
  const { payload } = request;
  request.warnings.forEach((warning) => output.note(`warning: ${warning}`));
  if (ownSwitch(line, "dry-run")) {
    printPayload(payload, output);
    return 0;
  }
  return await runInference(request, context);
}

// --- internal ---

const REQUIRED = [
  ["inference", "modelPath", "--model-path DIR|FILE"],
  ["inference", "scan", "--test-data-file FILE"],
  ["execution", "outputDir", "--output-dir DIR"],
] as const;

function requireFlags({ words, flags, overrides }: CommandLine): void {
  if (words.length > 0) {
    throw new UsageError(`Cannot run infer as it takes flags only: got ${words.join(" ")}`);
  }
  const given = merge(flags, overrides);
  const missing = REQUIRED.filter(([section, name]) => !valueAt(given, `${section}.${name}`)).map(([, , flag]) => flag);
  if (missing.length > 0) throw new UsageError(`Cannot run infer as it needs ${missing.join(", ")}`);
}

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
    const show = payload.execution.progress && output.interactive;
    const { reconstruction, patterns, checkpoint, checks, warnings, files } = await recon.infer(payload, {
      ...{ accelerator, trained },
      signal: stop.signal,
      onWarning: (text) => output.note(`warning: ${text}`),
      ...(show && { onProgress: ({ done, total }) => output.redraw(`reconstructing ${done}/${total} patterns`) }),
    });
    output.redraw("");
    const { height, width } = reconstruction.object;
    const seconds = (performance.now() - start) / 1000;
    const text = [
      `${patterns} patterns to ${height} × ${width} px in ${duration(seconds)} with ${checkpoint}`,
      ...Object.values(files).flat(),
    ];
    output.result(text.join("\n"), {
      ...{ patterns, height, width, checkpoint, checks, files, seconds },
      warnings: [...payload.warnings, ...warnings],
    });
    return stop.exitCode ?? 0; // a signal while files were written came too late to stop them, but is answered
  } catch (error) {
    if (stop.exitCode === null || error !== stop.signal.reason) throw error;
    output.error(`error: Cannot finish the reconstruction as it was stopped: nothing was written`);
    return stop.exitCode;
  } finally {
    stop.close();
  }
}
