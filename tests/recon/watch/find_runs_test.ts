import { assertEquals, assertRejects } from "@std/assert";
import { findRuns, MOST_RUNS } from "../../../recon/watch/find_runs.ts";
import { TempDir } from "../../data/temp_dir.ts";

async function mark(path: string, name = "run.json"): Promise<void> {
  await Deno.mkdir(path, { recursive: true });
  await Deno.writeTextFile(`${path}/${name}`, "{}");
}

Deno.test("findRuns() finds runs in folders, in runs, and itself, by either file of one", async () => {
  using space = new TempDir();
  const root = space.path;
  await mark(root);
  await mark(`${root}/b`, "payload.json");
  await mark(`${root}/a/deep/er`);
  await mark(`${root}/b/inner`);
  await mark(`${root}/b/checkpoints`);
  await mark(`${root}/.hidden/run`);
  await mark(`${root}/1/2/3/4/5/6/7/8`);
  await mark(`${root}/1/2/3/4/5/6/7/8/9`);
  await Deno.mkdir(`${root}/folder/run.json`, { recursive: true });
  await Deno.symlink(root, `${root}/a/circle`);
  assertEquals(await findRuns(root), { ids: [".", "1/2/3/4/5/6/7/8", "a/deep/er", "b", "b/inner"], problems: [] });
});

Deno.test("findRuns() finds reconstructions by an engine too, and what lies beside them", async () => {
  using space = new TempDir();
  const root = space.path;
  await Deno.mkdir(`${root}/engine/training`, { recursive: true });
  await Deno.writeTextFile(`${root}/engine/payload.json`, '{"kind": "reconstruction"}');
  await mark(`${root}/engine/training`, "run.json");
  assertEquals((await findRuns(root)).ids, ["engine", "engine/training"]);
});

Deno.test("findRuns() of more runs than a page can show says that there are more", async () => {
  using space = new TempDir();
  for (let k = 0; k <= MOST_RUNS; k++) {
    Deno.mkdirSync(`${space.path}/${k}`);
    Deno.writeTextFileSync(`${space.path}/${k}/run.json`, "");
  }
  const { ids, problems } = await findRuns(space.path);
  assertEquals(ids.length, MOST_RUNS);
  assertEquals(problems, [`Not all of ${space.path} was looked into: it has more than 500 runs or 10000 folders`]);
});

Deno.test("findRuns() refuses what is no directory", async () => {
  using space = new TempDir();
  await Deno.writeTextFile(`${space.path}/file`, "");
  await assertRejects(
    () => findRuns(`${space.path}/file`),
    Error,
    `Cannot watch ${space.path}/file as it is no directory`,
  );
});
