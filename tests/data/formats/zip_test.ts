import { assert, assertEquals, assertRejects } from "@std/assert";
import { writeZip } from "../../../data/formats/write_zip.ts";
import { ZipReader } from "../../../data/formats/zip.ts";
import { parseDirectory, parseEnd, parseEnd64, type ZipMember } from "../../../data/formats/zip/zip_directory.ts";
import { encodeDirectory } from "../../../data/formats/zip/zip_encode.ts";
import { deflatedZip } from "./deflated_zip.ts";
import { withTempDir } from "../temp_dir.ts";

const NOISE = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * i * 31 + (i >> 7)) & 0xff);

function memberOf(zip: ZipReader, name: string): ZipMember {
  const member = zip.members.get(name);
  assert(member);
  return member;
}

async function writeNoise(path: string): Promise<void> {
  await writeZip(path, [{ name: "noise", size: NOISE.length, chunks: [NOISE.subarray(0, 9), NOISE.subarray(9)] }]);
}

Deno.test("ZipReader reads whole members and ranges, stored or deflated", () =>
  withTempDir(async (directory) => {
    await writeNoise(`${directory}/stored.zip`);
    await Deno.writeFile(`${directory}/deflated.zip`, await deflatedZip({ noise: NOISE }));
    for (const name of ["stored", "deflated"]) {
      using zip = await ZipReader.open(`${directory}/${name}.zip`);
      const member = memberOf(zip, "noise");
      assertEquals(await zip.read(member), NOISE);
      assertEquals(await zip.read(member, 5), NOISE.slice(0, 5));
      const range = new Uint8Array(1_500_000);
      await zip.readRange(member, 777_777, range);
      assertEquals(range, NOISE.slice(777_777, 777_777 + range.length));
    }
  }));

Deno.test("ZipReader reads a range of a stored member although the bytes before it are gone", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.zip`;
    await writeNoise(path);
    const bytes = await Deno.readFile(path);
    await Deno.writeFile(path, bytes.fill(0, 100, 1000));
    using zip = await ZipReader.open(path);
    const range = new Uint8Array(64);
    await zip.readRange(memberOf(zip, "noise"), 2_000_000, range);
    assertEquals(range, NOISE.slice(2_000_000, 2_000_064));
    await assertRejects(() => zip.read(memberOf(zip, "noise")), Error, `Cannot read noise in ${path} as its bytes are`);
  }));

Deno.test("ZipReader names the file and what is wrong with it", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.zip`;
    const bytes = await deflatedZip({ noise: NOISE });
    const cases: [string, Uint8Array, string][] = [
      ["empty", new Uint8Array(0), "it is empty: copy it again"],
      ["one byte", Uint8Array.of(80), "it is text, 1 byte of it: read tables with"],
      ["text", new TextEncoder().encode("x,y\n".repeat(99)), "it is text, 396 bytes of it: read tables with"],
      ["cut", bytes.slice(0, bytes.length - 30), "the ZIP archive is truncated, its end is missing"],
      ["beheaded", bytes.slice(2_000), "the ZIP archive is truncated: copy the file again"],
    ];
    for (const [, content, message] of cases) {
      await Deno.writeFile(path, content);
      await assertRejects(() => ZipReader.open(path), Error, `Cannot read ${path} as ${message}`);
    }
    await assertRejects(() => ZipReader.open(`${directory}/no.zip`), Error, "as there is no such file");
    await assertRejects(() => ZipReader.open(directory), Error, `Cannot read ${directory} as it is a directory`);
  }));

Deno.test("ZipReader refuses encrypted members, unknown methods, and damaged data", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/a.zip`;
    const good = await deflatedZip({ noise: NOISE });
    const central = good.length - 22 - 46 - 5;
    const read = async (change: (bytes: Uint8Array) => void): Promise<Uint8Array> => {
      const bytes = good.slice();
      change(bytes);
      await Deno.writeFile(path, bytes);
      using zip = await ZipReader.open(path);
      return await zip.read(memberOf(zip, "noise"));
    };
    await assertRejects(() => read((bytes) => bytes[6] = bytes[central + 8] = 1), Error, "it is encrypted");
    await assertRejects(() => read((bytes) => bytes[8] = bytes[central + 10] = 12), Error, "current method is 12");
    await assertRejects(() => read((bytes) => bytes.fill(0xff, 5000, 5100)), Error, "its bytes are damaged");
    await assertRejects(() => read((bytes) => bytes[central + 27] = 0x7f), Error, "its bytes are damaged");
    await assertRejects(() => read((bytes) => bytes[0] = 0), Error, "its bytes are damaged");
  }));

Deno.test("encodeDirectory() uses ZIP64 beyond 4 GB, and what it writes is read back", () => {
  const sizes = { size: 5 * 2 ** 32 + 7, compressedSize: 5 * 2 ** 32 + 7 };
  const members: ZipMember[] = [
    { name: "big.npy", method: 0, flags: 0x800, crc: 0xfedcba98, ...sizes, headerOffset: 0 },
    { name: "späť.npy", method: 0, flags: 0x800, crc: 1, size: 3, compressedSize: 3, headerOffset: 6 * 2 ** 32 },
  ];
  const offset = 6 * 2 ** 32 + 100;
  const bytes = encodeDirectory(members, offset);
  const end = parseEnd(bytes);
  assert(end !== null && "end64" in end);
  const place = parseEnd64(bytes.subarray(end.end64 - offset, end.end64 - offset + 56));
  assertEquals(place, { offset, size: end.end64 - offset, count: 2 });
  assertEquals(parseDirectory(bytes.subarray(0, place?.size), 2), members);
  assertEquals(parseDirectory(bytes.subarray(0, place?.size), 1), null);
});

Deno.test("writeZip() makes equal files of equal entries, and leaves none behind when it fails", () =>
  withTempDir(async (directory) => {
    await writeNoise(`${directory}/a.zip`);
    await writeNoise(`${directory}/b.zip`);
    assertEquals(await Deno.readFile(`${directory}/a.zip`), await Deno.readFile(`${directory}/b.zip`));
    const short = [{ name: "noise", size: 10, chunks: [NOISE.subarray(0, 9)] }];
    await assertRejects(() => writeZip(`${directory}/c.zip`, short), RangeError, "it has 9 bytes: announced were 10");
    const names = [...Deno.readDirSync(directory)].map((entry) => entry.name);
    assertEquals(names.sort(), ["a.zip", "b.zip"]);
  }));
