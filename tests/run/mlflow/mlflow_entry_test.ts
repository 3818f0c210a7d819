import { assertEquals } from "@std/assert";
import { legalKey, metricEntries, paramEntry } from "../../../run/mlflow/mlflow_entry.ts";

Deno.test("legalKey() makes a name that MLflow takes of any text", () => {
  const names = {
    "poisson_train_loss": "poisson_train_loss",
    "stage 1/loss-a.b": "stage 1/loss-a.b",
    "Größe (µm)": "Gr__e __m_",
    "/a//b/": "a/b",
    "../x/./y": "__/x/_/y",
    "": "_",
    "//": "_",
    ["k".repeat(300)]: "k".repeat(250),
    [`${"k".repeat(249)}/x`]: "k".repeat(249),
  };
  for (const [name, legal] of Object.entries(names)) assertEquals(legalKey(name), legal);
});

Deno.test("metricEntries() leaves out what is no finite number", () => {
  const values = { loss: 0, diverged: NaN, endless: Infinity, none: null, missing: undefined };
  assertEquals(metricEntries(values, { of: "epoch", timestamp: 5, step: 2 }), [
    { metric: { key: "loss", value: 0, timestamp: 5, step: 2 }, of: "epoch" },
  ]);
});

Deno.test("paramEntry() writes strings as they are and all else as JSON", () => {
  assertEquals([paramEntry("a", "text"), paramEntry("b", [1, null]), paramEntry("c", null)], [
    { param: { key: "a", value: "text" } },
    { param: { key: "b", value: "[1,null]" } },
    { param: { key: "c", value: "null" } },
  ]);
});
