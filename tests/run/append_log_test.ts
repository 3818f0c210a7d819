import { assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { writeAtomically } from "../../data/formats/atomic_write.ts";
import { AppendLog, MOST_WAITING } from "../../run/append_log.ts";
import { requireFree } from "../../run/sole_writer.ts";
import { testAlone } from "../alone.ts";
import { FileLimit, NO_FILE_LIMIT } from "./file_limit.ts";
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
      `Cannot append to ${directory}/log as Bad resource ID`,
    );
  });
});

testAlone({
  file: import.meta.url,
  name: "AppendLog takes back an entry that fits in part only, says so once, and writes it as soon as it can",
  ignore: NO_FILE_LIMIT,
  fn: async () => {
    await withTempDir(async (directory) => {
      const path = `${directory}/log`;
      const problems: string[] = [];
      const log = await AppendLog.open(path, { intervalMs: 0, onProblem: (problem) => problems.push(problem) });
      log.append("first\n");
      {
        using _limit = new FileLimit(10);
        for (const entry of ["second\n", "third\n"]) {
          log.append(entry);
          await log.sync();
          assertEquals(await Deno.readTextFile(path), "first\n");
        }
      }
      assertEquals(problems.length, 1);
      assertMatch(
        problems[0] ?? "",
        /^Cannot append to .*\/log as .*files may not become so long here.*; the run goes on/,
      );
      log.append("fourth\n");
      assertEquals(await Deno.readTextFile(path), "first\nsecond\nthird\nfourth\n");
      await log.close();
      assertEquals(problems.length, 1);
    });
  },
});

testAlone({
  file: import.meta.url,
  name: "AppendLog keeps so much for a full disk as it may, and says at the end how many entries are missing",
  ignore: NO_FILE_LIMIT,
  fn: async () => {
    await withTempDir(async (directory) => {
      const path = `${directory}/log`;
      const problems: string[] = [];
      const log = await AppendLog.open(path, { intervalMs: 0, onProblem: (problem) => problems.push(problem) });
      const entry = (number: number): string => `${number} ${"x".repeat(2 ** 20 - 3)}\n`;
      log.append(entry(0));
      {
        using _limit = new FileLimit(2 ** 20 + 5);
        for (let number = 1; number <= 7; number++) log.append(entry(number));
      }
      await log.close();
      const kept = (await Deno.readTextFile(path)).split("\n").map((line) => line.slice(0, 1));
      assertEquals(kept, ["0", "4", "5", "6", "7", ""]);
      assertEquals(MOST_WAITING, 4 * 2 ** 20);
      assertEquals(problems[1], `${path} lacks 3 entries, as there was a time when it could not be written`);
    });
  },
});

Deno.test("AppendLog refuses a file that another one is open on", async () => {
  await withTempDir(async (directory) => {
    const path = `${directory}/log`;
    const log = await AppendLog.open(path);
    log.append("first\n");
    const message = `Cannot append to ${path} as another logger is writing to it: give each a file of its own`;
    await assertRejects(() => AppendLog.open(path, { keep: 0 }), Error, message);
    assertThrows(() => requireFree(path), Error, message);
    await log.close();
    requireFree(path);
    assertEquals(await Deno.readTextFile(path), "first\n");
  });
});

Deno.test("AppendLog lets go of its file at once, whatever child processes begin meanwhile", async () => {
  await withTempDir(async (directory) => {
    const path = `${directory}/log`;
    // Of another thread, as starting one holds up the thread that does.
    const starting = new Worker(import.meta.resolve("./starting_processes.ts"), { type: "module" });
    try {
      await new Promise((begun) => starting.onmessage = begun);
      for (let opened = 0; opened < 300; opened++) {
        await (await AppendLog.open(path, { keep: 0 })).close();
        requireFree(path);
        await writeAtomically(path, () => undefined);
      }
    } finally {
      starting.terminate();
    }
  });
});
