import { assertEquals, assertRejects } from "@std/assert";
import { askedOfRun, askRun, removeRequests, RequestInbox } from "../../run/run_requests.ts";
import { TempDir } from "../data/temp_dir.ts";
import { namesIn } from "../train/tiny_run.ts";

Deno.test("RequestInbox takes what is asked once, no oftener than it shall look, and a stop for good", async () => {
  using space = new TempDir();
  const inbox = new RequestInbox(space.path, 0);
  assertEquals([inbox.take(), inbox.stop], [false, false]);
  await askRun(space.path, "checkpoint");
  await askRun(space.path, "checkpoint");
  assertEquals(await askedOfRun(space.path), ["checkpoint"]);
  assertEquals([inbox.take(), inbox.take(), inbox.stop], [true, false, false]);
  await askRun(space.path, "stop");
  assertEquals([inbox.take(), inbox.stop, await askedOfRun(space.path)], [false, true, []]);
  assertEquals([inbox.take(), inbox.stop], [false, true]);
  const slow = new RequestInbox(space.path, 1e6);
  assertEquals(slow.take(), false);
  await askRun(space.path, "checkpoint");
  assertEquals([slow.take(), await askedOfRun(space.path)], [false, ["checkpoint"]]);
});

Deno.test("RequestInbox takes a request that cannot be removed once", async () => {
  using space = new TempDir();
  await Deno.mkdir(`${space.path}/requests/checkpoint/in`, { recursive: true });
  const inbox = new RequestInbox(space.path, 0);
  assertEquals([inbox.take(), inbox.take()], [true, false]);
});

Deno.test("removeRequests() removes what was asked and leaves what is another's", async () => {
  using space = new TempDir();
  await removeRequests(space.path);
  await askRun(space.path, "stop");
  await removeRequests(space.path);
  assertEquals(await namesIn(space.path), []);
  await askRun(space.path, "stop");
  await Deno.writeTextFile(`${space.path}/requests/notes.txt`, "");
  await removeRequests(space.path);
  assertEquals(await namesIn(`${space.path}/requests`), ["notes.txt"]);
});

Deno.test("askRun() says why it cannot ask", async () => {
  using space = new TempDir();
  await Deno.writeTextFile(`${space.path}/requests`, "");
  await assertRejects(() => askRun(space.path, "stop"), Error, `Cannot ask the run ${space.path} to stop as `);
});
