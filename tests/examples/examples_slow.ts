import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { sharedPath } from "../shared_data.ts";
import { withTempDir } from "../data/temp_dir.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Runs a script in a directory, as its reader does. */
async function run(script: string, cwd: string, words: readonly string[] = []): Promise<string> {
  const args = ["run", "-A", script, ...words];
  const options = { args, cwd, env: { NO_COLOR: "1" }, stdin: "null" } as const;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), options).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assertEquals(code, 0, err);
  return out ?? "";
}

/** A folder of a user's with a copy of an example, and the `deno.json` that README has. */
async function withCopy(example: string, body: (directory: string) => Promise<void>): Promise<void> {
  const readme = await Deno.readTextFile(`${root}README.md`);
  const [, printed = ""] = /^```json\n(.*?)^```$/ms.exec(readme) ?? [];
  await withTempDir(async (directory) => {
    await Deno.writeTextFile(`${directory}/deno.json`, printed.replaceAll("/path/to/exitwave/", root));
    await Deno.copyFile(`${root}examples/${example}`, `${directory}/${example}`);
    await body(directory);
  });
}

Deno.test("examples/own_training_loop.ts, copied into a project with the imports of README, learns", () =>
  withCopy("own_training_loop.ts", async (directory) => {
    const out = await run("own_training_loop.ts", directory);
    const losses = [...out.matchAll(/^epoch \d: loss (\S+)$/gm)].map(([, loss]) => Number(loss));
    assertEquals(losses.length, 3, out);
    // A network begins with an empty object, which explains most of the light: what is left to learn is little of the loss.
    assert((losses[2] ?? NaN) < 0.97 * (losses[0] ?? NaN), out);
  }));

const PROBES = sharedPath("data", "run1084_probe_object_positions.npz");

Deno.test({
  name: "examples/pretrain.ts pre-trains on a real probe and random objects, and tells what a new scan has of it",
  ignore: PROBES === null,
  fn: () =>
    withTempDir(async (directory) => {
      const out = await run(`${root}examples/pretrain.ts`, directory, [PROBES ?? "", "--quick"]);
      const rows = [...out.matchAll(/^ +([015]) +(\S+) +(\S+)$/gm)].map(([, ...cells]) => cells);
      assertEquals(rows.map(([epochs]) => epochs), ["0", "1"], out);
      for (const [, tuned] of rows) assert(Number.isFinite(Number(tuned)), out);
      assertEquals([rows[0]?.[2], Number.isFinite(Number(rows[1]?.[2]))], ["-", true], out);
    }),
});

Deno.test("examples/pretrain.ts says that there is nothing to do without probes", () =>
  withTempDir(async (directory) => {
    const script = `${root}examples/pretrain.ts`;
    assertEquals(await run(script, directory, ["none.npz"]), "nothing to do: there is no none.npz\n");
    assertEquals(await Array.fromAsync(Deno.readDir(directory)), []);
  }));

for (const example of ["first_image.ts", "own_training_loop.ts"]) {
  Deno.test(`examples/${example} is read at a glance`, async () => {
    const lines = (await Deno.readTextFile(`${root}examples/${example}`)).trimEnd().split("\n");
    assert(lines.length <= 45, `${lines.length} lines`);
  });
}
