import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { refineRotation, vertexOf } from "../../../recon/orientation_trial/refine_rotation.ts";
import type { AxesTry } from "../../../recon/orientation_trial/try_axes.ts";

/** A trial of a scan whose axes are turned by an angle: the R-factor is noise and displacements together. */
function turnedBy(angle: number, rotation: number): AxesTry {
  const rFactor = Math.min(0.45, Math.hypot(0.15, 0.025 * (rotation - angle)));
  return {
    axes: { orientation: "swap", rotation },
    rFactor,
    rFactors: new Float64Array(),
    poissonDeviance: 1,
    sharpness: 1,
  };
}

Deno.test("refineRotation() finds the angle to a tenth of a degree, from anywhere in its valley", async () => {
  for (const [start, angle] of [[0, 0], [0, 12.3], [-22.5, -31.4], [45, 44.9], [22.5, 13.2]] as const) {
    const tried: number[] = [];
    const { axes } = await refineRotation(turnedBy(angle, start), (rotation) => {
      tried.push(rotation);
      return Promise.resolve(turnedBy(angle, rotation));
    });
    assertAlmostEquals(axes.rotation, angle, 0.11);
    assertEquals(axes.orientation, "swap");
    assertEquals(new Set(tried).size, tried.length);
    assert(tried.length <= 10, `${tried.length} trials`);
  }
});

Deno.test("vertexOf() is where a parabola has its least value, and null where it has none", () => {
  const points = [-3, 0, 1, 4].map((x) => [x, 2 + 3 * (x - 1.5) ** 2] as const);
  assertAlmostEquals(vertexOf(points) ?? NaN, 1.5, 1e-9);
  assertEquals(vertexOf(points.map(([x, y]) => [x, -y] as const)), null);
  assertEquals(vertexOf([[0, 1], [1, 2]]), null);
});
