import { assertEquals } from "@std/assert";
import { arraysDigest, fileDigest } from "../../../data/formats/file_digest.ts";
import { openNpz } from "../../../data/formats/npz.ts";
import { realArray } from "../../../data/formats/npy_encode.ts";
import { RandomAccessFile } from "../../../data/formats/random_access_file.ts";
import { writeNpz } from "../../../data/formats/write_npz.ts";
import { withTempDir } from "../temp_dir.ts";

async function digestOf(path: string): Promise<string> {
  using file = await RandomAccessFile.open(path);
  return fileDigest(file);
}

Deno.test("fileDigest() is the SHA-256 of FIPS 180, also of a file longer than a chunk", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.bin`;
    await Deno.writeTextFile(path, "abc");
    assertEquals(await digestOf(path), "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    await Deno.writeFile(path, new Uint8Array(0));
    assertEquals(await digestOf(path), "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    const million = new Uint8Array(10_000_000).map((_, i) => i % 251);
    await Deno.writeFile(path, million);
    assertEquals(await digestOf(path), arraysDigest([million.subarray(0, 77), million.subarray(77)]));
  }));

Deno.test("NpzFile.digest() is that of the file which was opened, though another has taken its place", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.npz`;
    await writeNpz(path, { a: realArray(Float32Array.of(1, 2)) });
    const before = await digestOf(path);
    using file = await openNpz(path);
    await writeNpz(`${directory}/b.npz`, { a: realArray(Float32Array.of(3, 4)) });
    await Deno.rename(`${directory}/b.npz`, path);
    assertEquals(file.digest(), before);
    assertEquals(await file.read("a"), realArray(Float32Array.of(1, 2)));
  }));
