import { assert, assertEquals, assertRejects } from "@std/assert";
import { writeRunFile } from "../../run/run_file.ts";
import { namesIn } from "../train/tiny_run.ts";
import { TempDir } from "../data/temp_dir.ts";

Deno.test("writeRunFile() replaces a file whole and leaves nothing else behind", async () => {
  using space = new TempDir();
  const directory = space.path;
  await writeRunFile(`${directory}/a.json`, "old");
  await writeRunFile(`${directory}/a.json`, new Uint8Array([110, 101, 119]));
  assertEquals(await Deno.readTextFile(`${directory}/a.json`), "new");
  assertEquals(await namesIn(directory), ["a.json"]);
});

Deno.test("writeRunFile() removes its temporary file where it cannot finish, and says which file and why", async () => {
  using space = new TempDir();
  const directory = space.path;
  await Deno.mkdir(`${directory}/a.json/inside`, { recursive: true });
  await assertRejects(
    () => writeRunFile(`${directory}/a.json`, "new"),
    Error,
    `Cannot write ${directory}/a.json as`,
  );
  assertEquals(await namesIn(directory), ["a.json"]);
});

Deno.test("writeRunFile() names the file once, whatever is wrong", async () => {
  using space = new TempDir();
  const path = `${space.path}/none/a.json`;
  const { message } = await assertRejects(() => writeRunFile(path, "new"), Error);
  assertEquals(message.split("Cannot write").length, 2, message);
});

Deno.test({
  name: "writeRunFile() leaves the older file where the disk takes no more",
  ignore: Deno.build.os !== "linux",
  async fn(): Promise<void> {
    using space = new TempDir();
    const directory = space.path;
    await Deno.writeTextFile(`${directory}/a.bin`, "old");
    const module = new URL("../../run/run_file.ts", import.meta.url).href;
    await Deno.writeTextFile(
      `${directory}/write.ts`,
      `import { writeRunFile } from "${module}";
       try { await writeRunFile("${directory}/a.bin", new Uint8Array(1 << 20)); } catch (error) { console.log(error.message); }`,
    );
    // A limit on the size of files stands for a disk that fills up while the file is being written.
    const limited =
      `trap '' XFSZ; ulimit -f 64; exec "$0" run --quiet --no-check --no-remote --allow-read --allow-write "$1"`;
    const { stdout } = await new Deno.Command("sh", {
      args: ["-c", limited, Deno.execPath(), `${directory}/write.ts`],
      env: { DENO_NO_UPDATE_CHECK: "1" },
    }).output();
    const message = new TextDecoder().decode(stdout);
    assert(message.startsWith(`Cannot write ${directory}/a.bin as`), message);
    assertEquals(await Deno.readTextFile(`${directory}/a.bin`), "old");
    assertEquals(await namesIn(directory), ["a.bin", "write.ts"]);
  },
});
