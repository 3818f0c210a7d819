import { assert, assertEquals } from "@std/assert";
import { WatchedRun } from "../../../recon/watch/watched_run.ts";
import { askRun } from "../../../run/run_requests.ts";
import { TempDir } from "../../data/temp_dir.ts";
import { makeRun } from "../report/made_run.ts";

Deno.test("WatchedRun.look() is the same value until something changes, and then another one", async () => {
  using space = new TempDir();
  await makeRun(space.path, { side: 0 });
  const run = new WatchedRun(space.path);
  let now = await run.look();
  const changes: Readonly<Record<string, () => Promise<unknown>>> = {
    "an epoch": () =>
      Deno.writeTextFile(`${space.path}/metrics.csv`, "4,50,0.001,1,0.125,1.5,0,1,320,25\n", { append: true }),
    "a request": () => askRun(space.path, "checkpoint"),
    "a record": () => Deno.writeTextFile(`${space.path}/run.json`, "{"),
    "a payload": () => Deno.remove(`${space.path}/payload.json`),
    "a checkpoint": () => Deno.remove(`${space.path}/checkpoints`, { recursive: true }),
  };
  for (const [what, change] of Object.entries(changes)) {
    assert(await run.look() === now, `nothing before ${what}`);
    await change();
    const next = await run.look();
    assert(next !== now, what);
    now = next;
  }
  assertEquals([now.run.best?.epoch, now.run.epochCount, now.asked, now.saved], [4, 5, ["checkpoint"], null]);
  assertEquals(now.run.problems.length, 2);
});

Deno.test("WatchedRun.look() reads a log once, however many look at once", async () => {
  using space = new TempDir();
  await makeRun(space.path, { losses: Array.from({ length: 300 }, (_, k) => 1 / (k + 1)), side: 0 });
  const run = new WatchedRun(space.path);
  const looks = await Promise.all(Array.from({ length: 20 }, () => run.look()));
  assertEquals(new Set(looks).size, 1);
  assertEquals([looks[0]?.run.epochCount, looks[0]?.run.problems], [300, []]);
});

Deno.test("WatchedRun tells of the images of the newest epoch that has some, of the whole object first, and opens no other", async () => {
  using space = new TempDir();
  await makeRun(space.path, { side: 0 });
  const write = async (path: string, text = path): Promise<void> => {
    await Deno.mkdir(`${space.path}/${path.slice(0, path.lastIndexOf("/"))}`, { recursive: true });
    await Deno.writeTextFile(`${space.path}/${path}`, text);
    await Deno.utime(`${space.path}/${path}`, 1e9, 1e9);
  };
  await write("images/epoch=09/patch_00001/phase.png");
  await write("images/epoch=10/patch_00001/amplitude.png");
  await write("images/epoch=10/stitched/phase.png");
  await write("images/epoch=10/stitched/other.png");
  await write("image/reconstructed_phase.png");
  await Deno.symlink(`${space.path}/run.json`, `${space.path}/images/epoch=10/stitched/amplitude.png`);
  const run = new WatchedRun(space.path);
  const { images } = await run.look();
  assertEquals(images.flatMap((folder) => folder.images.map(({ path }) => path)), [
    "images/epoch=10/stitched/phase.png",
    "images/epoch=10/patch_00001/amplitude.png",
    "image/reconstructed_phase.png",
  ]);
  const opened = async (path: string): Promise<string | null> => {
    const stream = await run.openImage(path);
    return stream && await new Response(stream).text();
  };
  assertEquals(await opened("images/epoch=10/stitched/phase.png"), "images/epoch=10/stitched/phase.png");
  for (
    const path of [
      "images/epoch=10/stitched/amplitude.png",
      "images/epoch=09/patch_00001/phase.png",
      "run.json",
      "../x",
    ]
  ) {
    assertEquals(await opened(path), null);
  }
  // A page may ask for what it was told of some time ago.
  await write("images/epoch=11/stitched/phase.png");
  const isTold = async (): Promise<boolean> =>
    (await run.look()).images.some(({ folder }) => folder === "images/epoch=11/stitched");
  while (!await isTold()) await new Promise((done) => setTimeout(done, 50));
  assertEquals(await opened("images/epoch=10/patch_00001/amplitude.png"), "images/epoch=10/patch_00001/amplitude.png");
});
