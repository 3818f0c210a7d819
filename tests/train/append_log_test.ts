import { assertEquals, assertRejects } from "@std/assert";
import { AppendLog } from "../../train/append_log.ts";
import { withTempDir } from "../data/temp_dir.ts";

Deno.test("AppendLog keeps what it is told of an existing file and cuts off the rest", async () => {
  await withTempDir(async (directory) => {
    const path = `${directory}/log`;
    await Deno.writeTextFile(path, "one\ntwo\nthr");
    const log = await AppendLog.open(path, { keep: 4 });
    log.append("2\n");
    assertEquals(await Deno.readTextFile(path), "one\n");
    log.append(Uint8Array.of(51, 10));
    await log.sync();
    assertEquals(await Deno.readTextFile(path), "one\n2\n3\n");
    log.append("4\n");
    await log.close();
    assertEquals(await Deno.readTextFile(path), "one\n2\n3\n4\n");
  });
});

Deno.test("AppendLog refuses an existing file unless it is told what to keep", async () => {
  await withTempDir(async (directory) => {
    await Deno.writeTextFile(`${directory}/log`, "other");
    await assertRejects(() => AppendLog.open(`${directory}/log`), Deno.errors.AlreadyExists);
    assertEquals(await Deno.readTextFile(`${directory}/log`), "other");
  });
});

Deno.test("AppendLog names the file that cannot be written", async () => {
  await withTempDir(async (directory) => {
    const log = await AppendLog.open(`${directory}/log`);
    await log.close();
    log.append("late");
    await assertRejects(
      async () => await log.sync(),
      Error,
      `Cannot append to ${directory}/log as it must be possible to write to it: Bad resource ID`,
    );
  });
});
