/**
 * `reconstruct`: from a scan to an image by an iterative engine, without a network.
 *
 * @module
 */
import type { ReconstructResult } from "../../recon/engine_run/reconstruct_result.ts";
import { type CommandContext, type CommandLine, ownSwitch, ownValue } from "../line/command.ts";
import { UsageError } from "../line/usage_error.ts";
import { engineProgress } from "../outcome/engine_progress.ts";
import { reconstructionSummary } from "../outcome/reconstruction_summary.ts";
import { tellFindings } from "../outcome/tell_findings.ts";
import { givenConfig } from "../payload/given_config.ts";
import { printPayload } from "../payload/print_payload.ts";
import { reconstructionRequest } from "../payload/reconstruction_request.ts";
import { resumedReconstruction } from "../payload/resumed_request.ts";
import { idleCallbacks, type ReconstructionRequest } from "../payload/script_callbacks.ts";
import { StopSignals } from "../terminal/stop_signals.ts";

/** Runs `reconstruct`. */
export async function reconstructCommand(context: CommandContext): Promise<number> {
  const { line, output } = context;
  const note = (text: string): void => output.note(text);
  const dryRun = ownSwitch(line, "dry-run");
  const resume = ownValue(line, "resume");
  const request = resume === undefined ? await newRequest(line, note) : await resumedReconstruction(resume, line, note);
  const { payload } = request;
  const idle = idleCallbacks(request.callbacks, "reconstruction");
  [...payload.warnings, ...idle].forEach((warning) => output.note(`warning: ${warning}`));
  if (dryRun) {
    printPayload(payload, output);
    return 0;
  }
  if (payload.data.scan === null) {
    throw new UsageError("Cannot reconstruct as there is no scan: write reconstruct SCAN");
  }
  return await runReconstruction(request, context);
}

// --- internal ---

async function newRequest(line: CommandLine, note: (text: string) => void): Promise<ReconstructionRequest> {
  const given = await givenConfig(line, undefined, { note });
  return { payload: await reconstructionRequest(line, { given, needsScan: true }), callbacks: given.config.callbacks };
}

async function runReconstruction(
  { payload, callbacks }: ReconstructionRequest,
  { line, typed, output }: CommandContext,
): Promise<number> {
  // Loaded here, so that a wrong flag or configuration is told at once.
  const [{ acceleratorFor }, { reconstruct }] = await Promise.all([
    import("../../backend/accelerator_for.ts"),
    import("../../recon/engine_run/reconstruct.ts"),
  ]);
  const accelerator = await acceleratorFor(payload);
  const resume = ownValue(line, "resume");
  const stop = new StopSignals((name) => {
    output.note(`${name}: saving after this batch${name === "SIGHUP" ? "" : " (again to stop at once)"}`);
  });
  output.note(`reconstructing by ${payload.engine.algorithm} on ${accelerator.name} (${accelerator.adapter})`);
  const start = performance.now();
  try {
    let done = 0;
    const shown = payload.execution.progress ? engineProgress(payload.engine.iterations, output) : null;
    const result = await reconstruct(payload, {
      ...{ accelerator, commandLine: typed, overwrite: ownSwitch(line, "overwrite"), signal: stop.signal },
      ...{ callbacks, ...(resume !== undefined && { resume }) },
      onWarning: (text) => output.note(`warning: ${text}`),
      ...(shown && { onProgress: shown.onProgress }),
      onIteration: (iteration) => {
        done++;
        shown?.onIteration(iteration);
      },
    });
    output.redraw(null);
    tellFindings(result, output);
    const seconds = (performance.now() - start) / 1000;
    const text = reconstructionSummary(result, { algorithm: payload.engine.algorithm, seconds, done });
    output.result(text.join("\n"), { ...told(result), seconds, warnings: [...payload.warnings, ...result.warnings] });
    return stop.exitCode ?? 0;
  } finally {
    output.redraw(null);
    stop.close();
  }
}

/** What `--json` says of it. */
function told(
  { reconstruction: { object: { height, width }, pixelSize }, probe, iterations, ...result }: ReconstructResult,
): Record<string, unknown> {
  const { rFactor = null, poissonDeviance = null, heldOut: heldOutResiduals = null } = iterations.at(-1) ?? {};
  const image = { probeModes: probe.length, height, width, pixelSize: pixelSize ?? null };
  return { ...result, iterations: iterations.length, rFactor, poissonDeviance, heldOutResiduals, ...image };
}
