import { assert, assertEquals, assertRejects } from "@std/assert";
import { openNpz } from "../../../data/formats/npz.ts";
import { readNpz } from "../../../data/formats/read_npz.ts";
import { deflatedZip } from "./deflated_zip.ts";
import { npyBytes } from "./npy_bytes.ts";
import { withTempDir } from "../temp_dir.ts";

/** Arrays that are small in a file and would be endless out of it: each must be refused by its header. */
const ENDLESS: Readonly<Record<string, [Uint8Array<ArrayBuffer>, string]>> = {
  "a header of nested brackets": [
    npyBytes("{'descr':[".repeat(400_000)),
    "its NPY header must have at most 65536 bytes: it has",
  ],
  "a short header of nested brackets": [npyBytes("[".repeat(60_000)), "its NPY header is damaged: [[["],
  "text without characters": [
    npyBytes({ descr: "'<U0'", shape: "(50000000,)" }),
    "text of no characters has no size: its element type is <U0",
  ],
  "bytes without size": [
    npyBytes({ descr: "'|S0'", shape: "(9999999999,)" }),
    "text of no characters has no size: its element type is |S0",
  ],
  "more axes than there are": [
    npyBytes(
      { descr: "'<f4'", fortran: "True", shape: `(${"1,".repeat(32_000).slice(0, 60_000)})` },
      new Float32Array(1),
    ),
    "it must have at most 32 axes: it has 30000",
  ],
  "axes beyond counting": [
    npyBytes({ descr: "'<f8'", shape: "(3000000000, 3000000000)" }),
    "it has more elements than there can be: its shape is (3000000000, 3000000000)",
  ],
  "an axis that is no number": [npyBytes({ descr: "'<f8'", shape: "(-1,)" }), "its NPY header is damaged"],
  "long text": [
    npyBytes({ descr: "'<U5000000'", shape: "()" }, new Uint8Array(20_000_000)),
    "text must have at most 16777216 bytes: it has 20000000",
  ],
  "millions of texts": [
    npyBytes({ descr: "'|S1'", shape: "(16777216,)" }, new Uint8Array(1 << 24)),
    "there must be at most 262144 texts: it has 16777216",
  ],
};

Deno.test("NpzFile.read() refuses what is small in the file and endless out of it, in one line", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.npz`;
    for (const [name, [bytes, problem]] of Object.entries(ENDLESS)) {
      await Deno.writeFile(path, await deflatedZip({ "a.npy": bytes }));
      await using file = await openNpz(path);
      const { message } = await assertRejects(
        () => file.read("a"),
        Error,
        `Cannot read a in ${path} as ${problem}`,
        name,
      );
      assert(!message.includes("\n") && message.length < 300, name);
    }
  }));

Deno.test("NpzFile.read() reads long text padded with NULs in one pass", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.npz`;
    const codes = new Uint32Array(2_000_000);
    codes[1_999_999] = 0x78;
    await Deno.writeFile(path, await deflatedZip({ "a.npy": npyBytes({ descr: "'<U2000000'", shape: "()" }, codes) }));
    const text = (await readNpz(path)).get("a");
    assertEquals(text?.kind === "text" && text.data[0], `${"\0".repeat(1_999_999)}x`);
  }));

Deno.test("NpzFile.read() refuses more elements than the caller takes for plausible, before reading them", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.npz`;
    await Deno.writeFile(
      path,
      await deflatedZip({ "a.npy": npyBytes({ descr: "'|u1'", shape: "(2, 9)" }, new Uint8Array(18)) }),
    );
    await using file = await openNpz(path);
    const problem = "as it has more elements than are plausible, 17: its shape is (2, 9)";
    await assertRejects(() => file.read("a", 17), RangeError, `Cannot read a in ${path} ${problem}`);
    assertEquals((await file.read("a", 18)).shape, [2, 9]);
  }));

Deno.test("openNpz() refuses an archive that unpacks to gigabytes, whether it says so or not", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.npz`;
    const pixels = npyBytes({ descr: "'|u1'", shape: "(30000000,)" }, new Uint8Array(3e7));
    await Deno.writeFile(path, await deflatedZip({ "a.npy": pixels }));
    await assertRejects(() => readNpz(path), RangeError, `Cannot read a in ${path} as it has more elements than 29`);
    const bomb = await deflatedZip({
      "a.npy": npyBytes({ descr: "'<f8'", shape: "(6000000,)" }, new Uint8Array(48e6)),
    });
    assert(bomb.length < 50_000);
    await Deno.writeFile(path, bomb);
    const problem = `as it would unpack to more than is plausible, 48000`;
    await assertRejects(() => openNpz(path), RangeError, `Cannot read ${path} ${problem}`);
    // The same bytes, announced as a hundred: reading stops where they are.
    const size = 100;
    const view = new DataView(bomb.buffer);
    view.setUint32(22, size, true);
    view.setUint32(bomb.length - 22 - 46 - 5 + 24, size, true);
    await Deno.writeFile(path, bomb);
    await assertRejects(() => readNpz(path), Error, "as its bytes are damaged: copy the file again");
  }));

Deno.test("openNpz() refuses members that share their bytes, of which a small file could have any number", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.npz`;
    const array = npyBytes({ descr: "'|u1'", shape: "(4,)" }, new Uint8Array(4));
    const bytes = await deflatedZip({ "a.npy": array, "a.npx": array });
    // The second record of the directory points to the first member, and has its name.
    const second = bytes.length - 22 - 46 - 5;
    bytes[second + 50] = "y".charCodeAt(0);
    new DataView(bytes.buffer).setUint32(second + 42, 0, true);
    await Deno.writeFile(path, bytes);
    await assertRejects(() => openNpz(path), Error, "the directory of the ZIP archive is damaged");
  }));
