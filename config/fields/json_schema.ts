/**
 * The configuration as JSON Schema, for editors and other programs.
 *
 * @module
 */
import { z } from "../../packages/zod.ts";
import { describeField, fields, schemas } from "./sections.ts";

/**
 * JSON Schema (draft 2020-12) of a configuration: an object with any of the seven sections.
 *
 * @returns The schema; every field has its description and default.
 * @example
 * ```ts
 * import { configJsonSchema } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(configJsonSchema().title, "Exitwave configuration");
 * ```
 */
export function configJsonSchema(): Readonly<Record<string, unknown>> {
  const { data, model, training, inference, engine, execution, import: importing } = schemas;
  const root = z.strictObject({
    $schema: z.string().optional().describe("Address of this schema, for editors"),
    data: data.optional(),
    model: model.optional(),
    training: training.optional(),
    inference: inference.optional(),
    engine: engine.optional(),
    execution: execution.optional(),
    import: importing.optional(),
  });
  const described = new Map(fields.map((field) => [field.type as z.core.$ZodType, describeField(field)]));
  const schema = z.toJSONSchema(root, {
    io: "input",
    override: ({ zodSchema, jsonSchema }) => {
      const description = described.get(zodSchema);
      if (description) jsonSchema.description = description;
    },
  });
  return { title: "Exitwave configuration", ...schema };
}
