import { assertEquals, assertThrows } from "@std/assert";
import { selectAccelerator } from "../../../../backend/accelerator.ts";
import { simulateScan } from "../../../../data/simulation/simulate.ts";
import { DifferenceMap, relaxationAt } from "../../../../recon/engines/methods/difference_map.ts";
import { runEngine } from "../../../../recon/engines/run_engine.ts";
import { EngineCanvas } from "../../../../recon/engines/state/engine_canvas.ts";
import { engineScan } from "../../../../recon/engines/state/engine_scan.ts";
import { ENGINE } from "../small_engine.ts";

const scan = engineScan(simulateScan({ patchSize: 32, patterns: 9, photons: 1e5, seed: 2 }));

Deno.test("DifferenceMap refuses a scan whose exit waves do not fit into memory, in one line", () => {
  const canvas = new EngineCanvas(scan);
  assertThrows(
    () => new DifferenceMap(ENGINE, { scan: { ...scan, count: 1e9 }, canvas, kept: new Map() }),
    RangeError,
    "Cannot run dm as exit waves of 1000000000 patterns of 32 × 32 px would take",
  );
});

Deno.test("DifferenceMap keeps exit waves of all patterns in its state", async () => {
  await selectAccelerator("cpu", { threads: 2 });
  for (const modes of [1, 2]) {
    const options = { ...ENGINE, algorithm: "dm", iterations: 3, probeModes: modes } as const;
    const whole = await runEngine(scan, options);
    assertEquals([...whole.state.kept].map(([name, { shape }]) => [name, shape]), [
      ["method.waves", [2, 9, modes, 32, 32]],
    ]);
    const { state } = await runEngine(scan, { ...options, iterations: 2 });
    assertEquals((await runEngine(scan, options, { resume: state })).state, whole.state);
  }
});

Deno.test("relaxationAt() falls from 0.9 by stages to what is set, and stays where that is more", () => {
  const stages = (relaxation: number): number[] =>
    [0, 11, 12, 24, 36, 48, 500].map((iteration) => relaxationAt(iteration, { relaxation }));
  assertEquals(stages(0.6), [0.9, 0.9, 0.8, 0.7, 0.6, 0.6, 0.6]);
  assertEquals(stages(0.75), [0.9, 0.9, 0.8, 0.75, 0.75, 0.75, 0.75]);
  assertEquals(new Set(stages(1)), new Set([1]));
});
