import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { sweepTemporaries, writeAll, writeAtomically } from "../../../data/formats/atomic_write.ts";
import { withTempDir } from "../temp_dir.ts";

Deno.test({
  name: "writeAtomically() puts no file in the place of a pipe or a device",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withTempDir(async (directory) => {
      const path = `${directory}/pipe`;
      await new Deno.Command("mkfifo", { args: [path] }).output();
      const { message } = await assertRejects(
        () => writeAtomically(path, (file) => writeAll(file, new Uint8Array(1))),
        Error,
      );
      assertEquals(message, `Cannot write ${path} as it is a pipe or a device: name a file`);
      assertEquals((await Deno.lstat(path)).isFifo, true);
      assertEquals([...Deno.readDirSync(directory)].map(({ name }) => name), ["pipe"]);
    }),
});

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

Deno.test("sweepTemporaries() removes what a killed program left of its own files, and nothing else", () =>
  withTempDir(async (directory) => {
    const kept = [".a.bin.0123.tmp", ".notes.01234567.tmp", "a.bin", "a.bin.01234567.tmp"];
    for (const name of [".a.bin.01234567.tmp", ...kept]) await Deno.writeTextFile(`${directory}/${name}`, "");
    await sweepTemporaries(directory, (name) => name === "a.bin");
    assertEquals([...Deno.readDirSync(directory)].map(({ name }) => name).sort(), kept);
  }));

Deno.test("sweepTemporaries() leaves a file that is being written", () =>
  withTempDir(async (directory) => {
    await Deno.writeTextFile(`${directory}/.a.bin.01234567.tmp`, "left by a killed program");
    await writeAtomically(`${directory}/a.bin`, async (file) => {
      await sweepTemporaries(directory, () => true);
      writeAll(file, Uint8Array.of(1));
    });
    assertEquals(await Deno.readFile(`${directory}/a.bin`), Uint8Array.of(1));
    assertEquals([...Deno.readDirSync(directory)].map((entry) => entry.name), ["a.bin"]);
    await sweepTemporaries(`${directory}/nowhere`, () => true);
  }));

Deno.test("writeAtomically() throws what stopped it, unchanged, and leaves no temporary file", () =>
  withTempDir(async (directory) => {
    const signal = AbortSignal.abort();
    const error = await assertRejects(
      () => writeAtomically(`${directory}/a.bin`, () => signal.throwIfAborted()),
      DOMException,
    );
    assertStrictEquals(error, signal.reason);
    assertEquals([...Deno.readDirSync(directory)], []);
  }));
