import { assertEquals, assertStringIncludes } from "@std/assert";
import { lossRows } from "../../run/loss_rows.ts";

Deno.test("lossRows tells of each loss the last and the least value and the course, whatever was not measured", () => {
  const epochs = [
    { epoch: 0, metrics: { train: 3, val: null } },
    { epoch: 1, metrics: { train: 1 } },
    { epoch: 2, metrics: { train: 2, val: NaN, other: 5 } },
  ];
  const rows = lossRows(epochs).map(([name, cell = ""]) => [name, typeof cell === "string" ? cell : cell.text]);
  assertEquals(rows, [
    ["train", "2, least 1 in epoch 2"],
    ["val", "NaN, least none"],
    ["other", "5, least 5 in epoch 3"],
  ]);
  const [[, cell = ""] = []] = lossRows(epochs);
  assertStringIncludes(typeof cell === "string" ? cell : cell.drawing, "<polyline");
  assertEquals(lossRows([]), []);
});
