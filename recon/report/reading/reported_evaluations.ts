/**
 * Comparisons of a run's images with known objects, as `evaluate` wrote them.
 *
 * @module
 */
import { z } from "../../../packages/zod.ts";
import { readJson } from "../../../data/formats/json_file.ts";
import type { Product } from "../../../run/products.ts";
import type { Evaluation } from "../../image/evaluate.ts";
import type { Attempts } from "./attempts.ts";

/** A comparison. */
export interface ReportedEvaluation extends Pick<Evaluation, "amplitude" | "phase" | "frc" | "pixelSize"> {
  /** Its file, relative to the run's directory. */
  readonly path: string;
}

/** Name of the file that `evaluate` writes. */
const EVALUATION_FILE = "metrics.json";

/**
 * Reads the comparisons among the products of a run, the newest first. What has been removed since is passed over.
 *
 * @param run Its directory and its products.
 * @param attempts Where it is told what cannot be read.
 */
export async function readReportedEvaluations(
  { directory, products }: { readonly directory: string; readonly products: readonly Product[] },
  attempts: Attempts,
): Promise<readonly ReportedEvaluation[]> {
  const read: ReportedEvaluation[] = [];
  for (const { path } of products.toReversed()) {
    if (path.split("/").at(-1) !== EVALUATION_FILE || read.length >= MOST) continue;
    if (!await Deno.stat(`${directory}/${path}`).then(() => true, () => false)) continue;
    const evaluation = await attempts.to(() => readEvaluation(`${directory}/${path}`), null);
    if (evaluation) read.push({ path, ...evaluation });
  }
  return read;
}

// --- internal ---

/** Comparisons of a run that are shown. */
const MOST = 4;

async function readEvaluation(path: string): Promise<Omit<ReportedEvaluation, "path">> {
  const { success, data, error } = SCHEMA.safeParse(await readJson(path));
  if (success) return data;
  const [problem] = error.issues;
  throw new TypeError(
    `Cannot read ${path} as it is no comparison that evaluate wrote: ${problem?.path.join(".")}: ${problem?.message}`,
  );
}

const MEASURED = z.number().nullable();
// JSON has no infinity, which is the ratio of images that are equal.
const METRICS = z.object({
  ...{ mae: z.number(), peak: z.number(), psnr: MEASURED, ssim: MEASURED, msSsim: MEASURED, correlation: MEASURED },
});
const SCHEMA = z.object({
  amplitude: METRICS,
  phase: METRICS,
  frc: z.object({
    ...{ curve: z.array(z.number()).max(1 << 16), side: z.number(), frc50: MEASURED, frc1over7: MEASURED },
    ...{ resolution50: z.number(), resolution1over7: z.number() },
  }),
  pixelSize: z.object({ height: z.number(), width: z.number() }).nullable(),
});
