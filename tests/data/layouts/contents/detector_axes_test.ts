import { assertEquals } from "@std/assert";
import { ORIENTATIONS } from "../../../../config/fields/import_section.ts";
import { detectorAxes } from "../../../../data/layouts/contents/detector_axes.ts";

/** Positions (x, y) in an orientation, as docs/import.md defines it. */
function oriented(orientation: string, [x, y]: readonly [number, number]): [number, number] {
  const [a, b] = orientation.startsWith("swap") ? [y, x] : [x, y];
  return [/flip_xy?$/.test(orientation) ? -a : a, /flip_x?y$/.test(orientation) ? -b : b];
}

Deno.test("detectorAxes() gives, of eight ways, the one in which a step along a detector's axis is one along x or y", () => {
  const found = new Set<string>();
  for (const [ux, uy] of [[1, 0], [-1, 0], [0, 1], [0, -1]] as const) {
    for (const sign of [1, -1]) {
      // From column to column along u, from row to row at right angles to it.
      const across: [number, number] = [ux * 2, uy * 2];
      const down: [number, number] = [-uy * sign, ux * sign];
      const axes = detectorAxes([...down, 0], [...across, 0]);
      const orientation = axes?.orientation ?? "";
      found.add(orientation);
      assertEquals(oriented(orientation, across).map((value) => value + 0), [2, 0], orientation);
      assertEquals(oriented(orientation, down).map((value) => value + 0), [0, 1], orientation);
      assertEquals(axes?.pixel, [1, 2]);
    }
  }
  assertEquals([...found].sort(), [...ORIENTATIONS].sort());
});

Deno.test("detectorAxes() leaves open what lies along no axis", () => {
  assertEquals(detectorAxes([1, 1, 0], [1, -1, 0]), null);
  assertEquals(detectorAxes([1, 0, 0], [1, 0, 0]), null);
  assertEquals(detectorAxes([0, 0, 0], [1, 0, 0]), null);
  assertEquals(detectorAxes([NaN, 0, 0], [1, 0, 0]), null);
  assertEquals(detectorAxes([0, 1, 0.1], [1, 0.05, 0])?.orientation, "none");
});
