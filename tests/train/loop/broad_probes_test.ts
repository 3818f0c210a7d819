import { assertEquals, assertMatch } from "@std/assert";
import { createTrainingPayload } from "../../../config/training_payload.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { writeScan } from "../../../data/writing/write_scan.ts";
import { broadProbeWarnings } from "../../../train/loop/broad_probes.ts";
import { loadTrainingData } from "../../../train/loop/training_data.ts";
import { TempDir } from "../../data/temp_dir.ts";

async function warningsOf(space: TempDir, model: { padObject?: boolean; mode?: "supervised" }): Promise<string[]> {
  const scan = ["narrow", "broad"].map((name) => `${space.path}/${name}.npz`);
  for (const [k, diameter] of [24, 56].entries()) {
    const probe = { kind: "disk", diameter } as const;
    await writeScan(scan[k] ?? "", simulateScan({ patchSize: 64, patterns: 8, probe, photons: 1e5, seed: 3 }));
  }
  const payload = createTrainingPayload({ data: { scan }, model: { loss: "mae", ...model } });
  using data = await loadTrainingData(payload);
  return broadProbeWarnings(payload, data);
}

Deno.test("broadProbeWarnings() names the scan whose probe lights the border of the patch, unless the network paints all of it", async () => {
  using space = new TempDir();
  const [warning = "", ...others] = await warningsOf(space, {});
  assertEquals(others, []);
  assertMatch(
    warning,
    /broad\.npz: \d\d % of the probe's intensity .* model\.padObject true .* model\.padObject false \(--no-pad-object\)/,
  );
  assertEquals(await warningsOf(space, { padObject: false }), []);
  assertEquals(await warningsOf(space, { mode: "supervised" }), []);
});
