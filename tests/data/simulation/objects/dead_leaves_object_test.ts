import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import { deadLeavesObject } from "../../../../data/simulation/objects/dead_leaves_object.ts";

Deno.test("deadLeavesObject() is flat on leaves with edges between them, amplitudes and phases independent", () => {
  const [height, width] = [220, 260];
  const { re, im } = deadLeavesObject({ height, width, seed: 5 });
  const amplitude = re.map((value, i) => Math.hypot(value, im[i] ?? NaN));
  const phase = re.map((value, i) => Math.atan2(im[i] ?? NaN, value));
  assertAlmostEquals(Math.min(...amplitude), 0.6, 1e-6);
  assertAlmostEquals(Math.max(...amplitude), 1, 1e-6);
  let [flat, edges] = [0, 0];
  for (let i = 0; i < re.length - 1; i++) {
    if (i % width === width - 1) continue;
    const step = Math.abs((phase[i + 1] ?? NaN) - (phase[i] ?? NaN));
    if (step < 1e-3) flat++;
    if (step > 0.2) edges++;
  }
  assert(flat / re.length > 0.2 && edges / re.length > 0.03, `${flat / re.length} ${edges / re.length}`);
  const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [a, p] = [mean(amplitude), mean(phase)];
  const covariance = mean(amplitude.map((value, i) => (value - a) * ((phase[i] ?? NaN) - p)));
  const deviation = (values: Float32Array, m: number): number => Math.sqrt(mean(values.map((v) => (v - m) ** 2)));
  assert(Math.abs(covariance / deviation(amplitude, a) / deviation(phase, p)) < 0.3);
});

Deno.test("deadLeavesObject() has leaves of many sizes: flat runs of 2 to tens of pixels", () => {
  const width = 400;
  const { im, re } = deadLeavesObject({ height: 100, width, seed: 2 });
  const runs: number[] = [];
  for (let row = 0; row < 100; row++) {
    let length = 1;
    for (let column = 1; column < width; column++) {
      const at = row * width + column;
      const same = Math.hypot((re[at] ?? 0) - (re[at - 1] ?? 0), (im[at] ?? 0) - (im[at - 1] ?? 0)) < 1e-4;
      if (same) length++;
      else {
        if (length > 1) runs.push(length);
        length = 1;
      }
    }
  }
  const share = (least: number): number => runs.filter((length) => length >= least).length / runs.length;
  assert(share(16) > 0.01 && share(16) < 0.3, `${share(16)}`);
  assert(share(4) > 2 * share(16) && share(40) > 0, `${share(4)} ${share(40)}`);
});

Deno.test("deadLeavesObject() repeats itself for equal seeds, and only for them", () => {
  const size = { height: 30, width: 20 };
  assertEquals(deadLeavesObject({ ...size, seed: 1 }), deadLeavesObject({ ...size, seed: 1 }));
  assertNotEquals(deadLeavesObject({ ...size, seed: 1 }), deadLeavesObject({ ...size, seed: 2 }));
});
