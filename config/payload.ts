/**
 * What the program receives: every field resolved, nothing optional, frozen to the bottom, plain JSON.
 *
 * @module
 */
import type { DeepReadonly } from "./values/deep_freeze.ts";
import type { MetricFacts, MetricNames } from "./fields/metric_names.ts";
import type { PayloadKind, SectionName, Sections } from "./fields/sections.ts";

/** Version of the payload's layout; a payload file of another version is refused. */
export const PAYLOAD_VERSION = 1;

/** The sections that a payload has, by kind. */
export const PAYLOAD_SECTIONS: Readonly<Record<PayloadKind, readonly SectionName[]>> = {
  training: ["data", "model", "training", "inference", "engine", "execution"],
  inference: ["data", "model", "inference", "engine", "execution"],
  reconstruction: ["data", "engine", "execution"],
  import: ["import"],
};

/** Where a value came from, highest precedence first; `derived` follows from another field that was set. */
export const SOURCES = ["override", "flag", "config", "dataset", "derived", "default"] as const;

/** One of {@link SOURCES}. */
export type Source = (typeof SOURCES)[number];

/** A value that lost, and where it came from. */
export interface ReplacedValue {
  /** The value that was not taken. */
  readonly value: unknown;
  /** Where it came from. */
  readonly source: Source;
}

/** Who set a field. */
export interface OverrideRecord {
  /** `section.field`. */
  readonly path: string;
  /** The value in force. */
  readonly value: unknown;
  /** Where it came from. */
  readonly source: Source;
  /** Whether it is the field's default all the same. */
  readonly isDefault: boolean;
  /** What it replaced, highest precedence first; the default is always last. */
  readonly replaced: readonly ReplacedValue[];
}

/** SHA-256 digests in hexadecimal of canonical JSON. */
export interface Fingerprints {
  /** Of every field. */
  readonly payload: string;
  /**
   * Of the scientific fields alone. Equal fingerprints promise the same weights after every step from the same data: to
   * the bit on the same accelerator with `execution.deterministic`, up to float32 rounding elsewhere. After which step a
   * training ends, and which weights it returns, fields of `execution` decide besides: `Field.effect` tells of each what it
   * may change.
   */
  readonly scientific: string;
}

/** What all kinds of payload have. */
export interface PayloadBase {
  /** Version of the payload's layout. */
  readonly schemaVersion: typeof PAYLOAD_VERSION;
  /** A record for every field that any source set, also to its default. */
  readonly overrides: readonly OverrideRecord[];
  /** One sentence for each field that was set in vain, and for what fits ill together. */
  readonly warnings: readonly string[];
  /** Digests by which equal configurations are recognised. */
  readonly fingerprints: Fingerprints;
  /** SHA-256 of all else in the payload, by which an edited one is recognised. */
  readonly digest: string;
}

/** Everything a training run is. */
export type TrainingPayload<F extends MetricFacts = MetricFacts> =
  & PayloadBase
  & { readonly kind: "training"; readonly metrics: MetricNames<F> }
  & DeepReadonly<Omit<Sections, "import">>;

/** Everything a reconstruction with a network is. */
export type InferencePayload =
  & PayloadBase
  & { readonly kind: "inference" }
  & DeepReadonly<Pick<Sections, "data" | "model" | "inference" | "engine" | "execution">>;

/** Everything a reconstruction by an iterative engine is. */
export type ReconstructionPayload =
  & PayloadBase
  & { readonly kind: "reconstruction" }
  & DeepReadonly<Pick<Sections, "data" | "engine" | "execution">>;

/** How a scan is made of other files: the recipe that it carries. */
export type ImportPayload = PayloadBase & { readonly kind: "import" } & DeepReadonly<Pick<Sections, "import">>;

/** A payload of any kind. */
export type Payload = TrainingPayload | InferencePayload | ReconstructionPayload | ImportPayload;

/** What data and model code may see of a payload: no execution field is among it. */
export type SciencePayload = DeepReadonly<Pick<Sections, "data" | "model">>;
