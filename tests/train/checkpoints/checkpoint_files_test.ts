import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { type CheckpointPolicy, rankCheckpoint } from "../../../train/checkpoints/checkpoint_files.ts";
import type { BestCheckpoint } from "../../../train/checkpoints/training_state.ts";

const MIN: CheckpointPolicy = { monitor: "poisson_val_loss", mode: "min", saveTopK: 2 };

/** Ranks epochs one after another; says what is on disk in the end. */
function rankAll(values: readonly number[], policy: CheckpointPolicy): { best: BestCheckpoint[]; files: string[] } {
  let best: readonly BestCheckpoint[] = [];
  const files = new Set<string>();
  values.forEach((value, epoch) => {
    const ranking = rankCheckpoint(best, { epoch, value }, policy);
    if (ranking.added) files.add(ranking.added.name);
    for (const { name } of ranking.removed) files.delete(name);
    best = ranking.best;
  });
  return { best: [...best], files: [...files].sort() };
}

Deno.test("rankCheckpoint() keeps the k best, the best first, and names what has to go", () => {
  const { best } = rankAll([5, 3], MIN);
  const ranking = rankCheckpoint(best, { epoch: 2, value: 4 }, MIN);
  assertEquals(ranking.best.map(({ value }) => value), [3, 4]);
  assertEquals(ranking.removed.map(({ epoch }) => epoch), [0]);
  const worse = rankCheckpoint(best, { epoch: 2, value: 9 }, MIN);
  assertEquals([worse.added, worse.removed, worse.best.length], [null, [], 2]);
});

Deno.test("rankCheckpoint() takes the greatest in mode max, and the older of equals", () => {
  assertEquals(rankAll([5, 3, 8], { ...MIN, mode: "max" }).best.map(({ value }) => value), [8, 5]);
  assertEquals(rankAll([1, 1, 1], MIN).best.map(({ epoch }) => epoch), [0, 1]);
});

Deno.test("rankCheckpoint() keeps all for -1 and none for 0 or without a monitor", () => {
  assertEquals(rankAll([3, 1, 2], { ...MIN, saveTopK: -1 }).best.map(({ value }) => value), [1, 2, 3]);
  assertEquals(rankAll([3, 1], { ...MIN, saveTopK: 0 }).files, []);
  assertEquals(rankAll([3, 1], { ...MIN, monitor: null }).files, []);
});

Deno.test("rankCheckpoint() leaves exactly the k best on disk, whatever their order", () => {
  fc.assert(fc.property(
    fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { maxLength: 12 }),
    fc.integer({ min: -1, max: 5 }),
    (values, saveTopK) => {
      const { best, files } = rankAll(values, { ...MIN, saveTopK });
      const expected = values.map((value, epoch) => ({ value, epoch }))
        .sort((a, b) => a.value - b.value || a.epoch - b.epoch)
        .slice(0, saveTopK === -1 ? Infinity : saveTopK);
      assertEquals(best.map(({ epoch }) => epoch), expected.map(({ epoch }) => epoch));
      assertEquals(files, best.map(({ name }) => name).sort());
    },
  ));
});
