import { assertEquals, assertRejects } from "@std/assert";
import { readConfigFile } from "../../../cli/payload/config_file.ts";
import { toldWait } from "../../../cli/payload/told_wait.ts";
import { withTempDir } from "../../data/temp_dir.ts";
import { exitwaveEach } from "../program.ts";

const told = (what: string): string =>
  `still waiting for ${what} after 0 s: something that it awaits has not come, perhaps a promise that nothing settles ` +
  "(Ctrl-C ends it)";

Deno.test("toldWait() says nothing of what comes in time, and leaves no timer behind", async () => {
  const notes: string[] = [];
  const note = (text: string): unknown => notes.push(text);
  assertEquals(await toldWait("a.ts", Promise.resolve(3), { note, patience: 3600 }), 3);
  await assertRejects(
    () => toldWait("a.ts", Promise.reject(new RangeError("no")), { note, patience: 3600 }),
    RangeError,
  );
  assertEquals(notes, []);
});

Deno.test("toldWait() tells again and again, after twice the time", async () => {
  const notes: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const note = (text: string): void => {
    if (notes.push(text) === 3) resolve();
  };
  await toldWait("a.ts", promise, { note, patience: 0.001 });
  assertEquals(notes.map((text) => text.match(/[\d.]+ s/)?.[0]), ["0.001 s", "0.002 s", "0.004 s"]);
});

Deno.test("readConfigFile() names the script that it waits for, whatever in it has not come", async () => {
  const scripts: Readonly<Record<string, string>> = {
    "top_level.ts": "await globalThis.come; export default {};",
    "promise.ts": "export default globalThis.come.then(() => ({}));",
    "function.ts": "export default async () => { await globalThis.come; return {}; };",
    "interval.ts":
      "const timer = setInterval(() => {}, 9e5); await globalThis.come; clearInterval(timer); export default {};",
  };
  const shared = globalThis as { come?: Promise<void> };
  await withTempDir(async (cwd) => {
    for (const [name, text] of Object.entries(scripts)) {
      const path = `${cwd}/${name}`;
      await Deno.writeTextFile(path, text);
      const { promise, resolve } = Promise.withResolvers<void>();
      shared.come = promise;
      const notes: string[] = [];
      // Nothing but the note lets it come.
      const note = (text: string): void => {
        notes.push(text);
        resolve();
      };
      assertEquals((await readConfigFile(path, { note, patience: 0 })).payload, undefined);
      assertEquals(notes[0], told(path));
    }
  });
  delete shared.come;
});

Deno.test("a script may export a promise of what it configures", async () => {
  await withTempDir(async (cwd) => {
    await Deno.writeTextFile(`${cwd}/later.ts`, "export default Promise.resolve({ training: { epochs: 3 } });");
    await Deno.writeTextFile(`${cwd}/made.ts`, "export default Promise.resolve(() => ({ training: { epochs: 3 } }));");
    const results = await exitwaveEach(cwd, ["later.ts", "made.ts"].map((name) => ["config", "explain", name]));
    for (const { code, stdout, stderr } of results) {
      assertEquals([code, stdout, stderr], [0, "training.epochs  3  (config, over 50 by default)\n", ""]);
    }
  });
});
