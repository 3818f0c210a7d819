/**
 * The last step in making a payload: its fingerprints, and the digest by which an edited one is recognised.
 *
 * @module
 */
import { deepFreeze, type DeepReadonly } from "./values/deep_freeze.ts";
import { fingerprint } from "./values/fingerprint.ts";
import { cardBundle } from "./notebook/card.ts";
import { shown } from "./notebook/shown.ts";
import { keepOpen } from "./open_fields.ts";
import { type Fingerprints, type Payload, PAYLOAD_SECTIONS, PAYLOAD_VERSION } from "./payload.ts";
import { payloadCard } from "./payload_card.ts";
import type { PayloadKind, SectionName, Sections } from "./fields/sections.ts";

/** All that a payload is, but for what follows from it. */
export interface PayloadParts {
  /** What it is for. */
  readonly kind: PayloadKind;
  /** Complete sections, of which the payload takes its own. */
  readonly sections: DeepReadonly<Partial<Sections>>;
  /** Its audit. */
  readonly overrides: readonly unknown[];
  /** Its warnings. */
  readonly warnings: readonly string[];
  /** Names of the metrics; absent where nothing is trained. */
  readonly metrics?: unknown;
  /** Whether its scan may complete it. */
  readonly open?: boolean;
}

/**
 * Makes a payload of its parts.
 *
 * @param parts The parts.
 * @returns Plain JSON, deep-frozen, which shows itself in a notebook.
 */
export function seal({ kind, sections, overrides, warnings, metrics, open = false }: PayloadParts): unknown {
  const content = {
    ...{ kind, schemaVersion: PAYLOAD_VERSION, ...pick(sections, PAYLOAD_SECTIONS[kind]), overrides, warnings },
    fingerprints: fingerprints(kind, sections),
    ...(metrics !== undefined && { metrics }),
  };
  const payload = shown(
    { ...content, digest: fingerprint(content) },
    (made) => cardBundle(payloadCard(made as unknown as Payload)),
  );
  return deepFreeze(open ? keepOpen(payload) : payload);
}

/** Fingerprints of the sections that a payload has. */
export function fingerprints(kind: PayloadKind, sections: DeepReadonly<Partial<Sections>>): Fingerprints {
  const used = PAYLOAD_SECTIONS[kind];
  return {
    payload: fingerprint([PAYLOAD_VERSION, pick(sections, used)]),
    scientific: fingerprint([PAYLOAD_VERSION, pick(sections, used.filter((name) => name !== "execution"))]),
  };
}

// --- internal ---

function pick(
  sections: DeepReadonly<Partial<Sections>>,
  names: readonly SectionName[],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(names.map((name) => [name, sections[name]]));
}
