import { assert, assertEquals } from "@std/assert";
import { fieldValue } from "../../../config/fields/field_value.ts";
import { findField } from "../../../config/fields/sections.ts";

function read(path: string, ...texts: string[]): unknown {
  const field = findField(path);
  assert(field, path);
  return fieldValue(field, texts);
}

Deno.test("fieldValue() reads what the field can take: numbers, truths, lists, names, nothing", () => {
  assertEquals(read("training.epochs", "1e1"), 10);
  assertEquals(read("training.learningRate", "-0.5"), -0.5);
  assertEquals(read("execution.deterministic", "false"), false);
  assertEquals(read("execution.deterministic", "warn"), "warn");
  assertEquals(read("training.stages", "20,20,10"), [20, 20, 10]);
  assertEquals(read("data.xBounds", "[0, 0.5]"), [0, 0.5]);
  assertEquals(read("training.clipGradients", "null"), null);
  assertEquals(read("model.ampLoss", "none"), null);
  assertEquals(read("model.loss", "mae"), "mae");
});

Deno.test("fieldValue() makes no count of a share: 1.0 is not one batch", () => {
  assertEquals(read("training.limitTrainBatches", "1.0"), "1.0");
  assertEquals(read("training.limitTrainBatches", "1"), 1);
  assertEquals(read("training.clipGradients", "1.0"), 1);
  assertEquals(read("data.scan", "1.0"), "1.0");
});

Deno.test("fieldValue() takes a text that looks like something else as text where the field is a text", () => {
  assertEquals(read("data.scan", "123"), "123");
  assertEquals(read("execution.notes", "true"), "true");
  assertEquals(read("execution.notes", "a, b"), "a, b");
});

Deno.test("fieldValue() takes several texts as the elements of one list", () => {
  assertEquals(read("training.epochs", "1", "2"), ["1", "2"]);
  assertEquals(read("execution.logger", '["csv"]', "jsonl,tensorboard"), ["csv", "jsonl", "tensorboard"]);
  assertEquals(read("execution.reconLogIndices", "[1]", "[2,3]", "4"), [1, 2, 3, 4]);
  assertEquals(read("execution.logger", "csv", "tensorboard"), ["csv", "tensorboard"]);
  assertEquals(read("execution.logger", "none"), ["none"]);
});

Deno.test("fieldValue() reads values by epoch, as flags write them and as JSON does", () => {
  assertEquals(read("training.accumulate", "4"), 4);
  assertEquals(read("training.accumulate", "0:1,10:4"), { 0: 1, 10: 4 });
  assertEquals(read("training.accumulate", "0: 1, 10: 4"), { 0: 1, 10: 4 });
  assertEquals(read("training.accumulate", '{"0":1,"10":4}'), { 0: 1, 10: 4 });
  // An epoch named twice is a mistake: neither value is more right than the other.
  assertEquals(read("training.accumulate", "0:1,0:4"), "0:1,0:4");
  assertEquals(read("training.accumulate", "0:1,10:none"), "0:1,10:none");
  assertEquals(read("training.accumulate", "0:1,10"), "0:1,10");
});

Deno.test("fieldValue() shows what was written where nothing fits", () => {
  assertEquals(read("training.epochs", "many"), "many");
  assertEquals(read("training.learningRate", "Infinity"), "Infinity");
  assertEquals(read("training.stages", "1,2"), "1,2");
});

Deno.test("fieldValue() takes none for nothing wherever nothing is allowed, and a path to a file called so", () => {
  for (const path of ["data.testScan", "execution.checkpointMonitor", "execution.mlflowUri", "training.stages"]) {
    assertEquals([read(path, "none"), read(path, "null")], [null, null]);
  }
  assertEquals(read("data.testScan", "./none"), "./none");
  assertEquals(read("model.fnoInputTransform", "none"), "none");
  assertEquals(read("execution.notes", "none"), "none");
});

Deno.test("fieldValue() reads JSON, as configurations have it", () => {
  assertEquals(read("execution.logger", '["csv","jsonl"]'), ["csv", "jsonl"]);
  assertEquals(read("training.scheduler", '"Exponential"'), "Exponential");
  assertEquals(read("execution.notes", '["csv"]'), '["csv"]');
  assertEquals(read("training.stages", "[20,20"), "[20,20");
});
