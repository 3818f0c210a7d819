/**
 * Builder of the `training` section.
 *
 * @module
 */
import { makeBuilder, type SectionInput, type SectionsSource, type Setters } from "./builder.ts";
import { type Scheduler, schedulerFields, type SchedulerMethod, type SchedulerOptions } from "./schedule_options.ts";

/** Sets fields of the `training` section, one method a field. */
export interface TrainingBuilder
  extends
    SectionsSource<"training">,
    Setters<"training", Exclude<keyof SectionInput<"training">, "scheduler">, TrainingBuilder>,
    SchedulerMethod<TrainingBuilder> {}

/**
 * Starts a `training` section.
 *
 * @returns An empty builder.
 * @example
 * ```ts
 * import { training } from "@exitwave/exitwave";
 * import { assertEquals } from "@std/assert";
 *
 * const section = training().epochs(50).batchSize(16).seed(1);
 * assertEquals(section.sections, { training: { epochs: 50, batchSize: 16, seed: 1 } });
 * ```
 */
export function training(): TrainingBuilder {
  return makeBuilder<TrainingBuilder>("training", {
    methods: {
      scheduler: (name: Scheduler, options?: SchedulerOptions) => ({ training: schedulerFields(name, options) }),
    },
  });
}
