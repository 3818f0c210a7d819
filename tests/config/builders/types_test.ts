/** What must not compile does not: each directive below is an error for `deno check` once its line is accepted. */
import { assertEquals, assertThrows } from "@std/assert";
import {
  ConfigError,
  createTrainingPayload,
  data,
  type DeepReadonly,
  execution,
  inference,
  model,
  type Sections,
  type SectionsInput,
  type SectionsSource,
  training,
} from "@exitwave/exitwave/config";

Deno.test("builders refuse impossible combinations at compile time", () => {
  // @ts-expect-error labels are not photon counts
  model().supervised().loss("poisson");
  // @ts-expect-error the same, in the other order
  model().loss("poisson").supervised();
  // @ts-expect-error the same, by name
  model().loss("poisson").mode("supervised");
  // @ts-expect-error Adaptive needs its stages
  execution().scheduler("Adaptive");
  // @ts-expect-error the same on the training builder
  training().scheduler("Adaptive");
  // @ts-expect-error names are case-sensitive
  execution().scheduler("multistage");
  // @ts-expect-error an accelerator of other frameworks
  execution().accelerator("cuda");
  // @ts-expect-error patches are 64, 128 or 256 pixels wide
  assertThrows(() => createTrainingPayload({ data: { patchSize: 60 } }), ConfigError);
  // @ts-expect-error an unknown field
  assertThrows(() => createTrainingPayload({ training: { epoch: 3 } }), ConfigError);
});

Deno.test("data().scan() takes a file, a list, or several files", () => {
  const scans = [
    data().scan("a"),
    data().scan(["a", "b"]),
    data().scan("a", "b/*.npz"),
    data().testScan("a", "b", "c"),
  ];
  assertEquals(scans.map(({ sections }) => sections.data), [
    ...[{ scan: "a" }, { scan: ["a", "b"] }, { scan: ["a", "b/*.npz"] }],
    { testScan: ["a", "b", "c"] },
  ]);
  assertEquals(data().scan("a").scan(null).sections, { data: { scan: null } });
  // @ts-expect-error files are named by texts
  const wrong = data().scan("a", 3);
  assertThrows(() => createTrainingPayload({ data: wrong }), ConfigError, "data.scan must be a non-empty text");
});

Deno.test("the monitor is one of the metrics that some model has", () => {
  const monitored = execution().checkpointMonitor("mae_val_Amp_Phase_loss").earlyStop({ patience: 5 });
  assertThrows(() => createTrainingPayload({ execution: monitored }), ConfigError, "must be one of val_loss, poisson_");
  // @ts-expect-error no model has such a metric
  const unknown = execution().checkpointMonitor("val_accuracy");
  assertThrows(() => createTrainingPayload({ execution: unknown }), ConfigError, "must be one of val_loss, poisson_");
});

Deno.test("accumulate() takes a number, or numbers by epoch", () => {
  const byEpoch = createTrainingPayload({ execution: execution().accumulate({ 0: 1, 10: 4 }) });
  assertEquals(byEpoch.training.accumulate, { "0": 1, "10": 4 });
  assertEquals(createTrainingPayload({ training: training().accumulate({ 0: 1, 10: 4 }) }).training, byEpoch.training);
  assertEquals(createTrainingPayload({ training: { accumulate: { 0: 1, 10: 4 } } }).training, byEpoch.training);
  // @ts-expect-error numbers only
  training().accumulate({ 0: "all" });
});

Deno.test("early stopping without a monitor does not compile", () => {
  // @ts-expect-error nothing is monitored
  const unmonitored = execution().checkpointMonitor(null).earlyStop({ patience: 5 });
  // @ts-expect-error nothing is monitored any more
  execution().earlyStop({ patience: 5 }).checkpointMonitor(null);
  assertThrows(() => createTrainingPayload({ execution: unmonitored }), ConfigError, "must name a metric");
});

