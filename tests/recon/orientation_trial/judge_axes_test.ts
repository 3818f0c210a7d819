import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { ORIENTATIONS } from "../../../config/fields/import_section.ts";
import { Random } from "../../../data/random/random.ts";
import { type Orientation } from "../../../data/study/by_object/orientations.ts";
import { judgeAxes, pairedDeviations } from "../../../recon/orientation_trial/judge_axes.ts";
import type { AxesTry } from "../../../recon/orientation_trial/try_axes.ts";

/** A trial with R-factors about a mean; all trials see the same patterns, each with some noise of its own. */
function tried(orientation: Orientation, mean: number, rotation = 0, noise = 0.01): AxesTry {
  const random = new Random(ORIENTATIONS.indexOf(orientation), "trial");
  const rFactors = Float64Array.from(
    { length: 30 },
    (_, k) => mean * (1 + 0.2 * Math.sin(k)) + noise * random.normal(),
  );
  const rFactor = rFactors.reduce((sum, one) => sum + one / 30, 0);
  return { axes: { orientation, rotation }, rFactor, rFactors, poissonDeviance: 1, sharpness: 1 };
}

/** Trials with these means; the others have the last. */
function trials(means: Partial<Record<Orientation, number>>, others: number): AxesTry[] {
  return ORIENTATIONS.map((orientation) => tried(orientation, means[orientation] ?? others));
}

Deno.test("judgeAxes() takes the axes that stand out, and the half turn that the probe tells", () => {
  const { axes, halfTurnBy, gain, deviations } = judgeAxes(trials({ flip_x: 0.2, flip_y: 0.38 }, 0.35), 0.1);
  assertEquals([axes, halfTurnBy], [{ orientation: "flip_x", rotation: 0 }, "probe"]);
  assertAlmostEquals(gain, 0.75, 0.1);
  assert(deviations > 20);
});

Deno.test("judgeAxes() does not tell a half turn where the probe is its own twin, or both explain the patterns", () => {
  assertEquals(judgeAxes(trials({ flip_x: 0.2, flip_y: 0.38 }, 0.35), 1).halfTurnBy, null);
  const alike = judgeAxes(trials({ flip_x: 0.2, flip_y: 0.21 }, 0.35), 0.1);
  assertEquals([alike.axes?.orientation, alike.halfTurnBy], ["flip_x", null]);
  const late = judgeAxes(trials({ flip_x: 0.2, flip_y: 0.25 }, 0.35), 0.1);
  assertEquals([late.axes?.orientation, late.halfTurnBy], ["flip_x", null]);
});

Deno.test("judgeAxes() is not decisive where nothing stands out", () => {
  assertEquals(judgeAxes(trials({}, 0.35), 0.1).axes, null);
  // The next is not of the same line, and as good.
  assertEquals(judgeAxes(trials({ none: 0.2, swap: 0.201 }, 0.35), 0.1).axes, null);
  // Better, but by less than the others differ.
  assertEquals(
    judgeAxes(trials({ none: 0.3, flip_x: 0.32, flip_y: 0.32, swap: 0.5, swap_flip_xy: 0.5 }, 0.6), 0).axes,
    null,
  );
  // Better, but by chance.
  const noisy = ORIENTATIONS.map((one) => tried(one, one === "none" ? 0.32 : 0.35, 0, 0.2));
  assertEquals(judgeAxes(noisy, 0.1).axes, null);
  assertEquals(judgeAxes([], 0.1), { axes: null, halfTurnBy: null, gain: 0, deviations: 0 });
});

Deno.test("judgeAxes() has no rivals in angles nearby", () => {
  const near = tried("none", 0.21, 10);
  const { axes, gain } = judgeAxes([...trials({ none: 0.2 }, 0.35), near], 1);
  assertEquals(axes, { orientation: "none", rotation: 0 });
  assert(gain > 0.5);
});

Deno.test("pairedDeviations() is Student's paired t", () => {
  // scipy.stats.ttest_rel([3, 5, 4, 8], [1, 4, 4, 5]).statistic
  assertAlmostEquals(pairedDeviations(Float64Array.of(1, 4, 4, 5), Float64Array.of(3, 5, 4, 8)), 2.32379, 1e-5);
  assertEquals(pairedDeviations(Float64Array.of(1, 2), Float64Array.of(1, 2)), 0);
});
