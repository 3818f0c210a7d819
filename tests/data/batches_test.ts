import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { batches, epochOrder } from "../../data/batches.ts";
import { type BatchesOptions, planBatches } from "../../data/plan_batches.ts";
import { heldFrames } from "../../data/frames/frames.ts";
import { masksOf } from "../../data/frames/masks.ts";
import { range } from "../../data/random/random.ts";
import type { Samples } from "../../data/samples.ts";

/** Seven samples of 2 × 2; pixel p of sample i is 10·i + p. */
const amplitude = Float32Array.from({ length: 28 }, (_, i) => 10 * Math.floor(i / 4) + i % 4);
const samples: Samples = {
  count: 7,
  patchSize: 2,
  channels: 1,
  patterns: {
    count: 7,
    patchSize: 2,
    frames: heldFrames(amplitude, 2),
    masks: null,
    numbers: range(7),
    brightness: Float64Array.from(range(7), (i) => 10 * i + 1.5),
    validPixels: null,
    x: new Float64Array(7),
    y: new Float64Array(7),
    labelAmp: amplitude.map((value) => value + 1000),
    labelPhase: amplitude.map((value) => -value),
    labelSource: null,
  },
  members: range(7),
  offsets: new Float32Array(14),
  x: new Float64Array(7),
  y: new Float64Array(7),
  inputScale: Float32Array.from(range(7)),
  physicsScale: Float32Array.from(range(7), (i) => 100 * i),
  scales: { inputScale: 1, physicsScale: 1 },
  probe: [{ height: 2, width: 2, re: new Float32Array(4), im: new Float32Array(4) }],
  probeMask: new Float32Array(4),
  warnings: [],
};
const order = Int32Array.of(6, 2, 0, 1, 5, 3, 4);

function numbers(options: BatchesOptions): number[][] {
  return [...batches(samples, order, options)].map((batch) => [...batch.indices]);
}

Deno.test("batches() gathers every array of its samples", () => {
  const [batch] = batches(samples, order, { batchSize: 2 });
  assert(batch);
  assertEquals([batch.size, batch.indices], [2, Int32Array.of(6, 2)]);
  assertEquals(batch.amplitude, Float32Array.of(60, 61, 62, 63, 20, 21, 22, 23));
  assertEquals([batch.inputScale, batch.physicsScale], [Float32Array.of(6, 2), Float32Array.of(600, 200)]);
  assertEquals(batch.labelAmp, batch.amplitude.map((value) => value + 1000));
  assertEquals(batch.labelPhase, batch.amplitude.map((value) => -value));
  const patterns = { ...samples.patterns, labelAmp: null, labelPhase: null };
  const [plain] = batches({ ...samples, patterns }, order, { batchSize: 2 });
  assertEquals([plain?.labelAmp, plain?.labelPhase], [null, null]);
});

Deno.test("batches() gathers the patterns of each sample as channels, wherever the scan has them", () => {
  // Two samples of three patterns; pattern p is image 6 − p.
  const grouped: Samples = {
    ...samples,
    count: 2,
    channels: 3,
    patterns: { ...samples.patterns, numbers: range(7).map((i) => 6 - i) },
    members: Int32Array.of(0, 1, 2, 6, 2, 4),
    offsets: Float32Array.from(range(12)),
  };
  const [batch] = batches(grouped, Int32Array.of(1, 0), { batchSize: 2 });
  assert(batch);
  assertEquals([batch.size, batch.channels, batch.members], [2, 3, Int32Array.of(6, 2, 4, 0, 1, 2)]);
  assertEquals(batch.offsets, Float32Array.of(6, 7, 8, 9, 10, 11, 0, 1, 2, 3, 4, 5));
  // (B, N, N, C): the images 0, 4, 2 and 6, 5, 4, pixel by pixel.
  const pixels = (images: number[], add = 0): number[] =>
    [0, 1, 2, 3].flatMap((pixel) => images.map((image) => 10 * image + pixel + add));
  assertEquals(batch.amplitude, Float32Array.from([...pixels([0, 4, 2]), ...pixels([6, 5, 4])]));
  // Labels lie in the order of the patterns.
  assertEquals(batch.labelAmp, Float32Array.from([...pixels([6, 2, 4], 1000), ...pixels([0, 1, 2], 1000)]));
  assertEquals([batch.inputScale, batch.window.samples], [Float32Array.of(1, 0), 2]);
  assertEquals(batch.window.brightness, (10 * (6 + 2 + 4 + 0 + 1 + 2)) / 6 + 1.5);
});

Deno.test("batches() takes every sample once, the last batch with what remains", () => {
  assertEquals(numbers({ batchSize: 3 }), [[6, 2, 0], [1, 5, 3], [4]]);
  assertEquals(numbers({ batchSize: 99 }), [[...order]]);
  assertEquals(numbers({ batchSize: 3, limit: null }).length, 3);
});

