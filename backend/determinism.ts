/**
 * Whether a run is promised the same bits again, as far as the accelerator can promise it.
 *
 * @module
 */
import type { TrainingPayload } from "../config/payload.ts";
import type { Accelerator } from "./interface/accelerator_interface.ts";

/**
 * Refuses, or warns of, an accelerator that cannot promise what was asked for.
 *
 * @param asked `execution.deterministic`.
 * @param accelerator The accelerator in use.
 * @returns Warnings.
 * @throws {RangeError} If `asked` is true and the accelerator cannot.
 */
export function requireDeterminism(
  asked: TrainingPayload["execution"]["deterministic"],
  accelerator: Accelerator,
): readonly string[] {
  const { guaranteed, reason } = accelerator.determinism;
  if (guaranteed || asked === false) return [];
  const doubt = `${accelerator.name} does not promise the same bits from run to run: ${reason}`;
  if (asked === "warn") return [doubt];
  throw new RangeError(
    `Cannot compute deterministically as ${doubt}; set execution.deterministic to "warn" or false, or select the ` +
      "accelerator with deterministic on",
  );
}
