import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { selectAccelerator } from "../../../../backend/accelerator.ts";
import { modePower } from "../../../../data/arrays/orthogonal_modes.ts";
import { type EngineResult, runEngine } from "../../../../recon/engines/run_engine.ts";
import type { EngineOptions } from "../../../../recon/engines/state/engine_options.ts";
import { foundVariation } from "../../../../recon/engines/state/found_variation.ts";
import { evaluate } from "../../../../recon/image/evaluate.ts";
import { ENGINE } from "../small_engine.ts";
import { variedScan } from "../varied_scan.ts";

const { scan, object } = await variedScan(0.3);
const truth = { object, mask: new Uint8Array(object.re.length).fill(1), origin: { x: 0, y: 0 } };

async function run(options: Partial<EngineOptions>, threads = 2): Promise<EngineResult> {
  await selectAccelerator("cpu", { threads });
  const regularised = { objectRegularisation: 0.5, probeRegularisation: 1 };
  return await runEngine(scan, { ...ENGINE, ...regularised, batchSize: 16, batching: "sparse", ...options });
}

function rFactor({ iterations }: EngineResult): number {
  return iterations.at(-1)?.rFactor ?? NaN;
}

for (const algorithm of ["epie", "rpie", "lsqml"] as const) {
  Deno.test(`ProbeVariation by ${algorithm} explains a probe that differs from shot to shot in two ways`, async () => {
    const options = { algorithm, iterations: 25, probeStart: 2 };
    const [one, varied] = [await run(options), await run({ ...options, probeVariation: 2 })];
    assertLess(rFactor(varied), 0.25 * rFactor(one));
    const [plain, better] = [one, varied].map(({ reconstruction }) => {
      return 1 - (evaluate(reconstruction, truth).phase.correlation ?? NaN);
    });
    assertLess(better ?? NaN, 0.25 * (plain ?? NaN));
  });
}

Deno.test("ProbeVariation has more of counts explained, by a probe of two modes, and with a background", async () => {
  for (const fields of [{ likelihood: "poisson" }, { probeModes: 2 }, { backgroundStart: 4 }] as const) {
    const options = { algorithm: "lsqml", iterations: 12, probeStart: 2, ...fields } as const;
    assertLess(rFactor(await run({ ...options, probeVariation: 2 })), 0.8 * rFactor(await run(options)));
  }
});

Deno.test("ProbeVariation is the same on any number of threads", async () => {
  for (const algorithm of ["rpie", "lsqml"] as const) {
    const options = { algorithm, probeVariation: 2, probeStart: 0 };
    assertEquals((await run(options, 2)).state, (await run(options, 1)).state);
  }
});

Deno.test("ProbeVariation leaves the first iterations as they are, and a probe that never moves", async () => {
  for (const probeStart of [3, null]) {
    const [plain, varied] = [await run({ probeStart }), await run({ probeStart, probeVariation: 2 })];
    assertEquals(varied.state, plain.state);
  }
});

Deno.test("foundVariation() has orthogonal eigenprobes and coefficients of mean 0 and mean square 1", async () => {
  const { state } = await run({ algorithm: "rpie", iterations: 8, probeVariation: 3 });
  const found = foundVariation(state);
  assert(found);
  const { eigenprobes, coefficients: { re, im, height, width } } = found;
  assertEquals([eigenprobes.length, height, width], [3, scan.count, 3]);
  const powers = eigenprobes.map(modePower);
  assertEquals(powers, [...powers].sort((a, b) => b - a));
  eigenprobes.forEach((one, k) => {
    const own = re.map((value, i) => i % 3 === k ? value : 0), other = im.map((value, i) => i % 3 === k ? value : 0);
    assertAlmostEquals(own.reduce((sum, value) => sum + value, 0) / height, 0, 1e-5);
    assertAlmostEquals(modePower({ re: own, im: other }) / height, 1, 1e-4);
    for (const two of eigenprobes.slice(k + 1)) {
      const product = one.re.reduce(
        (sum, a, p) => sum + a * (two.re[p] ?? NaN) + (one.im[p] ?? NaN) * (two.im[p] ?? NaN),
        0,
      );
      assertAlmostEquals(product / Math.sqrt(modePower(one) * modePower(two)), 0, 1e-4);
    }
  });
  assertEquals(foundVariation({ ...state, probe: [...state.probe, ...state.probe] }), null);
  assertEquals(foundVariation({ ...state, kept: new Map() }), null);
});
