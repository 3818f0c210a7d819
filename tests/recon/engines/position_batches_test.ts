import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { Random, range } from "../../../data/random/random.ts";
import { positionBatches, type PositionBatchesOptions } from "../../../recon/engines/position_batches.ts";

const random = new Random(1, "positions");
const COUNT = 203;
const positions = {
  x: Float64Array.from({ length: COUNT }, () => 100 * random.uniform()),
  y: Float64Array.from({ length: COUNT }, () => 60 * random.uniform()),
};
const OPTIONS: PositionBatchesOptions = { batchSize: 16, batching: "random", seed: 1, iteration: 0 };

/** Mean distance of a position from the nearest of its batch. */
function nearest(batches: readonly Int32Array[]): number {
  const distances = batches.flatMap((batch) =>
    [...batch].map((a) =>
      Math.min(
        ...[...batch].filter((b) => b !== a).map((b) =>
          Math.hypot((positions.x[a] ?? 0) - (positions.x[b] ?? 0), (positions.y[a] ?? 0) - (positions.y[b] ?? 0))
        ),
      )
    )
  ).filter(Number.isFinite);
  return distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
}

for (const batching of ["random", "sparse", "compact"] as const) {
  Deno.test(`positionBatches() has each position in one ${batching} batch, none larger than is wanted`, () => {
    for (const batchSize of [1, 7, 16, 202, 203, 500]) {
      const batches = positionBatches(positions, { ...OPTIONS, batching, batchSize });
      assertEquals(Int32Array.from(batches.flatMap((batch) => [...batch])).sort(), range(COUNT));
      assert(batches.every(({ length }) => length >= 1 && length <= batchSize));
      assertEquals(batches.length, Math.ceil(COUNT / batchSize));
    }
  });

  Deno.test(`positionBatches() makes ${batching} batches of seed and iteration alone`, () => {
    const made = (seed: number, iteration: number): Int32Array[] =>
      positionBatches(positions, { ...OPTIONS, batching, seed, iteration });
    assertEquals(made(1, 3), made(1, 3));
    assertNotEquals(made(1, 3), made(1, 4));
    assertNotEquals(made(1, 3), made(2, 3));
  });
}

Deno.test("positionBatches() lays sparse batches far apart and compact ones close together", () => {
  const [any, sparse, compact] = (["random", "sparse", "compact"] as const)
    .map((batching) => nearest(positionBatches(positions, { ...OPTIONS, batching })));
  assert((sparse ?? 0) > 1.3 * (any ?? NaN) && (compact ?? NaN) < 0.5 * (any ?? 0), `${sparse}, ${any}, ${compact}`);
});

Deno.test("positionBatches() serves positions that all lie on each other", () => {
  const same = { x: new Float64Array(5), y: new Float64Array(5) };
  for (const batching of ["sparse", "compact"] as const) {
    assertEquals(positionBatches(same, { ...OPTIONS, batching, batchSize: 2 }).map(({ length }) => length).sort(), [
      1,
      2,
      2,
    ]);
  }
});
