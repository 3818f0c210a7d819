/**
 * What a notebook shows of a payload: what was set, by whom, and what it warns of.
 *
 * @module
 */
import { explainPayload } from "./explain.ts";
import type { Card } from "./notebook/card.ts";
import type { Payload } from "./payload.ts";
import { showValue } from "./values/show_value.ts";

/** The card of a payload. */
export function payloadCard(payload: Payload): Card {
  const rows = explainPayload(payload).map(({ path, value, origin }) => [path, showValue(value), origin]);
  const set = rows.length === 0 ? "Nothing is set: every field is" : "All other fields are";
  return {
    title: `${KINDS[payload.kind]}, fingerprint ${payload.fingerprints.scientific.slice(0, SHOWN_DIGITS)}`,
    head: ["field", "value", "set by"],
    rows,
    notes: [
      ...payload.warnings.map((warning) => `Warning: ${warning}`),
      ...(payload.kind === "training" ? [metricsNote(payload.metrics)] : []),
      `${set} as by default; explainPayload(payload, { all: true }) lists them.`,
    ],
  };
}

// --- internal ---

const KINDS: Readonly<Record<Payload["kind"], string>> = {
  training: "Training payload",
  inference: "Inference payload",
  reconstruction: "Reconstruction payload",
  import: "Import payload",
};

const SHOWN_DIGITS = 12;

function metricsNote({ loss, valLoss, monitor }: Extract<Payload, { kind: "training" }>["metrics"]): string {
  return `Its losses are ${loss} and ${valLoss}; the best epoch is by ${monitor ?? "none of them"}.`;
}
