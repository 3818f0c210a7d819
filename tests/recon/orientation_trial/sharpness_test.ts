import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { Random } from "../../../data/random/random.ts";
import { sharpness } from "../../../recon/orientation_trial/sharpness.ts";
import type { Reconstruction } from "../../../recon/image/reconstruction.ts";

function image(
  value: (row: number, column: number) => number,
  covered = (_column: number): boolean => true,
): Reconstruction {
  const values = Float32Array.from({ length: 40 * 40 }, (_, p) => value(Math.floor(p / 40), p % 40));
  return {
    object: { height: 40, width: 40, re: values, im: new Float32Array(1600) },
    mask: Uint8Array.from(values, (_, p) => covered(p % 40) ? 1 : 0),
    origin: { x: 0, y: 0 },
  };
}

Deno.test("sharpness() is greater for an edge than for the same edge blurred, whatever the brightness", () => {
  const edge = (width: number, by = 1) => image((_, column) => by / (1 + Math.exp((20 - column) / width)));
  assert(sharpness(edge(0.5)) > 1.3 * sharpness(edge(3)));
  assertAlmostEquals(sharpness(edge(1, 7)), sharpness(edge(1)), 1e-4);
});

Deno.test("sharpness() looks at what is covered, and has nothing to say where nothing is", () => {
  const random = new Random(1, "image");
  const half = image((_, column) => column < 20 ? column : 100 * random.uniform(), (column) => column < 20);
  assertAlmostEquals(sharpness(half), 0, 1e-3);
  assertEquals(sharpness(image(() => 1, () => false)), NaN);
});
