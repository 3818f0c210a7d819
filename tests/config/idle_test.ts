import { assertEquals } from "@std/assert";
import { createTrainingPayload, fields, type SectionsInput } from "@exitwave/exitwave/config";
import { describeCondition } from "../../config/idle.ts";

function warningsOf(sections: SectionsInput): readonly string[] {
  return createTrainingPayload(sections).warnings;
}

Deno.test("idleWarnings() name the field, what stands in its way, and the remedy", () => {
  assertEquals(warningsOf({ training: { momentum: 0.5 } }), [
    'training.momentum = 0.5 has no effect as training.optimizer is "adam": it is read where training.optimizer is "sgd"',
  ]);
  assertEquals(warningsOf({ training: { physicsWeightSchedule: "linear" } }), [
    'training.physicsWeightSchedule = "linear" has no effect as training.scheduler is "Default" and training.stages is ' +
    'null: it is read where training.scheduler is "MultiStage" or "Adaptive" or training.stages is not null',
  ]);
});

Deno.test("idleWarnings() are silent once any of the conditions holds, and for defaults", () => {
  assertEquals(warningsOf({ training: { optimizer: "sgd", momentum: 0.5 } }), []);
  assertEquals(warningsOf({ training: { physicsWeightSchedule: "linear", stages: [1, 1, 1] } }), []);
  assertEquals(warningsOf({ training: { physicsWeightSchedule: "linear", scheduler: "MultiStage" } }), []);
  assertEquals(warningsOf({ training: { momentum: 0.9 } }), []);
});

Deno.test("idleWarnings() take a list for its elements", () => {
  const mlflowUri = "http://127.0.0.1:5000";
  assertEquals(warningsOf({ execution: { mlflowUri } }).length, 1);
  assertEquals(warningsOf({ execution: { mlflowUri, logger: ["csv", "mlflow"] } }), []);
});

Deno.test("every condition of every field names a field and values it can have", () => {
  const wrong = fields.flatMap(({ path, info }) =>
    (info.activeWhen ?? []).filter(({ path: other, is, isNot = [] }) => {
      const type = fields.find((field) => field.path === other)?.type;
      const accepts = (value: unknown): boolean => {
        return [value, [value]].some((candidate) => type?.safeParse(candidate).success);
      };
      return ![...(is ?? []), ...isNot].every(accepts) || (is === undefined) === (isNot.length === 0);
    }).map((condition) => `${path}: ${describeCondition(condition)}`)
  );
  assertEquals(wrong, []);
});
