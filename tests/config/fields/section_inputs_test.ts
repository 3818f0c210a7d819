/** The types of the sections, which are generated, are those of the schemas: what must not be the same does not compile. */
import { assertEquals } from "@std/assert";
import type { z } from "../../../packages/zod.ts";
import type { MetricName, MonitorName } from "../../../config/fields/metric_names.ts";
import type { dataSchema } from "../../../config/fields/data_section.ts";
import type { engineSchema } from "../../../config/fields/engine_section.ts";
import type { executionSchema } from "../../../config/fields/execution_section.ts";
import type { importSchema } from "../../../config/fields/import_section.ts";
import type { inferenceSchema } from "../../../config/fields/inference_section.ts";
import type { modelSchema } from "../../../config/fields/model_section.ts";
import { type SectionName, sectionNames, type Sections, type SectionsInput } from "../../../config/fields/sections.ts";
import type { trainingSchema } from "../../../config/fields/training_section.ts";

/** Whether two types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;

interface Schemas {
  data: typeof dataSchema;
  model: typeof modelSchema;
  training: typeof trainingSchema;
  inference: typeof inferenceSchema;
  engine: typeof engineSchema;
  execution: typeof executionSchema;
  import: typeof importSchema;
}

/** What a section is by its schema. */
type Written<S extends SectionName> = Readonly<z.input<Schemas[S]>>;
type Plain<T> = { [K in keyof T]: T[K] };

Deno.test("SectionsInput has the types of the schemas, but for the names that a monitor may have", () => {
  const same: {
    [S in Exclude<SectionName, "execution">]: Same<Plain<NonNullable<SectionsInput[S]>>, Plain<Written<S>>>;
  } = { data: true, model: true, training: true, inference: true, engine: true, import: true };
  type Others<T> = Plain<Omit<T, "checkpointMonitor">>;
  const execution: Same<Others<NonNullable<SectionsInput["execution"]>>, Others<Written<"execution">>> = true;
  assertEquals(Object.keys({ ...same, execution }).sort(), [...sectionNames].sort());
});

Deno.test("Sections has the types that the schemas let through", () => {
  const same: { [S in SectionName]: Same<Plain<Sections[S]>, Plain<z.output<Schemas[S]>>> } = {
    ...{ data: true, model: true, training: true, inference: true, engine: true, execution: true, import: true },
  };
  assertEquals(Object.keys(same), [...sectionNames]);
});

Deno.test("MonitorName lists every metric's name, and val_loss", () => {
  const same: Same<MonitorName, "val_loss" | MetricName> = true;
  assertEquals(same, true);
});
