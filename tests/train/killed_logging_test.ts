import { fileURLToPath } from "node:url";
import { assert, assertEquals, assertGreater } from "@std/assert";
import { withTempDir } from "../data/temp_dir.ts";
import { decodeEvents, NO_PROTOC, recordsOf } from "../run/tensorboard/read_events.ts";
import { namesIn } from "./tiny_run.ts";

Deno.test({
  name: "createJsonlLogger() and createTensorboardLogger() leave files that can be read where the program is killed",
  ignore: NO_PROTOC || Deno.build.os === "windows",
  fn: async () => {
    await withTempDir(async (directory) => {
      const program = fileURLToPath(new URL("endless_logging.ts", import.meta.url));
      const child = new Deno.Command(Deno.execPath(), { args: ["run", "-A", "--no-check", program, directory] })
        .spawn();
      await grown(`${directory}/metrics.jsonl`, 20_000);
      child.kill("SIGKILL");
      assertEquals((await child.status).signal, "SIGKILL");

      const [events = "", lines] = await namesIn(directory);
      assertEquals(lines, "metrics.jsonl");
      const batches = (await Deno.readTextFile(`${directory}/metrics.jsonl`)).split("\n").slice(0, -1);
      assert(batches.every((line, step) => JSON.parse(line).metrics.loss === step));
      assertGreater(batches.length, 50);

      const file = await Deno.readFile(`${directory}/${events}`);
      assertGreater(recordsOf(file).length, 50);
      const steps = [...(await decodeEvents(file)).matchAll(/simple_value: (\d+)/g)].map(([, value]) => Number(value));
      assertEquals(steps, Array.from(steps, (_, step) => step));
    });
  },
});

async function grown(path: string, bytes: number): Promise<void> {
  while (((await Deno.stat(path).catch(() => null))?.size ?? 0) < bytes) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
