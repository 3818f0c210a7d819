import { assertEquals } from "@std/assert";
import { nearestName } from "../../../config/values/nearest_name.ts";

Deno.test("nearestName() suggests what is spelled nearly the same, in any case and with any separators", () => {
  const names = ["train", "training.epochs", "checkpointMonitor", "threads", "maxTime", "notes", "seed"];
  const near: Readonly<Record<string, string | undefined>> = {
    ...{ trian: "train", tran: "train", TRAIN: "train", "training_epochs": "training.epochs" },
    ...{ "training.epoch": "training.epochs", checkpoint_moniter: "checkpointMonitor", sed: "seed", note: "notes" },
    // A short name that shares few letters is another one.
    ...{ runName: undefined, entity: undefined, tags: undefined, gpus: undefined, ema: undefined, name: undefined },
    ...{ "": undefined, [`train${"n".repeat(200)}`]: undefined },
  };
  for (const [written, expected] of Object.entries(near)) assertEquals(nearestName(written, names), expected, written);
});
