import { assert, assertEquals, assertRejects } from "@std/assert";
import { openHdf5 } from "../../../../data/formats/hdf5/open_hdf5.ts";
import { openArrays } from "../../../../data/formats/open/open_arrays.ts";
import { loadScan } from "../../../../data/load_scan.ts";
import { withTempDir } from "../../temp_dir.ts";
import { tinyHdf5 } from "./tiny_hdf5.ts";

/** Errors of reading everything in a file. */
async function problemsOf(path: string): Promise<string[]> {
  const problems: string[] = [];
  const note = (error: unknown): void => void problems.push((error as Error).message);
  try {
    await using file = await openHdf5(path);
    for (const key of file.keys) {
      await file.read(key).catch(note);
      await file.attributes(key).catch(note);
    }
  } catch (error) {
    note(error);
  }
  return problems;
}

function requirePlain(problems: readonly string[], path: string, place: string): void {
  for (const problem of problems) {
    assert(problem.startsWith("Cannot read ") && problem.includes(path), `${place}: ${problem}`);
    assert(!problem.includes("\n") && problem.length < 400, `${place}: ${problem}`);
  }
}

for (const newest of [false, true]) {
  const format = newest ? "the new format" : "the old format";

  Deno.test(`openHdf5() refuses a file of ${format} that is cut off anywhere, in one line`, () =>
    withTempDir(async (directory) => {
      const path = `${directory}/a.h5`;
      const whole = await tinyHdf5(newest);
      for (let size = 0; size < whole.length; size += 71) {
        await Deno.writeFile(path, whole.subarray(0, size));
        const { message } = await assertRejects(
          () => openHdf5(path),
          Error,
          `Cannot read ${path} as it is truncated: `,
        );
        requirePlain([message], path, `${size} bytes`);
        await assertRejects(() => openArrays(path), Error, `Cannot read ${path} as it is `);
      }
    }));

  Deno.test(`Hdf5File says in one line what is damaged in a file of ${format}, and other files are read as before`, () =>
    withTempDir(async (directory) => {
      const [path, other] = [`${directory}/a.h5`, `${directory}/b.h5`];
      const whole = await tinyHdf5(newest);
      await Deno.writeFile(other, whole);
      await using good = await openHdf5(other);
      const expected = await good.read("diffraction");
      let damaged = 0;
      for (let at = 0; at < whole.length; at += 67) {
        const bytes = whole.slice();
        bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
        await Deno.writeFile(path, bytes);
        const problems = await problemsOf(path);
        requirePlain(problems, path, `byte ${at}`);
        damaged += problems.length > 1 ? 1 : 0;
        if (at % 5 === 0) assertEquals(await good.read("diffraction"), expected, `byte ${at}`);
      }
      assert(damaged > 10);
    }));
}

Deno.test("loadScan() reads a scan of HDF5 without Python having written it", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/scan.h5`;
    await Deno.writeFile(path, await tinyHdf5(false));
    const { count, patchSize, photons, x, amplitude } = await loadScan(path);
    assertEquals([count, patchSize, photons, [...x]], [4, 8, 1e6, [5, 6, 7, 8]]);
    assertEquals([...amplitude.subarray(0, 4)], [1, 8, 15, 22]);
  }));

Deno.test("Hdf5File has many files open at once, each to itself, and closes them", () =>
  withTempDir(async (directory) => {
    const whole = await tinyHdf5(true);
    const files = await Promise.all(Array.from({ length: 40 }, async (_, i) => {
      await Deno.writeFile(`${directory}/${i}.h5`, whole);
      return await openHdf5(`${directory}/${i}.h5`);
    }));
    await using again = await openHdf5(`${directory}/7.h5`);
    for (const [i, file] of files.entries()) {
      if (i % 3 === 0) file.close();
    }
    const expected = await again.read("probeGuess");
    for (const [i, file] of files.entries()) {
      if (i % 3 === 0) continue;
      assertEquals(await file.read("probeGuess"), expected);
      file.close();
    }
    assertEquals(await again.read("probeGuess"), expected);
  }));
