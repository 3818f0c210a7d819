import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { AppendLog } from "../../run/append_log.ts";
import { requireFree } from "../../run/sole_writer.ts";
import { checkpointNames } from "../../run/checkpoint_names.ts";
import { requireFile } from "../../run/require_file.ts";
import { TempDir } from "../data/temp_dir.ts";

Deno.test("requireFile() lets a file and a name without one pass, and refuses a directory", async () => {
  using space = new TempDir();
  const directory = space.path;
  await Deno.writeTextFile(`${directory}/a`, "a");
  requireFile(`${directory}/a`, "read");
  requireFile(`${directory}/b`, "read");
  assertThrows(() => requireFile(directory, "read"), Error, `Cannot read ${directory} as it is a directory`);
});

Deno.test({
  name: "AppendLog refuses a pipe at once instead of waiting for its other end",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    using space = new TempDir();
    const directory = space.path;
    const pipe = `${directory}/metrics.jsonl`;
    assertEquals((await new Deno.Command("mkfifo", { args: [pipe] }).output()).code, 0);
    await assertRejects(() => AppendLog.open(pipe, { keep: 0 }), Error, "as it is a pipe or a device and no file");
    assertThrows(() => requireFree(pipe), Error, "as it is a pipe or a device and no file");
  },
});

Deno.test("checkpointNames() says in a sentence that the folder of checkpoints is a file", async () => {
  using space = new TempDir();
  const path = `${space.path}/checkpoints`;
  await Deno.writeTextFile(path, "");
  await assertRejects(() => checkpointNames(path), Error, "as it is a file and no directory: move it away");
});
