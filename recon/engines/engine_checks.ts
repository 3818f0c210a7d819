/**
 * What an engine refuses: options and starts that cannot be used, and a state that has run away.
 *
 * @module
 */
import type { ComplexImage } from "../../data/complex_image.ts";
import type { EngineOptions } from "./state/engine_options.ts";
import type { IterationResiduals } from "./state/residuals.ts";

/** @throws {RangeError} If an option is out of its range. */
export function requireOptions(options: EngineOptions): void {
  for (const name of ["iterations", "batchSize"] as const) {
    if (Number.isInteger(options[name]) && options[name] >= 1) continue;
    throw refused(`engine.${name} must be a whole number above 0`, options[name]);
  }
  for (const name of ["objectStep", "probeStep"] as const) {
    const value = options[name];
    if (value === null || value > 0 && value < Infinity) continue;
    throw refused(`engine.${name} must be above 0`, value);
  }
  for (const name of ["objectRegularisation", "probeRegularisation"] as const) {
    const value = options[name];
    if (value === null || value > 0 && value <= 1) continue;
    throw refused(`engine.${name} must be above 0 and at most 1`, value);
  }
}

/** @throws {RangeError} If there is no mode, or one has another size than the patterns. */
export function requireProbe(probe: readonly ComplexImage[], patchSize: number): void {
  if (probe.length === 0) throw refused("the probe must have a mode", 0);
  for (const { height, width } of probe) {
    if (height === patchSize && width === patchSize) continue;
    throw refused(`the probe must be as large as a pattern, ${patchSize} × ${patchSize}`, `${height} × ${width}`);
  }
}

/**
 * @param residuals Of the iteration that is over.
 * @param state Number of the iteration, residuals of the first, and which engine it is.
 * @throws {RangeError} If they are no numbers any more, or tell of a pattern that is far brighter than what was measured,
 * and than at the beginning.
 */
export function requireConvergence(
  { rFactor, poissonDeviance }: IterationResiduals,
  { iteration, first, algorithm }: {
    readonly iteration: number;
    readonly first: IterationResiduals;
    readonly algorithm: EngineOptions["algorithm"];
  },
): void {
  const bound = Math.max(RUN_AWAY, RUN_AWAY * first.rFactor);
  if (rFactor <= bound && Number.isFinite(poissonDeviance)) return;
  throw new RangeError(
    `Cannot go on with ${algorithm} as it diverges, its R-factor in iteration ${iteration + 1}: current value is ` +
      `${
        Number(rFactor.toPrecision(3))
      } (make engine.objectStep or engine.probeStep smaller, or let the probe move later ` +
      "by engine.probeStart)",
  );
}

/**
 * How far the canvas of a state reaches beyond the patches of the scan. Versions of this program leave different room for
 * positions to move.
 *
 * @param canvas Size of the canvas that reaches no further than patches.
 * @param object The object of a state.
 * @param least How far it must reach.
 * @returns A whole number of pixels.
 * @throws {RangeError} If it is no canvas of the scan, or does not reach as far.
 */
export function requireMargin(canvas: Size, object: Size, least: number): number {
  const margin = (object.height - canvas.height) / 2;
  if (Number.isInteger(margin) && margin >= least && object.width - canvas.width === 2 * margin) return margin;
  throw new RangeError(
    `Cannot go on with a reconstruction as another version of this program laid out its canvas: current value is ` +
      `${object.height} × ${object.width} pixels instead of ${canvas.height + 2 * least} × ${
        canvas.width + 2 * least
      }; ` +
      "begin a new one from its image (engine.start, --start)",
  );
}

// --- internal ---

type Size = Pick<ComplexImage, "height" | "width">;

/** An R-factor that no engine comes back from: predictions are many times what was measured. */
const RUN_AWAY = 10;

function refused(rule: string, value: unknown): RangeError {
  return new RangeError(`Cannot run an engine as ${rule}: current value is ${value}`);
}
