/**
 * The seven sections together, and the list of every field. Nothing else enumerates the configuration: builders, flags,
 * documentation, audit and fingerprints walk this table.
 *
 * @module
 */
import type { z } from "../../packages/zod.ts";
import type { DataInput } from "./data_input.ts";
import { dataSchema } from "./data_section.ts";
import type { EngineInput } from "./engine_input.ts";
import { engineSchema } from "./engine_section.ts";
import type { ExecutionInput } from "./execution_input.ts";
import { executionSchema } from "./execution_section.ts";
import { type Effect, type FieldInfo, fieldInfo, type RunKind } from "./field.ts";
import type { ImportInput } from "./import_input.ts";
import { importSchema } from "./import_section.ts";
import type { InferenceInput } from "./inference_input.ts";
import { inferenceSchema } from "./inference_section.ts";
import type { ModelInput } from "./model_input.ts";
import { modelSchema } from "./model_section.ts";
import type { TrainingInput } from "./training_input.ts";
import { trainingSchema } from "./training_section.ts";

/** Schemas by section, in the order of documentation. */
export const schemas: Readonly<Record<SectionName, z.ZodObject>> = {
  data: dataSchema,
  model: modelSchema,
  training: trainingSchema,
  inference: inferenceSchema,
  engine: engineSchema,
  execution: executionSchema,
  import: importSchema,
};

/** Name of a section. */
export type SectionName = keyof SectionsInput;

/** Every section as the program receives it: complete, nothing optional. */
export type Sections = { -readonly [S in SectionName]-?: Complete<NonNullable<SectionsInput[S]>> };

/** A section with all its fields; what a monitor is called is checked with the whole configuration. */
export type Complete<T> = {
  -readonly [F in keyof T]-?: F extends "checkpointMonitor" ? string | null : Exclude<T[F], undefined>;
};

/** Every section as a user may write it: any key may be left out. */
export interface SectionsInput {
  /** The scan and how its patterns become samples. */
  readonly data?: DataInput;
  /** What is learned, by which network, against which loss. */
  readonly model?: ModelInput;
  /** How it is learned. */
  readonly training?: TrainingInput;
  /** How a trained network reconstructs a scan. */
  readonly inference?: InferenceInput;
  /** How an iterative engine reconstructs a scan, or polishes what a network painted. */
  readonly engine?: EngineInput;
  /** Where and how the work runs. */
  readonly execution?: ExecutionInput;
  /** How a scan is made of other files. */
  readonly import?: ImportInput;
}

/** What a payload is for. */
export type PayloadKind = RunKind | "import";

/** Whether a field can change what is learned and painted (`scientific`) or only how the work is run (`execution`). */
export type FieldKind = "scientific" | "execution";

/** A field as documentation, flags and tests see it. */
export interface Field {
  /** The section it belongs to. */
  readonly section: SectionName;
  /** Its name within the section, in camelCase. */
  readonly name: string;
  /** `section.name`. */
  readonly path: string;
  /** Whether it is part of the scientific fingerprint. */
  readonly kind: FieldKind;
  /** What another value of it may change. */
  readonly effect: Effect;
  /** The kinds of run that read it, at least one. */
  readonly readBy: readonly PayloadKind[];
  /** The zod type, default included. */
  readonly type: z.ZodType;
  /** The value of a field that nobody sets. */
  readonly defaultValue: unknown;
  /** What is known of it beyond its type. */
  readonly info: FieldInfo;
  /** All flags without dashes, the main one first. */
  readonly flags: readonly string[];
}

/** Names of all sections, in order. */
export const sectionNames: readonly SectionName[] = Object.keys(schemas) as SectionName[];

/** Every field of every section, in order. */
export const fields: readonly Field[] = sectionNames.flatMap((section) =>
  Object.entries(schemas[section].shape).map(([name, type]) => describe(section, name, type))
);

/** The field at `section.name`, or undefined. */
export function findField(path: string): Field | undefined {
  return fields.find((field) => field.path === path);
}

/**
 * The value of a field.
 *
 * @param sections Sections, or a payload.
 * @param path `section.name`.
 * @returns The value; undefined where there is no such section or field.
 */
export function valueAt(sections: object, path: string): unknown {
  const [section = "", name = ""] = path.split(".");
  return (sections as Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>)[section]?.[name];
}

/**
 * The field that stands, for another kind of payload, for one that this kind does not read, such as `inference.groups` for
 * `data.groups`, `import.crop` for `inference.crop` and `engine.batchSize` for `training.batchSize`.
 */
export function twinOf(path: string, kind: PayloadKind): string | undefined {
  const { readBy = [], section, name } = findField(path) ?? {};
  const hasTwins = kind !== "inference" || section === "data" || section === "engine";
  if (kind === "training" || readBy.includes(kind) || !hasTwins) return undefined;
  return OTHERWISE_NAMED[kind]?.[path] ?? findField(`${kind === "reconstruction" ? "engine" : kind}.${name}`)?.path;
}

/** One line about a field that says so where it does nothing yet. */
export function describeField(field: Field): string {
  const { about, pending } = field.info;
  return pending ? `${about}. Not yet in effect: ${pending}` : about;
}

// --- internal ---

/** Fields that stand for those of another kind of payload though they have other names. */
const OTHERWISE_NAMED: { readonly [K in PayloadKind]?: Readonly<Record<string, string>> } = {
  inference: { "engine.iterations": "inference.refine" },
  reconstruction: { "inference.refine": "engine.iterations" },
};

function describe(section: SectionName, name: string, type: z.ZodType): Field {
  const info = fieldInfo(type);
  const kebab = name.replace(/[A-Z]|\d+/g, (part) => `-${part.toLowerCase()}`);
  // A bare `--batch-size` means the training's; fields of the same name are reached by their prefixed flag.
  const taken = sectionsAbove(section).some((other) => name in other.shape);
  return {
    section,
    name,
    path: `${section}.${name}`,
    kind: section === "execution" ? "execution" : "scientific",
    effect: section === "execution" ? info.effect ?? "same result" : "other result",
    readBy: info.readBy ?? readersOf(section),
    type,
    defaultValue: type.parse(undefined),
    info,
    flags: [...new Set([...(info.flags ?? []), ...(taken ? [] : [kebab])])],
  };
}

/** Sections whose fields have their own name as a flag before those of another section. */
function sectionsAbove(section: SectionName): readonly z.ZodObject[] {
  if (section === "engine") return [dataSchema, trainingSchema, inferenceSchema];
  return section === "inference" ? [dataSchema, trainingSchema] : [];
}

/** Who reads the fields of a section, where a field says nothing else. */
function readersOf(section: SectionName): readonly PayloadKind[] {
  if (section === "training" || section === "import") return [section];
  if (section === "engine") return ["training", "inference", "reconstruction"];
  return section === "execution" ? ["training", "inference", "reconstruction"] : ["training", "inference"];
}
