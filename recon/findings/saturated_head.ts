/**
 * A head whose activation is at its end.
 *
 * @module
 */
import { type Finding, percent } from "./finding.ts";
import { type Heads, saturatedShare } from "./patch_moments.ts";

/**
 * Found where many pixels of a head have the least or the greatest value that its activation gives: what lies beyond it
 * cannot be painted, and hardly any gradient comes through.
 *
 * @param heads Statistics of both heads.
 */
export function saturatedHead(heads: Heads): Finding | null {
  const names = (["amplitude", "phase"] as const).filter((name) => saturatedShare(heads[name]) >= MOST_SATURATED);
  if (names.length === 0) return null;
  const most = Math.max(...names.map((name) => saturatedShare(heads[name])));
  const phase = names.includes("phase") ? "; a sample whose phase turns by more than π wraps there" : "";
  return {
    code: "saturated-head",
    severity: most >= 0.5 ? "problem" : "hint",
    title: `the ${names.join(" and the ")} ${names.length > 1 ? "are" : "is"} saturated`,
    detail:
      names.map((name) => `${percent(saturatedShare(heads[name]))} of the pixels of the ${name} are at its bounds`)
        .join(", ") + phase,
    remedy: names.includes("amplitude")
      ? "let the amplitude have no upper bound (model.ampActivation silu, --amp-activation silu), or set data.probeScale (--probe-scale) so that amplitudes are about 1"
      : "train with a smaller learning rate (--learning-rate), or check the scale of the probe (data.probeScale, " +
        "--probe-scale)",
  };
}

/** A saturated share from which on something is amiss; PtychoPINN's gate for a trained network. */
export const MOST_SATURATED = 0.1;
