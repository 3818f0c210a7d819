import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { wrongKind } from "../../../data/formats/file_kind.ts";
import { openArrays } from "../../../data/formats/open/open_arrays.ts";
import { sharedPath } from "../../shared_data.ts";
import { withTempDir } from "../temp_dir.ts";

function bytes(text: string, length = text.length): Uint8Array {
  const all = new Uint8Array(length);
  all.set(Uint8Array.from(text, (character) => character.charCodeAt(0)));
  return all;
}

const KINDS: Readonly<Record<string, [Uint8Array, string]>> = {
  "pointer.npz": [
    bytes("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n"),
    "it is a Git LFS pointer: git lfs pull fetches the file",
  ],
  "a.cxi": [bytes("\x89HDF\r\n\x1a\n\0\0"), "it is HDF5: save its arrays as NPZ, with numpy.savez"],
  "user_block.h5": [bytes("\0".repeat(1024) + "\x89HDF\r\n\x1a\n"), "it is HDF5: "],
  "new.mat": [bytes("MATLAB 7.3 MAT-file".padEnd(512) + "\x89HDF\r\n\x1a\n"), "it is HDF5 (MATLAB 7.3): "],
  "old.mat": [bytes("MATLAB 5.0 MAT-file, Platform"), "it is MATLAB 5: "],
  "a.bz2": [bytes("BZh91AY&SY"), "it is compressed by bzip2: bunzip2 it first"],
  "a.gz": [bytes("\x1f\x8b\x08\0"), "it is compressed by gzip: gunzip it first"],
  "a.zst": [bytes("\x28\xb5\x2f\xfd\x24"), "it is compressed by zstd: unzstd it first"],
  "a.xz": [bytes("\xfd7zXZ\0\0"), "it is compressed by xz: unxz it first"],
  "a.pkl": [bytes("\x80\x04\x95"), "it is a Python pickle, which is a program and is never run: "],
  "a.png": [bytes("\x89PNG\r\n\x1a\n"), "it is a PNG image: "],
  "a.tif": [bytes("II*\0\x08"), "it is a TIFF image: "],
  "a.tar": [bytes("name".padEnd(257, "\0") + "ustar\0", 512), "it is a tar archive: unpack it first"],
  "a.html": [bytes("\n<!DOCTYPE html><html>"), "it is a web page: download the file itself"],
  "a.json": [bytes('{"training": {}}'), "it is JSON text: "],
  "a.safetensors": [bytes('\x40\0\0\0\0\0\0\0{"__metadata__":{}}'), "it is safetensors: "],
  "old.pkl": [bytes("(dp0\nVdiffraction\np1\ncnumpy.core.multiarray\n"), "it is a Python pickle, "],
  "old_binary.pkl": [bytes("}q\0(X\x0b\0\0\0diffraction"), "it is a Python pickle, "],
  "with_bom.npz": [bytes("\xef\xbb\xbfversion https://git-lfs.github.com/spec/v1\n"), "it is a Git LFS pointer: "],
  "a.dvc": [bytes("outs:\n- md5: a304afb\n  path: a.npz\n"), "it is a DVC pointer: dvc pull fetches the file"],
  "large_user_block.h5": [bytes("\0".repeat(4096) + "\x89HDF\r\n\x1a\n"), "it is HDF5: "],
  "a.dm3": [bytes("\0\0\0\x03\0\x10\0\0\0\0\0\x01"), "it is a DigitalMicrograph file (DM3): "],
  "a.dm4": [bytes("\0\0\0\x04\0\0\0\0\x10\0\0\0\0\0\0\x01"), "it is a DigitalMicrograph file (DM4): "],
  "a.mrc": [bytes("\x40\0\0\0".padEnd(208, "\0") + "MAP ", 1024), "it is an MRC image: "],
  "a.mib": [bytes("MQ1,000001,00384,01,0256,0256,U16"), "it is a Merlin file (MIB): "],
  "holds_a_zip.tar": [
    bytes("a.npz".padEnd(257, "\0") + "ustar".padEnd(255, "\0") + "PK\x05\x06" + "\0".repeat(18)),
    "it is a tar archive: unpack it first",
  ],
  "a.csv": [bytes("x,y\n1,2\n"), "it is no NPZ (ZIP) archive: the file has 8 bytes of text; save its arrays as NPZ"],
  "zeros.npz": [new Uint8Array(4096), "it is zeros where it begins: it was not written whole"],
  "empty.npz": [new Uint8Array(0), "it is empty: copy it again"],
};

Deno.test("openArrays() names a file of another kind by its first bytes, with the remedy", () =>
  withTempDir(async (directory) => {
    for (const [name, [content, sentence]] of Object.entries(KINDS)) {
      const path = `${directory}/${name}`;
      await Deno.writeFile(path, content);
      const { message } = await assertRejects(() => openArrays(path), Error);
      assertStringIncludes(message, `Cannot read ${path} as ${sentence}`);
      assertEquals(message.includes("\n"), false);
    }
  }));

Deno.test("wrongKind() says nothing of what was wanted, nor of what it does not know", () => {
  assertEquals(wrongKind(bytes("PK\x03\x04"), "arrays"), null);
  assertEquals(wrongKind(bytes('\x40\0\0\0\0\0\0\0{"w":{}}'), "weights"), null);
  assertEquals(wrongKind(bytes('{"kind": "training"}'), "json"), null);
  // A brace where that of safetensors would be.
  assertEquals(wrongKind(bytes('{"data":{"scan":"scan.npz"}}'), "json"), null);
  assertEquals(
    wrongKind(bytes("PK\x03\x04"), "weights"),
    "it is a ZIP archive: name a checkpoint of a training, a .safetensors file",
  );
  for (const text of ["x,y\n1,2\n", "P", "\x93NUM", "II", "{x", "MATLAB"]) {
    assertEquals(wrongKind(bytes(text), "arrays"), null, text);
  }
});

const formats = sharedPath("data", "formats");

Deno.test({
  name: "openArrays() names the kind of files of other programs",
  ignore: formats === null,
  fn: async () => {
    const expected: Readonly<Record<string, string>> = {
      "ptychonn_lfs_pointer.npz": "it is a Git LFS pointer: git lfs pull fetches the file",
      "cdtools_PETRAIII_P25_Near_Field_Ptycho.cxi": "it is HDF5: ",
      "cdtools_gold_balls_result.pickle": "it is a Python pickle, which is a program and is never run: ",
      "ptychojl_dp_4_v73.mat": "it is HDF5 (MATLAB 7.3): ",
      "tike_hermite.mat": "it is MATLAB 5: ",
    };
    for (const [name, sentence] of Object.entries(expected)) {
      await assertRejects(() => openArrays(`${formats}/${name}`), Error, `${name} as ${sentence}`);
    }
  },
});
