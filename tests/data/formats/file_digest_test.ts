import { assertEquals } from "@std/assert";
import { arraysDigest, fileDigest } from "../../../data/formats/file_digest.ts";
import { withTempDir } from "../temp_dir.ts";

Deno.test("fileDigest() is the SHA-256 of FIPS 180, also of a file longer than a chunk", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.bin`;
    await Deno.writeTextFile(path, "abc");
    assertEquals(await fileDigest(path), "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    await Deno.writeFile(path, new Uint8Array(0));
    assertEquals(await fileDigest(path), "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    const million = new Uint8Array(10_000_000).map((_, i) => i % 251);
    await Deno.writeFile(path, million);
    assertEquals(await fileDigest(path), arraysDigest([million.subarray(0, 77), million.subarray(77)]));
  }));
