import { assert, assertAlmostEquals, assertEquals, assertLess } from "@std/assert";
import { frc, lossFigure, ringFigure } from "@exitwave/exitwave";
import { ringCriteria } from "../../../recon/figures/ring_criteria.ts";
import { attributes, drawn, wordsIn } from "./drawn.ts";
import { HOSTILE, PIXEL, wave } from "./small_data.ts";

const EPOCHS = [1, 0.3, 0.1, 0.12].map((loss, epoch) => ({
  epoch,
  metrics: { mae_train_loss: 0.9 * loss, mae_val_loss: epoch === 1 ? null : loss },
  learningRate: 1e-3 / (1 + 30 * epoch),
  stage: epoch < 2 ? 1 : "fine-tuning" as const,
}));

Deno.test("lossFigure() is what it was", async (t) => {
  await t.assertSnapshot(drawn(lossFigure(EPOCHS, { stops: [{ epoch: 3, reason: HOSTILE }] })));
});

Deno.test("lossFigure() marks the least validation loss, or the epoch that it is told, and counts from 1", () => {
  const best = (figure: ReturnType<typeof lossFigure>): string | undefined =>
    wordsIn(figure).find((text) => text.startsWith("best"));
  assertEquals(best(lossFigure(EPOCHS)), "best: epoch 3, 0.1");
  const told = { metric: "mae_train_loss", epoch: 0, value: 0.9 };
  assertEquals(best(lossFigure(EPOCHS, { best: told })), "best: epoch 1, 0.9");
  assertEquals(lossFigure(EPOCHS, { best: told }).description, "mae_train_loss is best in epoch 1, 0.9. 4 epochs.");
  const marks = wordsIn(lossFigure(EPOCHS)).filter((text) => /^\d$/.test(text));
  assertEquals([...new Set(marks)].slice(0, 4), ["1", "2", "3", "4"]);
  assertEquals(best(lossFigure([{ epoch: 7, metrics: { only: NaN } }])), undefined);
});

Deno.test("lossFigure() is logarithmic but where a loss is 0 or less, and has gaps and dots where values are missing", () => {
  assert(wordsIn(lossFigure(EPOCHS)).includes("0.1"));
  const likelihood = lossFigure([-3, -5, -4].map((loss, epoch) => ({ epoch, metrics: { nll_val_loss: loss } })));
  assert(wordsIn(likelihood).includes("−5.0") || wordsIn(likelihood).includes("−5"), wordsIn(likelihood).join());
  const gaps = lossFigure(EPOCHS);
  // The validation loss of epoch 0 stands alone, those of epochs 2 and 3 are joined.
  assertEquals(attributes(gaps, "dots", "d").length, 1);
  assertEquals(attributes(gaps, "series", "d")[1]?.match(/[ML]/g)?.length, 2);
});

Deno.test("lossFigure() draws no epoch, one, and ten thousand in less than 100 kB", () => {
  assertEquals(lossFigure([]).description, "No loss is known. 0 epochs.");
  const one = lossFigure(EPOCHS.slice(0, 1));
  assertEquals([attributes(one, "dots", "d").length, one.description], [
    3,
    "mae_val_loss is best in epoch 1, 1. 1 epoch.",
  ]);
  const many = lossFigure(Array.from({ length: 10_000 }, (_, epoch) => ({
    epoch,
    metrics: { a_train_loss: 1 + Math.sin(epoch * epoch), a_val_loss: epoch === 5000 ? 1e-6 : 1 },
    learningRate: 1e-3,
  })));
  assertLess(many.svg.length, 100_000);
  assertEquals(many.description, "a_val_loss is best in epoch 5001, 10⁻⁶. 10000 epochs.");
});

/** Two images that agree down to some detail. */
function rings(noise: number): ReturnType<typeof frc> {
  const object = (sign: number) =>
    wave(
      64,
      64,
      (
        row,
        column,
      ) => [
        1 + 0.5 * Math.sin(row / 5) * Math.cos(column / 4) +
        sign * noise * Math.sin(row * row + 3 * column * column * row),
        0,
      ],
    );
  return frc(object(1), object(-1));
}

Deno.test("ringFigure() is what it was", async (t) => {
  await t.assertSnapshot(drawn(ringFigure(rings(0.05), { pixelSize: PIXEL })));
});

Deno.test("ringFigure() tells the resolution that frc() tells, in nm where pixels have a size", () => {
  const found = rings(0.05);
  assert(found.frc50 !== null && found.frc1over7 !== null);
  const names = wordsIn(ringFigure(found)).filter((text) => /^1\/[27]: /.test(text));
  const [half = NaN, seventh = NaN] = names.map((text) => Number(text.match(/: ([\d.]+) px/)?.[1]));
  assertAlmostEquals(half / found.resolution50, 1, 0.01);
  assertAlmostEquals(seventh / found.resolution1over7, 1, 0.01);
  assert(ringFigure(found, { pixelSize: PIXEL }).description.includes(" nm"));
  assertEquals(attributes(ringFigure(found), "point", "cy").length >= 2, true);
  const same = wave(16, 16, (row, column) => [1, Math.sin(row * column)]);
  const perfect = ringFigure(frc(same, same));
  assertEquals(attributes(perfect, "point", "cy"), []);
  assert(perfect.description.includes("2 px or less"));
});

Deno.test("ringCriteria() has the thresholds of van Heel and Schatz", () => {
  const curve = Array.from({ length: 33 }, (_, ring) => 1 - ring / 32);
  const [half, seventh, halfBit, oneBit] = ringCriteria({ curve, side: 64 });
  assertEquals([half?.ring, half?.thresholds[7], seventh?.thresholds[7]], [16, 0.5, 1 / 7]);
  // n is the number of pixels that round to a distance of 1: 8, with the four corners.
  const n = Math.sqrt(8);
  assertAlmostEquals(halfBit?.thresholds[1] ?? NaN, (0.2071 + 1.9102 / n) / (1.2071 + 0.9102 / n), 1e-4);
  assertAlmostEquals(oneBit?.thresholds[1] ?? NaN, (0.5 + 2.4142 / n) / (1.5 + 1.4142 / n), 1e-4);
  const [low = NaN, high = NaN] = [halfBit?.ring ?? NaN, oneBit?.ring ?? NaN];
  assert(low > high && high > (half?.ring ?? NaN) && low < (seventh?.ring ?? NaN), `${low} ${high}`);
});

Deno.test("ringFigure() draws a curve of nothing, and of one ring", () => {
  for (const curve of [[], [0], [1], [NaN, NaN]]) {
    const figure = ringFigure({
      curve,
      side: curve.length,
      frc50: 0,
      frc1over7: 0,
      resolution50: 2,
      resolution1over7: 2,
    });
    assert(!/NaN|Infinity/.test(figure.svg), String(curve));
  }
});
