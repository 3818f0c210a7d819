import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import * as fc from "../../../packages/development/fast_check.ts";
import { batches, epochOrder } from "../../../data/batches.ts";
import { createBatchLoader } from "../../../data/feed/batch_loader.ts";
import { inUnitOf, joinSamples } from "../../../data/joining/join_samples.ts";
import { aboutScan, withScan } from "../../../data/joining/about_scan.ts";
import { splitEach } from "../../../data/joining/split_each.ts";
import { takeSamples } from "../../../data/joining/take_samples.ts";
import { batchEnds } from "../../../data/plan_batches.ts";
import { patternImage, patternMask } from "../../../data/patterns.ts";
import { range } from "../../../data/random/random.ts";
import { prepareSamples, type Samples } from "../../../data/samples.ts";
import type { Scan } from "../../../data/scan.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { splitSamples } from "../../../data/split.ts";
import type { SciencePayload } from "../../../config/payload.ts";
import { sciencePayload } from "../science_payload.ts";

const SIDE = 8;

/** What is different from scan to scan. */
interface Kind {
  readonly patterns: number;
  readonly photons: number;
  readonly masks: "none" | "one" | "each";
  readonly seed: number;
}

function scanOf({ patterns, photons, masks, seed }: Kind): Scan {
  const scan = simulateScan({ patchSize: SIDE, patterns, photons, seed, positions: "raster" });
  const pixels = SIDE * SIDE;
  const mask = Uint8Array.from(
    { length: masks === "each" ? scan.count * pixels : pixels },
    (_, i) => +(i % 13 !== seed),
  );
  return { ...scan, path: `scan${seed}.npz`, mask: masks === "none" ? null : mask };
}

interface Manner {
  readonly channels: number;
  readonly labels: boolean;
}

function payloadOf({ seed }: Kind, { channels, labels }: Manner): SciencePayload {
  const model = labels ? { mode: "supervised" as const, loss: "mae" as const } : {};
  const { data, ...rest } = sciencePayload({ gridSize: Math.sqrt(channels), photons: seed % 2 ? 1e4 : null }, model);
  return { ...rest, data: { ...data, patchSize: SIDE as 64 } };
}

function partOf(kind: Kind, how: Manner): Samples {
  return prepareSamples(scanOf(kind), payloadOf(kind, how), { seed: 1, joined: true });
}

function joined(parts: readonly Samples[]): Samples {
  const [first, ...others] = parts;
  assert(first);
  return joinSamples([first, ...others]);
}

const kinds = fc.array(
  fc.record({
    patterns: fc.constantFrom(9, 16),
    photons: fc.constantFrom(1e3, 1e6),
    masks: fc.constantFrom<Kind["masks"]>("none", "one", "each"),
  }),
  { minLength: 2, maxLength: 3 },
).map((all) => all.map((kind, seed): Kind => ({ ...kind, seed })));

const manner = fc.record({ channels: fc.constantFrom(1, 4), labels: fc.boolean() });

Deno.test("joinSamples() gives the samples of each scan, one scan behind the other", () => {
  fc.assert(
    fc.property(kinds, manner, (all, how) => {
      const parts = all.map((kind) => partOf(kind, how));
      const whole = joined(parts);
      let at = 0;
      parts.forEach((part, scan) => {
        const indices = range(part.count).map((index) => at + index);
        const [batch] = batches(whole, indices, { batchSize: part.count });
        const [alone] = batches(part, range(part.count), { batchSize: part.count });
        assert(batch && alone);
        for (const key of ["amplitude", "offsets", "inputScale", "physicsScale"] as const) {
          assertEquals(batch[key], alone[key], key);
        }
        const labels = how.labels ? cutAlone(all[scan], how) : null;
        assertEquals(batch.labelPhase, labels?.labelPhase ?? null);
        assertEquals([...new Set(takeSamples(whole, indices).scans?.of)], [scan]);
        part.members.forEach((member, k) => {
          const number = whole.members[at * how.channels + k] ?? NaN;
          assertEquals(patternImage(whole.patterns, number), patternImage(part.patterns, member));
          assertEquals(
            patternMask(whole.patterns, number) ?? new Uint8Array(SIDE * SIDE).fill(1),
            patternMask(part.patterns, member) ?? new Uint8Array(SIDE * SIDE).fill(1),
          );
        });
        at += part.count;
      });
      assertEquals(at, whole.count);
    }),
    { numRuns: 15 },
  );
});

/** Labels as they are cut of one scan that is joined with no other. */
function cutAlone(kind: Kind | undefined, how: Manner): { labelPhase: Float32Array | null } {
  assert(kind);
  const samples = prepareSamples(scanOf(kind), payloadOf(kind, how), { seed: 1 });
  const [batch] = batches(samples, range(samples.count), { batchSize: samples.count });
  assert(batch);
  return batch;
}

const TWO: readonly Kind[] = [
  { patterns: 9, photons: 1e4, masks: "one", seed: 0 },
  { patterns: 16, photons: 1e6, masks: "none", seed: 1 },
];

Deno.test("joinSamples() returns the very samples of a single scan", () => {
  const [kind] = TWO;
  assert(kind);
  const part = partOf(kind, { channels: 1, labels: false });
  assert(joined([part]) === part);
});

