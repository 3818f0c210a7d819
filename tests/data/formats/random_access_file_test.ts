import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { RandomAccessFile } from "../../../data/formats/random_access_file.ts";
import { withTempDir } from "../temp_dir.ts";

Deno.test("RandomAccessFile.open() says in one sentence why a file cannot be read", () =>
  withTempDir(async (directory) => {
    await Deno.writeTextFile(`${directory}/a`, "abc");
    const cases: [string, string][] = [
      [`${directory}/none`, "there is no such file"],
      ["~/none", "there is no such file: write the home directory out"],
      [directory, "it is a directory: name a file"],
      [`${directory}/a/b`, "a part of its path is a file, not a directory"],
    ];
    if (Deno.build.os !== "windows") {
      await Deno.symlink("loop", `${directory}/loop`);
      cases.push([`${directory}/loop`, "its symbolic links lead in a circle"]);
      cases.push([
        `${directory}/${"a".repeat(300)}`,
        "its path is too long: most disks take names of 255 bytes and paths of 4095",
      ]);
    }
    for (const [path, reason] of cases) {
      const { message } = await assertRejects(() => RandomAccessFile.open(path), Error);
      assertEquals(message, `Cannot read ${path} as ${reason}`);
    }
    using file = await RandomAccessFile.open(`${directory}/a`);
    assertThrows(() => file.readAt(2, new Uint8Array(2)), Error, "it is truncated: 4 bytes wanted, the file has 3");
  }));

Deno.test({
  name: "RandomAccessFile.open() does not wait for the writer of a pipe",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withTempDir(async (directory) => {
      const path = `${directory}/pipe.npz`;
      await new Deno.Command("mkfifo", { args: [path] }).output();
      const reason = "it is a pipe or a device, not a file: save it to a file first";
      await assertRejects(() => RandomAccessFile.open(path), Error, `Cannot read ${path} as ${reason}`);
    }),
});

Deno.test({
  name: "RandomAccessFile.open() says where a link leads that leads nowhere, and what fetches a file of git-annex",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withTempDir(async (directory) => {
      const targets: readonly [string, string][] = [
        ["../gone/scan.h5", "it is a link to ../gone/scan.h5, which is not there: copy the file that was meant"],
        [".git/annex/objects/Xk/9w/MD5E-s9/MD5E-s9.h5", "it is a git-annex link: git annex get fetches the file"],
      ];
      for (const [target, sentence] of targets) {
        const path = `${directory}/scan.h5`;
        await Deno.symlink(target, path);
        await assertRejects(() => RandomAccessFile.open(path), Error, `Cannot read ${path} as ${sentence}`);
        assertThrows(() => RandomAccessFile.openSync(path), Error, `Cannot read ${path} as ${sentence}`);
        await Deno.remove(path);
      }
    }),
});

Deno.test("RandomAccessFile.open() tells a Zarr store from another directory", () =>
  withTempDir(async (directory) => {
    const message = `Cannot read ${directory} as it is a `;
    await assertRejects(() => RandomAccessFile.open(directory), Error, `${message}directory: name a file`);
    await Deno.writeTextFile(`${directory}/.zgroup`, "{}");
    await assertRejects(
      () => RandomAccessFile.open(directory),
      Error,
      `${message}Zarr store, a directory: save its arrays`,
    );
  }));
