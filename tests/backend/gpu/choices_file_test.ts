/**
 * The file of kept choices is a help: whatever is wrong with it, nothing fails.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { keepChoices, readChoices } from "../../../backend/gpu/tuning/choices_file.ts";
import { withTempDir } from "../../data/temp_dir.ts";

Deno.test("keepChoices() adds to what is kept for an adapter, beside others, and leaves no other file", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/cache/gpu_kernels.json`;
    assertEquals(await readChoices(path, "a"), {});
    assertEquals(await keepChoices(path, "a", { k: "storage" }), true);
    assertEquals(await keepChoices(path, "b", { k: "tile" }), true);
    assertEquals(await keepChoices(path, "a", { l: "tile" }), true);
    assertEquals(await readChoices(path, "a"), { k: "storage", l: "tile" });
    assertEquals(await readChoices(path, "b"), { k: "tile" });
    assertEquals([...Deno.readDirSync(`${directory}/cache`)].map(({ name }) => name), ["gpu_kernels.json"]);
  }));

Deno.test("readChoices() knows nothing where the file is damaged, and keepChoices() replaces it", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/gpu_kernels.json`;
    for (const damaged of ["", "{", "null", "[1]", '{"a": 1}', '{"a": {"k": 1}}', '{"a": ["storage"]}']) {
      await Deno.writeTextFile(path, damaged);
      assertEquals(await readChoices(path, "a"), {}, damaged);
      assertEquals(await keepChoices(path, "a", { k: "tile" }), true);
      assertEquals(await readChoices(path, "a"), { k: "tile" });
    }
  }));

Deno.test("keepChoices() says that it could not where there is no room for a file, and leaves nothing", () =>
  withTempDir(async (directory) => {
    await Deno.writeTextFile(`${directory}/file`, "");
    assertEquals(await keepChoices(`${directory}/file/gpu_kernels.json`, "a", { k: "tile" }), false);
    assertEquals(await readChoices(`${directory}/file/gpu_kernels.json`, "a"), {});
    await Deno.mkdir(`${directory}/gpu_kernels.json`);
    assertEquals(await keepChoices(`${directory}/gpu_kernels.json`, "a", { k: "tile" }), false);
    assertEquals([...Deno.readDirSync(directory)].map(({ name }) => name).sort(), ["file", "gpu_kernels.json"]);
    assertEquals([await readChoices(null, "a"), await keepChoices(null, "a", {})], [{}, false]);
  }));
