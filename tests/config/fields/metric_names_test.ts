import { assertEquals } from "@std/assert";
import { lossName, type MetricFacts, valLossName } from "@exitwave/exitwave/config";

const NAMES: readonly (readonly [MetricFacts, string, string])[] = [
  [{ loss: "poisson", ampLoss: null, phaseLoss: null }, "poisson_train_loss", "poisson_val_loss"],
  [{ loss: "mae", ampLoss: null, phaseLoss: null }, "mae_train_loss", "mae_val_loss"],
  [{ loss: "poisson", ampLoss: "total_variation", phaseLoss: null }, "poisson_train_Amp_loss", "poisson_val_Amp_loss"],
  [{ loss: "mae", ampLoss: null, phaseLoss: "mean_deviation" }, "mae_train_Phase_loss", "mae_val_Phase_loss"],
  [
    { loss: "mae", ampLoss: "mean_deviation", phaseLoss: "total_variation" },
    "mae_train_Amp_Phase_loss",
    "mae_val_Amp_Phase_loss",
  ],
];

for (const [facts, loss, valLoss] of NAMES) {
  Deno.test(`lossName() and valLossName() are ${loss} and ${valLoss}`, () => {
    assertEquals([lossName(facts), valLossName(facts)], [loss, valLoss]);
  });
}
