import { assertEquals, assertRejects } from "../../../packages/development/assert.ts";
import * as fc from "../../../packages/development/fast_check.ts";
import { matchesPattern } from "../../../data/files/file_pattern.ts";
import { findFiles } from "../../../data/files/find_files.ts";
import { TempDir } from "../temp_dir.ts";

async function withFiles(...paths: string[]): Promise<TempDir> {
  const space = new TempDir();
  const directory = space.path;
  for (const path of paths) {
    await Deno.mkdir(`${directory}/${path}`.replace(/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(`${directory}/${path}`, path);
  }
  return space;
}

async function found({ path: directory }: TempDir, ...named: string[]): Promise<string[]> {
  const paths = await findFiles(named.map((name) => `${directory}/${name}`), "scans");
  return paths.map((path) => path.slice(directory.length + 1));
}

Deno.test("findFiles() keeps the order of the list, and takes those of a pattern by name", async () => {
  using space = await withFiles("b.npz", "a.npz", "c.npz", "x/y/d.npz", ".h.npz", "notes.txt");
  await Deno.mkdir(`${space.path}/folder.npz`);
  assertEquals(await found(space, "c.npz", "[ab].npz"), ["c.npz", "a.npz", "b.npz"]);
  assertEquals(await found(space, "*.npz"), ["a.npz", "b.npz", "c.npz"]);
  assertEquals(await found(space, "**/*.npz"), ["a.npz", "b.npz", "c.npz", "x/y/d.npz"]);
  assertEquals(await found(space, "{x/y/*,a*}.npz"), ["a.npz", "x/y/d.npz"]);
  assertEquals(await found(space, "{a,*}.npz"), ["a.npz", "b.npz", "c.npz"]);
  assertEquals(await found(space, "missing.npz"), ["missing.npz"]);
});

Deno.test("findFiles() takes a path that exists as it stands", async () => {
  using space = await withFiles("scan[1].npz", "scan1.npz");
  assertEquals(await found(space, "scan[1].npz"), ["scan[1].npz"]);
  await Deno.remove(`${space.path}/scan[1].npz`);
  assertEquals(await found(space, "scan[1].npz"), ["scan1.npz"]);
});

Deno.test({
  name: "findFiles() finds files whose names have backslashes",
  ignore: Deno.build.os === "windows",
  fn: async () => {
    using space = await withFiles("a\\1.npz", "a\\2.npz", "a/3.npz");
    assertEquals(await found(space, "a\\*.npz"), ["a\\1.npz", "a\\2.npz"]);
    assertEquals(await found(space, "a\\1.npz"), ["a\\1.npz"]);
    assertEquals(await found(space, "*/*.npz"), ["a/3.npz"]);
  },
});

Deno.test("findFiles() refuses a pattern without files, and files that are named twice", async () => {
  using space = await withFiles("a.npz", "b.npz");
  await Deno.symlink(`${space.path}/a.npz`, `${space.path}/link.h5`);
  const refusals: readonly (readonly [named: string[], message: string])[] = [
    [["*.h6"], `Cannot read scans as no file matches ${space.path}/*.h6`],
    [["none/**/*.npz"], `Cannot read scans as no file matches ${space.path}/none/**/*.npz`],
    [
      ["a.npz", "*.npz"],
      `Cannot read scans as ${space.path}/a.npz is named twice, by ${space.path}/a.npz and ${space.path}/*`,
    ],
    [
      ["a.npz", "a.npz"],
      `Cannot read scans as ${space.path}/a.npz is named twice, by ${space.path}/a.npz: name each file once`,
    ],
    [["a.npz", "link.h5"], `${space.path}/link.h5 is named twice`],
    [["{a,b}".repeat(12)], "its braces stand for more than 1000 names"],
  ];
  for (const [named, message] of refusals) await assertRejects(() => found(space, ...named), Error, message);
});

Deno.test("findFiles() finds the files that a pattern matches, whatever pattern and files", async () => {
  const name = fc.string({ unit: fc.constantFrom("a", "b", "."), minLength: 1, maxLength: 3 })
    .filter((text) => !/^\.*$/.test(text));
  const paths = fc.uniqueArray(fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => `d${parts.join("/d")}f`), {
    minLength: 1,
    maxLength: 6,
  });
  const part = fc.constantFrom("d*", "**", "*f", "d?f", "*", "d{a,b}*", "da");
  const patterns = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
  await fc.assert(
    fc.asyncProperty(paths, patterns, async (files, pattern) => {
      using space = await withFiles(...files);
      const expected = files.filter((file) => matchesPattern(pattern, file)).sort();
      const looked = found(space, pattern);
      if (expected.length > 0) assertEquals(await looked, expected);
      else {await looked.then((all) =>
          assertEquals(all, [pattern].filter((one) => !/[*?{]/.test(one))), () =>
          undefined);}
    }),
    { numRuns: 40 },
  );
});
