import { assertEquals } from "@std/assert";
import { withTempDir } from "../data/temp_dir.ts";

Deno.test("h5wasm.ts finds its plugins in a program that has no lock, as somebody's own that imports the library", async () => {
  await withTempDir(async (cwd) => {
    const library = new URL("../../packages/h5wasm.ts", import.meta.url).href;
    const program = `
      import { createHdf5Module, hdf5Plugins } from ${JSON.stringify(library)};
      const module = await createHdf5Module(() => undefined);
      const plugins = await hdf5Plugins();
      for (const url of plugins.values()) await Deno.stat(url);
      console.log(typeof module.get_dataset_data, plugins.size > 5);`;
    await Deno.writeTextFile(`${cwd}/program.ts`, program);
    const args = ["run", "-A", "--no-check", "--no-lock", "--no-config", `${cwd}/program.ts`];
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd, env: { NO_COLOR: "1" } }).output();
    assertEquals(new TextDecoder().decode(stdout), "function true\n", new TextDecoder().decode(stderr));
  });
});
