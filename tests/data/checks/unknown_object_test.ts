import { assertEquals } from "@std/assert";
import { complexArray } from "../../../data/formats/npy_encode.ts";
import { prepareSamples } from "../../../data/samples.ts";
import { sciencePayload } from "../science_payload.ts";
import { good, oddScan } from "./odd_scan.ts";

/** The object of the good scan, unknown in its first rows, as programs mark what they did not scan. */
function bordered(rows: number): ReturnType<typeof complexArray> {
  const { height, width, re, im } = good.object ??
    { height: 0, width: 0, re: new Float32Array(), im: new Float32Array() };
  return complexArray({ re: re.slice().fill(NaN, 0, rows * width), im }, [height, width]);
}

Deno.test("prepareSamples() leaves out the patterns whose part of the object is not known, where labels are needed", async () => {
  const scan = await oddScan({ objectGuess: bordered(6) }, { needsObject: true });
  const touching = good.y.filter((y) => y - 32 < 6).length;
  assertEquals(touching, 3);
  const { data, model } = sciencePayload({ patchSize: 64 });
  const samples = prepareSamples(scan, { data, model: { ...model, mode: "supervised", loss: "mae" } }, { seed: 1 });
  assertEquals(scan.warnings.length, 1);
  assertEquals(scan.warnings[0]?.split("; ")[1], "3 of 9 patterns, whose patches touch them, are left out");
  assertEquals([...samples.patterns.numbers ?? []], [3, 4, 5, 6, 7, 8]);
  assertEquals(samples.patterns.labelAmp?.every(Number.isFinite), true);
  assertEquals(samples.patterns.labelPhase?.every(Number.isFinite), true);
  assertEquals(prepareSamples(scan, { data, model }, { seed: 1 }).count, 9);
});
