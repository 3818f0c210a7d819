import { assert, assertEquals } from "@std/assert";
import { FILTER_PLUGINS } from "../../data/formats/hdf5/filters.ts";
import { createHdf5Module, hdf5Plugins } from "../../packages/h5wasm.ts";
import { readSourceFiles } from "../architecture/source_file.ts";

Deno.test("createHdf5Module() makes one instance after the other, each with memory and files of its own", async () => {
  const [first, second] = [await createHdf5Module(() => {}), await createHdf5Module(() => {})];
  assert(first.HEAPU8.buffer !== second.HEAPU8.buffer);
  first.FS.writeFile("/a", Uint8Array.of(1));
  assertEquals([first.FS.analyzePath("/a").exists, second.FS.analyzePath("/a").exists], [true, false]);
});

Deno.test("createHdf5Module() hands over what the library complains of, and prints nothing", async () => {
  const lines: string[] = [];
  const module = await createHdf5Module((line) => void lines.push(line));
  assert(module.open("/nothing.h5", 0, false, -1, -1) < 0n);
  assert(lines.some((line) => line.startsWith("HDF5-DIAG: ")) && lines.length > 3);
});

Deno.test("hdf5Plugins() has a file for every filter that is said to be undone", async () => {
  const plugins = await hdf5Plugins();
  for (const name of Object.values(FILTER_PLUGINS)) {
    const url = plugins.get(`libH5Z${name}.so`);
    assert(url && Deno.statSync(url).size > 1000, name);
  }
});

Deno.test("nobody loads the library of HDF5 who has no such file: it is imported where one is opened", async () => {
  const files = await readSourceFiles(new URL("../../", import.meta.url));
  const outside = files.filter(({ path }) => !path.startsWith("data/formats/hdf5/"));
  const named = /^(?:import|export) (?!type )[^;]*"[^"]*(?:\/hdf5\/|packages\/h5wasm)/m;
  assertEquals(outside.filter(({ text }) => named.test(text)).map(({ path }) => path), []);
  assert(outside.some(({ text }) => text.includes('await import("../hdf5/open_hdf5.ts")')));
});
