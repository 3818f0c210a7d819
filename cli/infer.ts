/**
 * `infer`: from a trained network and a scan to an image.
 *
 * @module
 */
import { createInferencePayload } from "../config/inference_payload.ts";
import { payloadSections } from "../config/parse_payload.ts";
import type { InferencePayload } from "../config/payload.ts";
import { merge } from "../config/builder.ts";
import { type CommandContext, type CommandLine, ownSwitch } from "./command.ts";
import { duration } from "./number_format.ts";
import { printPayload } from "./print_payload.ts";
import { StopSignals } from "./stop_signals.ts";
import { UsageError } from "./usage_error.ts";

/** Runs `infer`. */
export async function infer(context: CommandContext): Promise<number> {
  const { line, output } = context;
  requireFlags(line);
  const payload = await inferenceRequest(line);
  [...payload.warnings, ...idleWorkers(payload)].forEach((warning) => output.note(`warning: ${warning}`));
  if (ownSwitch(line, "dry-run")) {
    printPayload(payload, output);
    return 0;
  }
  return await runInference(payload, context);
}

// --- internal ---

const REQUIRED = [
  ["inference", "modelPath", "--model-path DIR|FILE"],
  ["inference", "scan", "--test-data-file FILE"],
  ["execution", "outputDir", "--output-dir DIR"],
] as const;

function requireFlags({ words, flags, overrides }: CommandLine): void {
  if (words.length > 0) throw new UsageError(`Cannot run infer as it takes flags only: got ${words.join(" ")}`);
  const given = merge(flags, overrides);
  const missing = REQUIRED.filter(([section, name]) => !(name in (given[section] ?? {}))).map(([, , flag]) => flag);
  if (missing.length > 0) throw new UsageError(`Cannot run infer as it needs ${missing.join(", ")}`);
}

/** PtychoPINN's flag is accepted here too. */
function idleWorkers({ execution: { workers } }: InferencePayload): string[] {
  return workers === 0
    ? []
    : [`execution.workers = ${workers} has no effect as only a training prepares batches ahead`];
}

/** `data` and `model` are those of the trained network; so is `inference`, below the flags. */
async function inferenceRequest({ flags, overrides }: CommandLine): Promise<InferencePayload> {
  const { loadTrained } = await import("../recon/load_trained.ts");
  const path = overrides.inference?.modelPath ?? flags.inference?.modelPath;
  const { data = {}, model, inference } = payloadSections((await loadTrained(String(path))).payload);
  // Bounds keep patterns out of the training; an image is wanted of the whole scan.
  const { xBounds: _x, yBounds: _y, ...kept } = data;
  return createInferencePayload({ data: kept, model, inference }, { override: overrides, flag: flags });
}

async function runInference(payload: InferencePayload, { output }: CommandContext): Promise<number> {
  const [{ selectAccelerator }, recon] = await Promise.all([
    import("../backend/accelerator.ts"),
    import("../recon/infer.ts"),
  ]);
  const accelerator = await selectAccelerator(payload.execution.accelerator, {
    threads: payload.execution.threads,
    deterministic: payload.execution.deterministic !== false,
  });
  output.note(`reconstructing on ${accelerator.name} (${accelerator.adapter})`);
  const stop = new StopSignals((name) => output.note(`${name}: stopping after this batch`));
  const start = performance.now();
  try {
    const show = payload.execution.progress && output.interactive;
    const { reconstruction, patterns, checkpoint, warnings, files } = await recon.infer(payload, {
      accelerator,
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
      ...{ patterns, height, width, checkpoint, files, seconds },
      warnings: [...payload.warnings, ...warnings],
    });
    return 0;
  } catch (error) {
    if (stop.exitCode === null) throw error;
    output.error(`error: Cannot finish the reconstruction as it was stopped: nothing was written`);
    return stop.exitCode;
  } finally {
    stop.close();
  }
}