Deno.test("a payload is readonly to the bottom and its metric names are literal types", () => {
  const payload = createTrainingPayload({ model: model().loss("mae").ampLoss("total_variation") });
  const name: "mae_val_Amp_loss" = payload.metrics.valLoss;
  assertEquals(name, "mae_val_Amp_loss");
  // @ts-expect-error another model's metric
  const other: "poisson_val_loss" = payload.metrics.valLoss;
  assertEquals(typeof other, "string");
  assertThrows(() => {
    // @ts-expect-error readonly
    payload.training.epochs = 3;
  }, TypeError);
  const open: string = createTrainingPayload({ model: { loss: "mae" } }).metrics.valLoss satisfies
    | `${"mae" | "poisson"}_val_loss`
    | `${"mae" | "poisson"}_val_${"Amp" | "Phase" | "Amp_Phase"}_loss`;
  assertEquals(open, "mae_val_loss");
  const stages: DeepReadonly<Sections>["training"]["stages"] = payload.training.stages;
  // @ts-expect-error readonly to the bottom
  assertEquals(stages?.push(1), undefined);
});

Deno.test("a section takes its own builder alone", () => {
  const data = "data must be built by data() and not by model()";
  // @ts-expect-error model() builds another section
  assertThrows(() => createTrainingPayload({ data: model().supervised() }), ConfigError, data);
  // @ts-expect-error a builder that shares a field's name does not either
  assertThrows(() => createTrainingPayload({ data: inference().scan("scan.npz") }), ConfigError, "built by data()");
  // @ts-expect-error training() is not execution(), though either sets the schedule
  assertThrows(() => createTrainingPayload({ execution: training().scheduler("Default") }), ConfigError, "execution()");
  // @ts-expect-error a builder alone is no sections
  assertThrows(() => createTrainingPayload(training().epochs(3)), ConfigError, "must be sections, such as { training:");
});

Deno.test("the types of a model say which loss it has, whatever the order of its methods", () => {
  const back = createTrainingPayload({ model: model().supervised().pinn() });
  const poisson: "poisson_val_loss" = back.metrics.valLoss;
  assertEquals([poisson, back.model.loss, back.overrides.map(({ path }) => path)], [
    ...["poisson_val_loss", "poisson"],
    ["model.mode"],
  ]);
  const kept = createTrainingPayload({ model: model().supervised().loss("mae").mode("pinn") });
  const mae: "mae_val_loss" = kept.metrics.valLoss;
  assertEquals([mae, kept.model.loss], ["mae_val_loss", "mae"]);
  const again = createTrainingPayload({ model: model().supervised().pinn().ampLoss("total_variation").supervised() });
  const supervised: "mae_val_Amp_loss" = again.metrics.valLoss;
  assertEquals([supervised, again.model.loss], ["mae_val_Amp_loss", "mae"]);
  const mode = "supervised" as "pinn" | "supervised";
  const either = createTrainingPayload({ model: model().mode(mode) });
  // @ts-expect-error which loss it is depends on the mode
  const one: "poisson_val_loss" = either.metrics.valLoss;
  const both: "poisson_val_loss" | "mae_val_loss" = either.metrics.valLoss;
  assertEquals([one, both], ["mae_val_loss", "mae_val_loss"]);
});

Deno.test("the metric names of plain fields are literal types only where none of them can name another metric", () => {
  const small: "poisson_val_loss" = createTrainingPayload({ model: { filterScale: 1 } }).metrics.valLoss;
  const mae: { readonly loss?: "mae" } = { loss: "mae" };
  const open = [
    createTrainingPayload({ model: mae }),
    createTrainingPayload({ model: model().loss("mae") as SectionsSource<"model"> }),
    createTrainingPayload({ model: { loss: "mae" } } as SectionsInput),
    createTrainingPayload({ model: model() }, { override: { model: { loss: "mae" } } }),
  ] as const;
  for (const { metrics } of open) {
    // @ts-expect-error it may be another
    const name: "poisson_val_loss" = metrics.valLoss;
    assertEquals(name, "mae_val_loss");
  }
  assertEquals(small, "poisson_val_loss");
});