Deno.test("batches() resumes at any batch with what an uninterrupted epoch would yield", () => {
  for (const limit of [null, 2]) {
    const whole = numbers({ batchSize: 2, limit });
    assertEquals(whole.length, limit ?? 4);
    for (let start = 0; start <= 5; start++) assertEquals(numbers({ batchSize: 2, limit, start }), whole.slice(start));
  }
});

Deno.test("batches() tells each batch the size and the mean amplitude of its window, whose tail has its own", () => {
  const windows = (options: Partial<BatchesOptions>): unknown[] =>
    [...batches(samples, order, { batchSize: 2, ...options })].map(({ window }) => Object.values(window));
  const mean = (...indices: number[]): number =>
    indices.reduce((sum, index) => sum + 10 * index + 1.5, 0) / indices.length;
  const [first, tail] = [mean(6, 2, 0, 1, 5, 3), mean(4)];
  assertEquals(windows({ accumulate: 3 }), [[6, first, false], [6, first, false], [6, first, true], [1, tail, true]]);
  assertEquals(windows({ accumulate: 3, start: 2 }), windows({ accumulate: 3 }).slice(2));
  assertEquals(windows({ accumulate: 3, limit: 2 }), [[4, mean(6, 2, 0, 1), false], [4, mean(6, 2, 0, 1), true]]);
  assertEquals(windows({}).map((window) => (window as unknown[])[2]), [true, true, true, true]);
});

Deno.test("planBatches() looks at the brightness of a sample once, however many batches a window has", () => {
  for (const [accumulate, start] of [[1, 0], [3, 0], [500, 0], [500, 700], [1000, 0]] as const) {
    let reads = 0;
    const brightness = new Proxy(new Float64Array(1000).fill(2), {
      get(target, key): unknown {
        if (typeof key === "string" && /^\d+$/.test(key)) reads++;
        return Reflect.get(target, key);
      },
    });
    const source = { channels: 1, members: range(1000), patterns: { brightness, validPixels: null } };
    const plans = [...planBatches(source, range(1000), { batchSize: 1, accumulate, start })];
    assertEquals([plans.length, plans[0]?.window.brightness], [1000 - start, 2]);
    assert(reads <= 1000, `${reads} reads with ${accumulate} batches a window`);
  }
});

/** Pixel p of sample i is masked where p is i modulo 4; of sample 6 all but one are. */
const mask = Uint8Array.from({ length: 28 }, (_, i) => Number(i >= 24 ? i === 26 : i % 4 !== Math.floor(i / 4) % 4));

function masked(change: Partial<Samples> = {}): Samples {
  const validPixels = Int32Array.from(range(7), (i) => i === 6 ? 1 : 3);
  return { ...samples, ...change, patterns: { ...samples.patterns, masks: masksOf(mask, 2), validPixels } };
}

Deno.test("batches() gathers the masks of its patterns, where these have their own", () => {
  const [first, second] = batches(masked(), Int32Array.of(6, 2, 0), { batchSize: 2 });
  assertEquals([first?.mask, second?.mask], [Uint8Array.of(0, 0, 1, 0, 1, 1, 0, 1), Uint8Array.of(0, 1, 1, 1)]);
  const shared = { ...samples, patterns: { ...samples.patterns, masks: masksOf(Uint8Array.of(1, 0, 1, 1), 2) } };
  for (const each of [samples, shared]) {
    assertEquals([...batches(each, Int32Array.of(6, 2, 0), { batchSize: 2 })].map((batch) => batch.mask), [null, null]);
  }
  const pairs = masked({ channels: 2, members: Int32Array.of(0, 6, 1, 2), count: 2 });
  const [pair] = batches(pairs, Int32Array.of(1, 0), { batchSize: 2 });
  assertEquals(pair?.mask, Uint8Array.of(1, 1, 0, 1, 1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 1, 0));
});

Deno.test("batches() weights brightness by valid pixels, over the whole window", () => {
  const [first, second] = batches(masked(), Int32Array.of(6, 2, 0), { batchSize: 2, accumulate: 2 });
  const brightness = (61.5 + 3 * 21.5 + 3 * 1.5) / 7;
  assertEquals(first?.window, { samples: 3, brightness, validPixels: 7, complete: false });
  assertEquals(second?.window, { samples: 3, brightness, validPixels: 7, complete: true });
});

Deno.test("batches() refuses batch sizes that are none", () => {
  for (const batchSize of [0, -1, 1.5, NaN]) {
    const message = `batchSize must be a whole number above 0: current value is ${batchSize}`;
    assertThrows(() => numbers({ batchSize }), RangeError, message);
  }
});

Deno.test("epochOrder() is a shuffle that depends on seed and epoch alone", () => {
  const indices = range(50).map((i) => 3 * i);
  const shuffled = epochOrder(indices, { seed: 1, epoch: 4 });
  assertEquals(epochOrder(indices, { seed: 1, epoch: 4 }), shuffled);
  assertEquals(shuffled.toSorted(), indices);
  assertEquals(indices, range(50).map((i) => 3 * i));
  for (const other of [{ seed: 1, epoch: 5 }, { seed: 2, epoch: 4 }]) {
    assertNotEquals(epochOrder(indices, other), shuffled);
  }
});
