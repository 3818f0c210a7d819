import { assertEquals } from "@std/assert";
import { createTrainingPayload } from "../../../config/training_payload.ts";
import { bestEpoch } from "../../../config/values/best_epoch.ts";

const EPOCHS = [[3, 5], [2, 7], [1, 6], [1, NaN]].map(([train, val], epoch) => ({
  epoch,
  metrics: { a_train_loss: train, a_val_loss: val, other: epoch === 1 ? null : 0 },
}));

Deno.test("bestEpoch() takes the least validation loss where nothing is known, the first of equal ones", () => {
  assertEquals(bestEpoch(EPOCHS), { metric: "a_val_loss", epoch: 0, value: 5 });
  const trained = EPOCHS.map(({ epoch, metrics: { a_train_loss } }) => ({
    epoch,
    metrics: { a_train_loss, b_val_: null },
  }));
  assertEquals(bestEpoch(trained), { metric: "a_train_loss", epoch: 2, value: 1 });
  assertEquals([bestEpoch([]), bestEpoch([{ epoch: 0, metrics: { only: NaN } }])], [null, null]);
});

Deno.test("bestEpoch() knows the metric that ranks a run's weights, and whether a greater value is better", () => {
  const of = (checkpointMode: "min" | "max") => {
    const { metrics, execution } = createTrainingPayload({ execution: { checkpointMode } });
    const epochs = EPOCHS.map(({ epoch, metrics: { a_val_loss } }) => ({
      epoch,
      metrics: { before_val_loss: -epoch, [metrics.monitor ?? ""]: a_val_loss },
    }));
    return bestEpoch(epochs, { metrics, execution });
  };
  assertEquals([of("min")?.value, of("max")?.value], [5, 7]);
});
