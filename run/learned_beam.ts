/**
 * What a training learned of the beam of a scan beside its network, in numbers.
 *
 * @module
 */
import { z } from "../packages/zod.ts";

/** What was learned of a scan. */
export interface LearnedBeam {
  /** Shares of the learned modes in the power of the probe, orthogonal and the strongest first; null where the probe is the file's. */
  readonly probeShares: readonly number[] | null;
  /** How the positions of its patterns were corrected; null where they are the file's. */
  readonly positions: PositionCorrections | null;
}

/** Corrections in numbers; pixels are those of the object. */
export interface PositionCorrections {
  /** Root mean square length of the corrections, in pixels; a shift of all is left out. */
  readonly rms: number;
  /** Length of the longest, in pixels. */
  readonly greatest: number;
  /** Root mean square length of what is left of them without their affine part, in pixels. */
  readonly rmsOfOwn: number;
  /**
   * Affine part: corrected = given + matrix · (given − centre), row by row for x and y: [[xx, xy], [yx, yy]]. xx and yy
   * are relative errors of the scale, (yx − xy)/2 is a rotation in radians from x to y, (xy + yx)/2 a shear.
   */
  readonly affine: readonly [readonly [number, number], readonly [number, number]];
}

/** A record of corrections. */
export const positionCorrectionsSchema: z.ZodType<PositionCorrections> = z.object({
  ...{ rms: z.number(), greatest: z.number(), rmsOfOwn: z.number() },
  affine: z.tuple([pair(), pair()]),
});

/** A record of it. */
export const learnedBeamSchema: z.ZodType<LearnedBeam> = z.object({
  probeShares: z.array(z.number()).nullable(),
  positions: positionCorrectionsSchema.nullable(),
});

// --- internal ---

function pair(): z.ZodType<readonly [number, number]> {
  return z.tuple([z.number(), z.number()]);
}