Deno.test("joinSamples() refuses scans of other sizes and groups", () => {
  const [one, two] = [
    partOf(TWO[0] as Kind, { channels: 1, labels: false }),
    partOf(TWO[1] as Kind, {
      channels: 4,
      labels: false,
    }),
  ];
  assertThrows(() => joined([one, two]), TypeError, "current value is 8 px and 4 patterns");
});

Deno.test("joinSamples() keeps one mask for all where it is the same, and gives each image its own where it is not", () => {
  const how = { channels: 1, labels: false };
  const same = TWO.map((kind) => partOf({ ...kind, masks: "one", seed: 0 }, how));
  assert(joined(same).patterns.masks?.shared);
  assertEquals(joined(same).patterns.validPixels, null);
  const other = joined(TWO.map((kind) => partOf(kind, how)));
  assertEquals(other.patterns.masks?.shared, null);
  assertEquals([other.patterns.validPixels?.[0], other.patterns.validPixels?.at(-1)], [64 - 5, 64]);
  const none = joined(TWO.map((kind) => partOf({ ...kind, masks: "none" }, how)));
  assertEquals(none.patterns.masks, null);
});

Deno.test("joinSamples() divides by brightness in the unit of the first scan", () => {
  const how = { channels: 1, labels: false };
  const parts = TWO.map((kind) => partOf(kind, how));
  const [first, second] = parts;
  assert(first && second);
  const whole = joined(parts);
  const factor = second.scales.physicsScale / first.scales.physicsScale;
  assert(Math.abs(factor - 1) > 0.1);
  assertAlmostEquals(
    whole.patterns.brightness.at(-1) ?? NaN,
    (second.patterns.brightness.at(-1) ?? NaN) * factor,
    1e-9,
  );
  assert(inUnitOf(first, first.scales) === first);
});

Deno.test("createBatchLoader() gathers samples of several scans by Workers to the same bits", async () => {
  for (const labels of [false, true]) {
    const whole = joined(TWO.map((kind) => partOf(kind, { channels: 4, labels })));
    const order = epochOrder(range(whole.count), { seed: 1, epoch: 0 });
    const expected = [...batches(whole, order, { batchSize: 5 })];
    const loader = createBatchLoader(whole, { workers: 2 });
    const loaded = await Array.fromAsync(loader.load(order, { batchSize: 5 }));
    await loader.close();
    assertEquals(loaded, expected);
  }
});

Deno.test("epochOrder() mixes scans, or lets each batch be of one; either way each sample comes once", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(30), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 7 }),
      fc.nat(3),
      (counts, batchSize, epoch) => {
        const of = Int32Array.from(counts.flatMap((count, scan) => new Array<number>(count).fill(scan)));
        const order = epochOrder(range(of.length), { seed: 1, epoch, apart: { of, batchSize } });
        assertEquals(order.toSorted(), range(of.length));
        const ends = batchEnds(order, { batchSize, apart: of });
        assertEquals(ends.length, counts.reduce((sum, count) => sum + Math.ceil(count / batchSize), 0));
        ends.forEach((end, batch) => {
          const scans = new Set(order.slice(ends[batch - 1] ?? 0, end).map((sample) => of[sample] ?? NaN));
          assertEquals(scans.size, 1);
        });
      },
    ),
  );
  const of = Int32Array.from(range(60), (sample) => +(sample >= 30));
  const apart = epochOrder(range(60), { seed: 1, epoch: 0, apart: { of, batchSize: 5 } });
  const scans = batchEnds(apart, { batchSize: 5, apart: of }).map((end) => of[apart[end - 1] ?? NaN]);
  assert(scans.toSorted().some((scan, batch) => scan !== scans[batch]), "batches of scans alternate");
});

Deno.test("splitEach() holds out of each scan what it would hold out alone, and names the scan that it cannot split", () => {
  const how = { channels: 1, labels: false };
  const parts = TWO.map((kind, k) => ({ samples: partOf(kind, how), path: `scan${k}.npz` }));
  const { train, val } = splitEach(parts, { valSplit: 0.2, seed: 3 });
  const alone = parts.map(({ samples: { count } }) => splitSamples(count, { valSplit: 0.2, seed: 3 }));
  assertEquals([...val], [...alone[0]?.val ?? [], ...[...alone[1]?.val ?? []].map((sample) => 9 + sample)]);
  assertEquals([...train, ...val].toSorted((a, b) => a - b), [...range(25)]);
  const groups = TWO.map((kind, k) => ({
    samples: partOf(kind, { channels: 4, labels: false }),
    path: `scan${k}.npz`,
  }));
  assertThrows(() => splitEach(groups, { valSplit: 0.9, seed: 1 }), RangeError, "scan0.npz: Cannot hold out");
});

Deno.test("aboutScan() names the scan once, whatever goes wrong", () => {
  const fails = (message: string) => () =>
    aboutScan("a.npz", () => {
      throw new RangeError(message);
    });
  assertThrows(fails("Cannot do it"), RangeError, "a.npz: Cannot do it");
  assertEquals(assertThrows(fails("Cannot do a.npz"), Error).message, "Cannot do a.npz");
  assertEquals(withScan("a.npz", "it is a.npz"), "it is a.npz");
});
