/**
 * What `evaluate --half-scans` found of the image of a run.
 *
 * @module
 */
import { z } from "../../../packages/zod.ts";
import { readJson } from "../../../data/formats/json_file.ts";
import type { RingCorrelation } from "../../image/frc.ts";
import { OUTPUT_FILES } from "../../output_directory.ts";
import type { Attempts } from "./attempts.ts";

/** How far the images of two halves of a scan agree. */
export interface ReportedHalfScans {
  /** Fourier ring correlation of the two. */
  readonly frc: RingCorrelation;
  /** Height and width of a pixel in metres; null where it is not known. */
  readonly pixelSize: { readonly height: number; readonly width: number } | null;
}

/**
 * Reads it.
 *
 * @param directory Directory of the run.
 * @param attempts Where it is told what cannot be read.
 * @returns Null where nobody asked, or it cannot be read.
 */
export async function readReportedHalfScans(directory: string, attempts: Attempts): Promise<ReportedHalfScans | null> {
  const path = `${directory}/${OUTPUT_FILES.halfScans}`;
  if (!await Deno.stat(path).then(() => true, () => false)) return null;
  return await attempts.to(async () => {
    const { success, data, error } = SCHEMA.safeParse(await readJson(path));
    if (success) return data;
    const [problem] = error.issues;
    throw new TypeError(
      `Cannot read ${path} as evaluate --half-scans did not write it: ${problem?.path.join(".")}: ${problem?.message}`,
    );
  }, null);
}

// --- internal ---

const RADIUS = z.number().nullable();
const SCHEMA: z.ZodType<ReportedHalfScans> = z.object({
  frc: z.object({
    ...{ curve: z.array(z.number()).max(1 << 16), side: z.number(), frc50: RADIUS, frc1over7: RADIUS },
    ...{ resolution50: z.number(), resolution1over7: z.number() },
  }),
  pixelSize: z.object({ height: z.number(), width: z.number() }).nullable(),
});
