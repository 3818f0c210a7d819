import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { checkpointNames, parseRankedName, rankedName } from "../../run/checkpoint_names.ts";
import { withTempDir } from "../data/temp_dir.ts";

Deno.test("rankedName() has the epoch in two digits, the monitor without _loss, and four decimals", () => {
  assertEquals(rankedName("poisson_val_loss", { epoch: 2, value: 0.12344 }), "epoch=02-poisson_val=0.1234.safetensors");
  assertEquals(
    rankedName("mae_val_Amp_loss", { epoch: 120, value: 17732.73634 }),
    "epoch=120-mae_val_Amp=17732.7363.safetensors",
  );
});

Deno.test("parseRankedName() reads every name that rankedName() gives", () => {
  const value = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(1e21, -2.5e22, 0, -1e-9));
  fc.assert(fc.property(fc.nat({ max: 100_000 }), value, (epoch, value) => {
    const name = rankedName("poisson_val_loss", { epoch, value });
    assertEquals(parseRankedName(name), { epoch, metric: "poisson_val", value: Number(value.toFixed(4)) });
  }));
});

Deno.test("parseRankedName() knows no other names", () => {
  for (
    const name of [
      "last.safetensors",
      "epoch=00-poisson_val=1.0.safetensors",
      "epoch=00-poisson_val=1.0000 my copy.safetensors",
      "epoch=0-poisson_val=1.0000.safetensors",
      "epoch=007-poisson_val=1.0000.safetensors",
      "epoch=00-poisson val=1.0000.safetensors",
      "epoch=00-poisson_val=1.0000.safetensors.bak",
      "../epoch=00-poisson_val=1.0000.safetensors",
      "epoch=00-poisson_val=01.0000.safetensors",
    ]
  ) assertEquals(parseRankedName(name), null, name);
});

Deno.test("checkpointNames() has last first, then the ranked by epoch, and nothing else", async () => {
  await withTempDir(async (directory) => {
    const [low, high] = [2, 10].map((epoch) => rankedName("poisson_val_loss", { epoch, value: 1 })) as [string, string];
    for (const name of [low, "last.safetensors", "my copy.safetensors", "epoch=11-x=1.0.safetensors", high]) {
      await Deno.writeTextFile(`${directory}/${name}`, "");
    }
    assertEquals(await checkpointNames(directory), ["last.safetensors", high, low]);
    assertEquals(await checkpointNames(`${directory}/nowhere`), []);
  });
});
