import { assertEquals, assertThrows } from "@std/assert";
import { ConfigError, createTrainingPayload, fields, type SectionsInput } from "@exitwave/exitwave/config";
import { likelyField } from "../../../config/names/likely_field.ts";
import { referenceName } from "../../../config/names/reference_name.ts";

for (const { path, section, info: { reference = [] } } of fields) {
  for (const name of reference) {
    Deno.test(`referenceName() leads from PtychoPINN's ${name} to ${path}`, () => {
      const found = referenceName(name, section);
      assertEquals(found && "field" in found && found.field.path, path);
      assertEquals(referenceName(name.replaceAll("_", "-"), section), found);
    });
  }
}

Deno.test("referenceName() tells why a name has no field, and knows no other names", () => {
  const dropped = referenceName("--console-level");
  assertEquals(dropped && "dropped" in dropped && dropped.dropped.includes("--quiet"), true);
  assertEquals(referenceName("no_such_name"), undefined);
});

Deno.test("createTrainingPayload() leads from a field's name in PtychoPINN to ours, or says why there is none", () => {
  assertProblem({ training: { nepochs: 5 } }, "training.nepochs is not a field (did you mean training.epochs?)");
  assertProblem({ data: { gridsize: 2 } }, "data.gridsize is not a field (did you mean data.gridSize?)");
  assertProblem(
    { training: { orchestrator: "x" } },
    "is not a field (PtychoPINN's orchestrator: there is one trainer)",
  );
});

Deno.test("likelyField() leads from the flags of PtychoPINN's unified commands to ours, but from names that begin alike", () => {
  const led = [
    "torch-accelerator",
    "torch-logger",
    "torch-accumulate-grad-batches",
    "torch_plateau_factor",
    "torch-loss-mode",
  ]
    .map((name) => likelyField(name)).map((likely) => likely && "field" in likely ? likely.field.path : likely);
  assertEquals(led, [
    ...["execution.accelerator", "execution.logger", "training.accumulate", "training.plateauFactor", "model.loss"],
  ]);
  assertEquals(likelyField("torch"), undefined);
});

/** PtychoPINN's own values, by our field, and what they are called here. */
const VALUES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "model.mode": { Unsupervised: "pinn", Supervised: "supervised", PINN: "pinn" },
  "model.ampActivation": { swish: "silu", Sigmoid: "sigmoid" },
  "model.loss": { Poisson: "poisson", MAE: "mae" },
  "model.ampLoss": { Total_Variation: "total_variation", Mean_Deviation: "mean_deviation" },
  "model.phaseLoss": { Total_Variation: "total_variation" },
  "data.neighborFunction": { Nearest: "nearest", Min_dist: "minDistance", "4_quadrant": "fourQuadrant" },
  "data.scanPattern": { Isotropic: "isotropic", Rectangular: "rectangular" },
  "data.normalize": { Group: "group", Batch: "batch" },
  "data.dataScaling": { Parseval: "parseval", Max: "max" },
  "data.measurement": {
    count_intensity: "intensity",
    ci_intensity_v2: "intensity",
    normalized_amplitude: "amplitude",
    legacy_v1: "amplitude",
  },
  "training.scheduler": { multistage: "MultiStage", exponential: "Exponential" },
  "execution.accelerator": { cuda: "webgpu", mps: "webgpu" },
};

for (const [path, values] of Object.entries(VALUES)) {
  for (const [theirs, ours] of Object.entries(values)) {
    Deno.test(`createTrainingPayload() leads from ${path} = ${theirs} to ${ours}`, () => {
      const [section = "", name = ""] = path.split(".");
      assertProblem({ [section]: { [name]: theirs } }, `(use ${ours})`);
    });
  }
}

function assertProblem(sections: object, part: string): void {
  assertThrows(() => createTrainingPayload(sections as SectionsInput), ConfigError, part);
}
