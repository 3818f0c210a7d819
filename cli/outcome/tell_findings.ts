/**
 * Findings as notes.
 *
 * @module
 */
import { findingText } from "../../recon/findings/finding.ts";
import type { InferResult } from "../../recon/inference_result.ts";
import type { Output } from "../terminal/output.ts";

/** Tells what looks wrong in an image, but for what was told as a warning already. */
export function tellFindings(
  { findings, checks }: Pick<InferResult, "findings"> & Partial<Pick<InferResult, "checks">>,
  output: Output,
): void {
  const told = new Set(checks?.doubts);
  for (const finding of findings) {
    const text = findingText(finding);
    if (!told.has(text)) output.note(`${finding.severity}: ${text}`);
  }
}
