/**
 * Random valid values of any configuration field, made from its schema: a new field is tested without a new test.
 *
 * @module
 */
import fc from "fast-check";
import { z } from "../../packages/zod.ts";
import { createTrainingPayload, type Field, type SectionsInput } from "@exitwave/exitwave/config";

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly additionalProperties?: JsonSchema;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
}

/** What else must be set for a field's every value to be allowed. */
const COMPANIONS: Readonly<Record<string, SectionsInput>> = {
  "data.gridSize": { data: { neighbors: 30 } },
  "data.minNeighborDistance": { data: { maxNeighborDistance: 1e9 } },
  "model.positionsTrainable": { data: { gridSize: 2 } },
  "training.scheduler": { training: { stages: [1, 1, 1] } },
};

/** Fields whose rules leave fewer values than their schema. */
const NARROWED: Readonly<Record<string, readonly unknown[]>> = {
  "execution.checkpointMonitor": ["val_loss", "poisson_val_loss", "poisson_train_loss", null],
  "execution.logger": [["none"], ["csv"], ["csv", "tensorboard"], ["mlflow"]],
};

/** The sections that set one field to a value, with what the value needs beside it. */
export function sectionsWith(field: Field, value: unknown): SectionsInput {
  return { [field.section]: { [field.name]: value } };
}

/** What must be set beside a field for its every value to be allowed. */
export function companions(field: Field): SectionsInput {
  return COMPANIONS[field.path] ?? {};
}

/** Whether a field takes more than one value. */
export function hasChoice(field: Field): boolean {
  const { const: only, enum: names } = z.toJSONSchema(field.type, { io: "input" }) as JsonSchema;
  return only === undefined && names?.length !== 1;
}

/**
 * Valid values of a field.
 *
 * @param field The field.
 * @param isWanted Which of them.
 * @throws {Error} If rules refuse what the schema allows so often that drawing values would take for ever.
 */
export function arbitraryValue(
  field: Field,
  isWanted: (value: unknown) => boolean = () => true,
): fc.Arbitrary<unknown> {
  const narrowed = NARROWED[field.path];
  const schema = z.toJSONSchema(field.type, { io: "input" }) as JsonSchema;
  const values = narrowed ? fc.constantFrom(...narrowed) : arbitrary(schema);
  const serves = (value: unknown): boolean => isAllowed(field, value) && isWanted(value);
  if (fc.sample(values, { numRuns: TRIES, seed: 1 }).some(serves)) return values.filter(serves);
  throw new Error(
    `Cannot draw a value of ${field.path} as none of ${TRIES} is both allowed and wanted: say in COMPANIONS what must be ` +
      "set beside it, or in NARROWED which values are left",
  );
}

// --- internal ---

const TRIES = 200;

function isAllowed(field: Field, value: unknown): boolean {
  try {
    createTrainingPayload(companions(field), { override: sectionsWith(field, value) });
    return true;
  } catch {
    return false;
  }
}

function arbitrary(schema: JsonSchema): fc.Arbitrary<unknown> {
  const { type } = schema;
  if (typeof type === "object") return fc.oneof(...type.map((one) => arbitrary({ ...schema, type: one })));
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(arbitrary));
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.prefixItems) return fc.tuple(...schema.prefixItems.map(arbitrary));
  if (schema.type === "array") return fc.array(arbitrary(schema.items ?? {}), { minLength: 1, maxLength: 3 });
  if (schema.type === "object") {
    const epochs = fc.integer({ min: 0, max: 99 }).map(String);
    return fc.dictionary(epochs, arbitrary(schema.additionalProperties ?? {}), {
      minKeys: 1,
      maxKeys: 3,
      noNullPrototype: true,
    });
  }
  if (schema.type === "boolean") return fc.boolean();
  if (schema.type === "null") return fc.constant(null);
  if (schema.type === "string") return fc.string({ minLength: 1, maxLength: 12 });
  const low = schema.minimum ?? schema.exclusiveMinimum ?? -100;
  const high = Math.min(schema.maximum ?? schema.exclusiveMaximum ?? 1000, 1000);
  if (schema.type === "integer") return fc.integer({ min: Math.max(low, -100), max: high });
  return fc.double({ min: low, max: high, noNaN: true });
}
