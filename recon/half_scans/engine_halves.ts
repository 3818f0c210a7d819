/**
 * Halves of a scan, each reconstructed by the iterative engine that reconstructed the whole.
 *
 * @module
 */
import { acceleratorFor } from "../../backend/accelerator_for.ts";
import { failureBehind, requireTrust } from "../../backend/accelerator_failure.ts";
import { requireDeterminism } from "../../backend/determinism.ts";
import { notReplayed } from "../../backend/step_replays.ts";
import type { ReconstructionPayload } from "../../config/payload.ts";
import { saidPaths } from "../../config/set_paths.ts";
import { singleScan } from "../../data/facts/named_scans.ts";
import { openScan } from "../../data/load_scan.ts";
import type { OpenScan } from "../../data/scan.ts";
import { readReconstructionPayload } from "../../run/run_payload.ts";
import { choosePatterns, type ChosenPatterns } from "../engine_run/chosen_patterns.ts";
import { configuredEngine } from "../engine_run/configured_engine.ts";
import { takePatterns } from "../../data/joining/take_patterns.ts";
import { readStartFile } from "../engine_run/start_file.ts";
import { engineScan } from "../engines/state/engine_scan.ts";
import { runEngine } from "../engines/run_engine.ts";
import type { Reconstruction } from "../image/reconstruction.ts";
import { type HalfImages, type HalfImagesOptions, halves } from "./half_images.ts";

/**
 * Reconstructs both halves as a directory's payload says, one after the other, from nothing and from the probe that the
 * whole scan begins with. Patterns are not copied, so it takes no more memory than the whole.
 *
 * @param directory What `reconstruct` wrote.
 * @param options Who looks on.
 * @throws {RangeError} If there are too few patterns, or the engine diverges.
 * @throws {ConfigError} If the payload cannot be used.
 * @throws {Error} If a file cannot be read, or the accelerator failed.
 */
export async function engineHalves(directory: string, options: HalfImagesOptions): Promise<HalfImages> {
  const { payload } = await readReconstructionPayload(directory);
  const { engine: { iterations, algorithm, seed } } = payload;
  using scan = await openScan(await singleScan(options.scan ?? payload.data.scan), {
    measurement: payload.data.measurement,
    believesFile: !saidPaths(payload).has("data.measurement"),
    frameCache: payload.execution.frameCache,
  });
  const chosen = await withFixedPositions(directory, choosePatterns(scan, payload), payload);
  const [first, second] = halves(chosen, seed);
  const accelerator = await acceleratorFor(payload, options.accelerator);
  const doubts = requireDeterminism(payload.execution.deterministic, accelerator);
  [...scan.warnings, ...doubts].forEach((warning) => options.onWarning?.(warning));
  const { probe } = engineScan(chosen);
  const reconstruct = async (numbers: Int32Array, before: number): Promise<Reconstruction> => {
    const { reconstruction } = await runEngine(engineScan(takePatterns(chosen, numbers)), configuredEngine(payload), {
      ...{ start: { probe }, replay: payload.execution.replay },
      onRefusal: (reason) => options.onWarning?.(notReplayed("Batches", reason)),
      ...(options.signal && { signal: options.signal }),
      onProgress: ({ iteration, done, total }) =>
        options.onProgress?.({
          done: iterations * before + iteration * total + done,
          total: iterations * chosen.count,
        }),
    });
    return reconstruction;
  };
  try {
    const images = [await reconstruct(first, 0), await reconstruct(second, first.length)] as const;
    await requireTrust(accelerator);
    return {
      ...{ kind: "engine", by: `${iterations} iterations of ${algorithm}`, seed, images },
      ...{ scan: { path: scan.path, digest: scan.digest }, patterns: [first.length, second.length] },
    };
  } catch (error) {
    throw await failureBehind(error, accelerator);
  }
}

// --- internal ---

/** Positions that a run began with and did not move are known to halves too, as the probe is. */
async function withFixedPositions(
  directory: string,
  { scan, numbers }: ChosenPatterns,
  { engine: { start, positionStart } }: ReconstructionPayload,
): Promise<OpenScan> {
  if (start === null || positionStart !== null) return scan;
  const { positions } = await readStartFile(directory, { ...scan, numbers });
  return { ...scan, ...positions };
}
