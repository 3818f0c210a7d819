import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { wrongKind } from "../../../data/formats/file_kind.ts";
import { openNpz } from "../../../data/formats/npz.ts";
import { openArrays } from "../../../data/formats/open/open_arrays.ts";
import { sharedPath } from "../../shared_data.ts";
import { withTempDir } from "../temp_dir.ts";

function bytes(text: string, length = text.length): Uint8Array {
  const all = new Uint8Array(length);
  all.set(Uint8Array.from(text, (character) => character.charCodeAt(0)));
  return all;
}

/** The header of an image as WinView writes it, and a pixel. */
function spe(): Uint8Array {
  const header = new DataView(new ArrayBuffer(4102));
  header.setUint32(2996, 0x01234567, true);
  header.setUint16(4098, 0x5555, true);
  return new Uint8Array(header.buffer);
}

const KINDS: Readonly<Record<string, [Uint8Array, string]>> = {
  "pointer.npz": [
    bytes("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n"),
    "it is a Git LFS pointer: git lfs pull fetches the file",
  ],
  "a.cxi": [bytes("\x89HDF\r\n\x1a\n\0\0"), "it is truncated: it has 10 bytes; copy it again"],
  "user_block.h5": [bytes("\0".repeat(1024) + "\x89HDF\r\n\x1a\n"), "it is damaged "],
  "new.mat": [bytes("MATLAB 7.3 MAT-file".padEnd(512) + "\x89HDF\r\n\x1a\n"), "it is damaged "],
  "old.mat": [bytes("MATLAB 5.0 MAT-file, Platform"), "it is MATLAB 5: save it with -v7.3, or as NPZ"],
  "a.bz2": [bytes("BZh91AY&SY"), "it is compressed by bzip2: bunzip2 it first"],
  "a.gz": [bytes("\x1f\x8b\x08\0"), "it is compressed by gzip: gunzip it first"],
  "a.zst": [bytes("\x28\xb5\x2f\xfd\x24"), "it is compressed by zstd: unzstd it first"],
  "a.xz": [bytes("\xfd7zXZ\0\0"), "it is compressed by xz: unxz it first"],
  "a.pkl": [
    bytes("\x80\x04\x95"),
    "it is a Python pickle, which is a program and is never run: where you trust it, load it in Python",
  ],
  "a.png": [bytes("\x89PNG\r\n\x1a\n"), "it is a PNG image: "],
  "a.tar": [bytes("name".padEnd(257, "\0") + "ustar\0", 512), "it is a tar archive: unpack it first"],
  "a.html": [bytes("\n<!DOCTYPE html><html>"), "it is a web page: download the file itself"],
  "a.json": [bytes('{"training": {}}'), "it is JSON text: "],
  "a.safetensors": [bytes('\x40\0\0\0\0\0\0\0{"__metadata__":{}}'), "it is safetensors: "],
  "old.pkl": [bytes("(dp0\nVdiffraction\np1\ncnumpy.core.multiarray\n"), "it is a Python pickle, "],
  "old_binary.pkl": [bytes("}q\0(X\x0b\0\0\0diffraction"), "it is a Python pickle, "],
  "with_bom.npz": [bytes("\xef\xbb\xbfversion https://git-lfs.github.com/spec/v1\n"), "it is a Git LFS pointer: "],
  "a.dvc": [bytes("outs:\n- md5: a304afb\n  path: a.npz\n"), "it is a DVC pointer: dvc pull fetches the file"],
  "large_user_block.h5": [bytes("\0".repeat(4096) + "\x89HDF\r\n\x1a\n"), "it is damaged "],
  "a.dm3": [bytes("\0\0\0\x03\0\x10\0\0\0\0\0\x01", 99), "it is a DigitalMicrograph file (DM3): convert it"],
  "large.dm3": [bytes("\0\0\0\x03\x7f\x10\0\0\0\0\0\0", 99), "it is a DigitalMicrograph file (DM3): "],
  "a.dm4": [bytes("\0\0\0\x04\0\0\0\0\x10\0\0\0\0\0\0\x01", 99), "it is a DigitalMicrograph file (DM4): "],
  "large.dm4": [bytes("\0\0\0\x04\0\0\0\x09\x10\0\0\0\0\0\0\x01", 99), "it is a DigitalMicrograph file (DM4)"],
  "a.hdf": [bytes("\x0e\x03\x13\x01\0\x10"), "it is HDF4: convert it to HDF5, with h4toh5"],
  "a.nc": [bytes("CDF\x01\0\0\0\0"), "it is NetCDF classic: convert it to HDF5, with nccopy"],
  "a.cbf": [bytes("###CBF: VERSION 1.5, CBFlib"), "it is a CBF image: read it with fabio, and save its arrays as NPZ"],
  "a.edf": [bytes("{\nHeaderID = EH:000001:000000:000000 ;\nDim_1 = 9"), "it is an EDF image: read it with fabio"],
  "short.edf": [bytes("{ByteOrder = LowByteFirst; Dim_1 = 9"), "it is an EDF image: read it with fabio"],
  "a.spe": [spe(), "it is a WinView or LightField file (SPE): save its arrays as NPZ"],
  "a.7z": [bytes("7z\xbc\xaf\x27\x1c\0\x04"), "it is a 7z archive: unpack it first"],
  "a.pdf": [bytes("%PDF-1.5\n"), "it is a PDF document: name the file of the data itself"],
  "a.jpg": [bytes("\xff\xd8\xff\xe0\0\x10JFIF"), "it is a JPEG image: save its arrays as NPZ"],
  "a.blo": [bytes("IMGBLO\0\0"), "it is a NanoMegas block file (BLO): convert it to HDF5"],
  "empad.raw": [
    new Uint8Array(2 * 130 * 128 * 4).fill(1),
    "it may be numbers without a header, 133120 bytes of them: read it with numpy.fromfile, and save its arrays as NPZ, " +
    "with numpy.savez, or as HDF5; frames of an EMPAD are numpy.fromfile(file, '<f4').reshape(-1, 130, 128)[:, :128]",
  ],
  "counts.bin": [Uint8Array.of(1, 2, 3), "it may be numbers without a header, 3 bytes of them: read it with"],
  "noise.npz": [
    Uint8Array.of(1, 200, 3),
    "it is none of the kinds that are read, NPZ, NPY, HDF5 and TIFF: the file has 3",
  ],
  "byte.npz": [
    Uint8Array.of(1),
    "it is none of the kinds that are read, NPZ, NPY, HDF5 and TIFF: the file has 1 byte;",
  ],
  "a.mrc": [bytes("\x40\0\0\0".padEnd(208, "\0") + "MAP ", 1024), "it is an MRC image: "],
  "a.mib": [bytes("MQ1,000001,00384,01,0256,0256,U16"), "it is a Merlin file (MIB): "],
  "holds_a_zip.tar": [
    bytes("a.npz".padEnd(257, "\0") + "ustar".padEnd(255, "\0") + "PK\x05\x06" + "\0".repeat(18)),
    "it is a tar archive: unpack it first",
  ],
  "a.csv": [
    bytes("x,y\n1,2\n"),
    "it is text, 8 bytes of it: read tables with numpy.loadtxt, and save its arrays as NPZ",
  ],
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
  assertEquals(
    wrongKind(bytes("MATLAB 7.3 MAT-file".padEnd(512) + "\x89HDF\r\n\x1a\n"), "json"),
    "it is HDF5 (MATLAB 7.3): name a JSON file",
  );
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
      "cdtools_gold_balls_result.pickle": "it is a Python pickle, which is a program and is never run: where you trust",
      "tike_hermite.mat": "it is MATLAB 5: save it with -v7.3, or as NPZ",
    };
    for (const [name, sentence] of Object.entries(expected)) {
      await assertRejects(() => openArrays(`${formats}/${name}`), Error, `${name} as ${sentence}`);
    }
  },
});

Deno.test("openNpz() says of files that others read who reads them", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/scan.npz`;
    for (const start of ["\x89HDF\r\n\x1a\n", "II*\0", "\x93NUMPY"]) {
      await Deno.writeFile(path, bytes(start, 64) as Uint8Array<ArrayBuffer>);
      await assertRejects(() => openNpz(path), Error, ": openArrays reads it");
    }
  }));

Deno.test("wrongKind() takes safetensors for what they are, whatever other kind their header's length looks like", () => {
  const head = new Uint8Array(40);
  head.set(new TextEncoder().encode('{"__metadata__":{"digest":"'), 8);
  const view = new DataView(head.buffer);
  // Lengths of 640, 896, 1152 and 1408 begin as pickles do, 23117 as programs, 35615 as gzip.
  for (let length = 2; length < 1 << 16; length++) {
    view.setBigUint64(0, BigInt(length), true);
    assertEquals(wrongKind(head, "weights"), null, `a header of ${length} bytes`);
  }
});
