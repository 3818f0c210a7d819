import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import {
  ConfigError,
  createTrainingPayload,
  type OverrideRecord,
  parsePayload,
  type TrainingPayload,
} from "@exitwave/exitwave/config";
import { changePayload } from "../../config/change_payload.ts";

const payload = createTrainingPayload(
  { training: { epochs: 3 }, execution: { outputDir: "runs/a" } },
  { flag: { execution: { threads: 2 } }, dataset: { data: { photons: 1e5 } } },
) as TrainingPayload;

function recordOf({ overrides }: TrainingPayload, path: string): OverrideRecord | undefined {
  return overrides.find((record) => record.path === path);
}

Deno.test("changePayload() of nothing is the payload itself", () => {
  assertStrictEquals(changePayload(payload, {}), payload);
  assertStrictEquals(changePayload(payload, { flag: { execution: {} }, override: {} }), payload);
});

Deno.test("changePayload() changes what it is told and keeps science and audit", () => {
  const changed = changePayload(payload, { flag: { execution: { outputDir: "runs/b", notes: "again" } } });
  assertEquals([changed.execution.outputDir, changed.execution.notes], ["runs/b", "again"]);
  assertEquals(changed.fingerprints.scientific, payload.fingerprints.scientific);
  for (const path of ["training.epochs", "data.photons", "execution.threads"]) {
    assertEquals(recordOf(changed, path), recordOf(payload, path));
  }
  assertEquals(recordOf(changed, "execution.outputDir"), {
    path: "execution.outputDir",
    value: "runs/b",
    source: "flag",
    isDefault: false,
    replaced: [{ value: "runs/a", source: "config" }, { value: "runs/exitwave", source: "default" }],
  });
  assertEquals(recordOf(changed, "execution.notes")?.replaced, [{ value: "", source: "default" }]);
  assertEquals(parsePayload(JSON.parse(JSON.stringify(changed))), changed);
  assert(Object.isFrozen(changed.overrides));
});

Deno.test("changePayload() goes on with the audit of a field: override, flag, and what the payload recorded", () => {
  const changed = changePayload(payload, {
    override: { execution: { threads: 4 } },
    flag: { execution: { threads: 3 } },
  });
  assertEquals(recordOf(changed, "execution.threads"), {
    path: "execution.threads",
    value: 4,
    source: "override",
    isDefault: false,
    replaced: [{ value: 3, source: "flag" }, { value: 2, source: "flag" }, { value: null, source: "default" }],
  });
});

Deno.test("changePayload() computes the monitor anew and refuses what is not allowed", () => {
  const monitored = changePayload(payload, { flag: { execution: { checkpointMonitor: "poisson_train_loss" } } });
  assertEquals([payload.metrics.monitor, monitored.metrics.monitor], ["poisson_val_loss", "poisson_train_loss"]);
  assertThrows(
    () => changePayload(payload, { flag: { execution: { threads: 0 } } }),
    ConfigError,
    "execution.threads",
  );
});
