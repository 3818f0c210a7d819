import { assertEquals, assertRejects } from "@std/assert";
import { writeAll, writeAtomically } from "../../../data/formats/atomic_write.ts";
import { withTempDir } from "../temp_dir.ts";

Deno.test("writeAtomically() keeps the old file when writing fails, and leaves no temporary file", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.bin`;
    await writeAtomically(path, (file) => writeAll(file, Uint8Array.of(1, 2, 3)));
    const failing = writeAtomically(path, (file) => {
      writeAll(file, Uint8Array.of(9));
      throw new RangeError("the disk is full");
    });
    await assertRejects(() => failing, RangeError, "the disk is full");
    assertEquals(await Deno.readFile(path), Uint8Array.of(1, 2, 3));
    assertEquals([...Deno.readDirSync(directory)].map((entry) => entry.name), ["a.bin"]);
  }));

Deno.test("writeAtomically() names the file and the directory that is missing", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/no/a.bin`;
    const message = `Cannot write ${path} as its directory does not exist: make ${directory}/no first`;
    await assertRejects(() => writeAtomically(path, () => {}), Error, message);
  }));

Deno.test("writeAtomically() does not replace a directory", () =>
  withTempDir(async (directory) => {
    await Deno.mkdir(`${directory}/a`);
    const message = `Cannot write ${directory}/a as it is a directory`;
    await assertRejects(() => writeAtomically(`${directory}/a`, () => {}), Error, message);
    assertEquals([...Deno.readDirSync(directory)].map((entry) => entry.name), ["a"]);
  }));
