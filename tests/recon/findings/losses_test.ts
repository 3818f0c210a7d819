import { assertEquals, assertMatch } from "@std/assert";
import * as fc from "fast-check";
import { diverging } from "../../../recon/findings/diverging.ts";
import type { EpochLosses } from "../../../recon/findings/loss_course.ts";
import { overFitting } from "../../../recon/findings/over_fitting.ts";
import { stillFalling } from "../../../recon/findings/still_falling.ts";

function epochs(train: (epoch: number) => number, val: (epoch: number) => number | null, count = 30): EpochLosses[] {
  return Array.from({ length: count }, (_, epoch) => ({
    epoch,
    metrics: { mae_train_loss: train(epoch), mae_val_loss: val(epoch) },
  }));
}

const settled = (epoch: number): number => 0.1 + Math.exp(-epoch / 2);
const falling = (epoch: number): number => Math.exp(-epoch / 20);

Deno.test("stillFalling() finds a loss that falls at the end, and none that has settled", () => {
  assertMatch(
    stillFalling(epochs(falling, falling))?.detail ?? "",
    /^mae_val_loss fell by 39 % in the last third of 30 /,
  );
  assertEquals(stillFalling(epochs(settled, settled)), null);
  assertEquals(stillFalling([]), null);
});

Deno.test("stillFalling() says of a few epochs how the loss fell from the first to the last", () => {
  const steep = (epoch: number): number => 8 / 2 ** epoch;
  const found = stillFalling(epochs(steep, steep, 3));
  assertEquals([found?.code, found?.severity, found?.detail], [
    "still-falling",
    "hint",
    "mae_val_loss fell by 75 % in 3 epochs, from 8 to 2, and by 50 % in the last of them",
  ]);
  assertMatch(found?.remedy ?? "", /--max-epochs/);
  assertMatch(
    stillFalling(epochs(steep, steep, 2))?.detail ?? "",
    /^mae_val_loss fell by 50 % in 2 epochs, from 8 to 4$/,
  );
  assertEquals(stillFalling(epochs(steep, steep, 5))?.code, "still-falling");
  const real = [5799, 4354, 4011, 3830]; // of the Siemens star
  assertEquals(
    stillFalling(epochs((epoch) => real[epoch] ?? 0, (epoch) => real[epoch] ?? 0, 4))?.detail,
    "mae_val_loss fell by 34 % in 4 epochs, from 5799 to 3830, and by 4.5 % in the last of them",
  );
  // One epoch has no course. A loss that stays, rises, or is no number at the end does not fall.
  for (const course of [() => 1, (epoch: number) => 1 + epoch, (epoch: number) => epoch === 2 ? NaN : steep(epoch)]) {
    assertEquals(stillFalling(epochs(course, course, 3)), null);
  }
  assertEquals(stillFalling(epochs(steep, steep, 1)), null);
  const late = [1, 2, 1.9];
  assertEquals(stillFalling(epochs((epoch) => late[epoch] ?? 0, (epoch) => late[epoch] ?? 0, 3)), null);
  const rested = [8, 2, 1.99, 1.98, 1.97];
  assertEquals(stillFalling(epochs((epoch) => rested[epoch] ?? 0, (epoch) => rested[epoch] ?? 0, 5)), null);
});

Deno.test("stillFalling() takes the training loss where nothing was validated", () => {
  const unvalidated = epochs(falling, () => null);
  assertMatch(stillFalling(unvalidated)?.detail ?? "", /^mae_train_loss fell/);
});

Deno.test("stillFalling() measures a likelihood, which is below 0, by all that it changed", () => {
  const below = (course: (epoch: number) => number) => (epoch: number): number => course(epoch) - 1000;
  assertEquals(stillFalling(epochs(below(settled), below(settled))), null);
  assertEquals(stillFalling(epochs(below(falling), below(falling)))?.code, "still-falling");
});

Deno.test("overFitting() finds a validation loss that rises while the training loss falls", () => {
  const rising = (epoch: number): number => 1 + Math.abs(epoch - 8) / 20;
  assertMatch(overFitting(epochs(falling, rising))?.detail ?? "", /^mae_val_loss was least in epoch 9, 1, and rose by/);
  assertEquals(overFitting(epochs(falling, falling)), null);
  assertEquals(overFitting(epochs(rising, rising)), null);
  assertEquals(overFitting(epochs(falling, () => null)), null);
});

Deno.test("diverging() finds a loss that ends far above its least value, or as no number", () => {
  const up = (epoch: number): number => epoch < 10 ? falling(epoch) : 5;
  assertMatch(diverging(epochs(up, up))?.detail ?? "", /in epoch 10 and ended 684 % above it, at 5/);
  const broken = (epoch: number): number => epoch < 20 ? falling(epoch) : NaN;
  assertMatch(diverging(epochs(broken, () => null))?.detail ?? "", /in epoch 20 and is not finite at the end$/);
  assertEquals(diverging(epochs(settled, settled)), null);
});

Deno.test("findings on losses name epochs by their numbers, whichever of them were validated", () => {
  const rising = (epoch: number): number => 1 + Math.abs(epoch - 8) / 20;
  const sparse = epochs(falling, (epoch) => epoch % 2 === 0 ? rising(epoch) : null);
  assertMatch(overFitting(sparse)?.detail ?? "", /^mae_val_loss was least in epoch 9, 1, and rose by/);
  const later = epochs(() => 1, (epoch) => epoch < 6 ? epoch : 50).map((each) => ({ ...each, epoch: each.epoch + 10 }));
  const up = later.map((each) => ({ ...each, metrics: { mae_train_loss: each.epoch === 14 ? 0.1 : 1 } }));
  assertMatch(diverging(up)?.detail ?? "", /^mae_train_loss was 0.1 in epoch 15 /);
});

Deno.test("findings on losses do not depend on the unit of a loss", () => {
  const scale = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(
      scale,
      fc.array(fc.double({ min: 0.01, max: 10, noNaN: true }), { minLength: 1, maxLength: 40 }),
      (by, losses) => {
        const codes = (factor: number): unknown[] => {
          const course = losses.map((loss, epoch): EpochLosses => ({
            epoch,
            metrics: { poisson_train_loss: loss * factor, poisson_val_loss: losses[0] ?? 1 },
          }));
          return [diverging, overFitting, stillFalling].map((find) => find(course)?.code);
        };
        assertEquals(codes(by), codes(1));
      },
    ),
  );
});
