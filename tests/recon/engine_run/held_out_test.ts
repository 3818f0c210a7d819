import { assert, assertAlmostEquals, assertEquals, assertGreater, assertLess, assertRejects } from "@std/assert";
import {
  createReconstructionPayload,
  openScan,
  type ReconstructOptions,
  type ReconstructResult,
  simulateScan,
  writeScan,
} from "@exitwave/exitwave";
import type { SectionsInput } from "../../../config/fields/sections.ts";
import { choosePatterns } from "../../../recon/engine_run/chosen_patterns.ts";
import { holdOut } from "../../../recon/engine_run/held_out_patterns.ts";
import { fitCanvas } from "../../../recon/patches/canvas.ts";
import { readReconstructionRecord } from "../../../run/engine/engine_record.ts";
import { withTempDir } from "../../data/temp_dir.ts";
import { reconstructIn } from "./reconstruct_in.ts";
import { knob } from "../../knob.ts";

/** So few photons that an engine soon fits their noise. */
const simulated = simulateScan({ patchSize: 32, patterns: 36, photons: 2e3, seed: 2 });

function run(
  directory: string,
  sections: SectionsInput = {},
  options: ReconstructOptions = {},
): Promise<ReconstructResult> {
  const engine = { algorithm: "lsqml", iterations: 12, batchSize: 8, heldOut: 0.1 } as const;
  return reconstructIn(directory, {
    ...{ scan: simulated, sections: [{ engine }, sections] },
    options: { overwrite: options.resume === undefined, ...options },
  });
}

Deno.test("holdOut() parts the patterns by seed, and leaves the canvas as it is", async () => {
  await withTempDir(async (directory) => {
    await writeScan(`${directory}/scan.npz`, simulated);
    using scan = await openScan(`${directory}/scan.npz`, { frameCache: null });
    const chosen = choosePatterns(scan, createReconstructionPayload({}));
    assertEquals(holdOut(chosen, 0, 1), { moving: chosen, heldOut: null });
    const { moving, heldOut } = holdOut(chosen, 0.5, 1);
    assert(heldOut);
    assertEquals([...moving.numbers, ...heldOut.numbers].sort((a, b) => a - b), [...chosen.numbers]);
    assertEquals([heldOut.numbers.length, heldOut.scan.x[0]], [18, scan.x[heldOut.numbers[0] ?? -1]]);
    const frame = ({ scan: { x, y } }: typeof chosen): unknown => fitCanvas(x, y, { crop: 32, padding: 0 });
    assertEquals(frame(moving), frame(chosen));
    assertEquals(holdOut(chosen, 0.5, 1).heldOut?.numbers, heldOut.numbers);
    assert(String(holdOut(chosen, 0.5, 2).heldOut?.numbers) !== String(heldOut.numbers));
  });
});

knob("engine.heldOut", "measures patterns that move nothing, and shows an engine that fits noise", async () => {
  await withTempDir(async (directory) => {
    const { iterations, patterns, heldOut } = await run(directory);
    assertEquals([patterns, heldOut], [32, 4]);
    const [first, last] = [iterations[1], iterations.at(-1)];
    assertLess(last?.rFactor ?? NaN, first?.rFactor ?? NaN);
    // What is measured was not fitted: it is explained worse.
    assertGreater(last?.heldOut?.rFactor ?? NaN, last?.rFactor ?? NaN);
    const table = (await Deno.readTextFile(`${directory}/out/metrics.csv`)).split("\n");
    assertEquals(table[0], "iteration,rFactor,poissonDeviance,heldOutRFactor,heldOutPoissonDeviance,seconds");
    assertAlmostEquals(Number(table[12]?.split(",")[3]), last?.heldOut?.rFactor ?? NaN, 1e-12);
    const record = await readReconstructionRecord(`${directory}/out`);
    assertEquals([record?.data.patterns, record?.data.heldOut], [32, 4]);
    const all = await run(directory, { engine: { heldOut: 0 } });
    assertEquals([all.patterns, all.heldOut, all.iterations[0]?.heldOut], [36, 0, null]);
    assertEquals(all.reconstruction.object.width, (await run(directory)).reconstruction.object.width);
    await writeScan(`${directory}/scan.npz`, simulateScan({ patchSize: 32, patterns: 2, photons: 2e3, seed: 2 }));
    await assertRejects(() => run(directory), RangeError, "Cannot hold patterns out as all of them are at the rim");
  });
});

Deno.test("reconstruct() stops where held-out patterns are explained no better, and resumed it stays stopped", async () => {
  await withTempDir(async (directory) => {
    const sections = { engine: { iterations: 40 }, execution: { earlyStopPatience: 2 } };
    const { iterations, exitReason, exitDetail } = await run(directory, sections);
    assertEquals(exitReason, "early_stopped");
    const values = iterations.map(({ heldOut }) => heldOut?.rFactor ?? NaN);
    const best = values.indexOf(Math.min(...values));
    assertEquals(iterations.length, best + 3);
    assertEquals(
      exitDetail,
      `the R-factor of held-out patterns did not improve on ${values[best]} of iteration ${best + 1} for 2 iterations`,
    );
    const again = await run(directory, sections, { resume: `${directory}/out` });
    assertEquals([again.iterations, again.exitReason, again.exitDetail], [iterations, exitReason, exitDetail]);
    // Broken off before, it stops where it would have stopped.
    const stopping = new AbortController();
    await run(directory, sections, {
      signal: stopping.signal,
      onIteration: ({ iteration }) => iteration === 1 && stopping.abort(),
    });
    const resumed = await run(directory, sections, { resume: `${directory}/out` });
    assertEquals(resumed.iterations.map(({ heldOut }) => heldOut), iterations.map(({ heldOut }) => heldOut));
    const strict = { engine: sections.engine, execution: { earlyStopPatience: 1, earlyStopMinDelta: 1 } };
    assertEquals((await run(directory, strict)).iterations.length, 2);
    const beyond = await run(directory, { execution: { earlyStopDivergence: 1e-3 } });
    assertEquals([beyond.iterations.length, beyond.exitReason], [1, "early_stopped"]);
    assert(beyond.exitDetail?.endsWith("is beyond execution.earlyStopDivergence = 0.001"), String(beyond.exitDetail));
  });
});
