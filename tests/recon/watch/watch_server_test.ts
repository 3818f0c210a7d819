import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { startWatch, type WatchServer } from "../../../recon/watch/watch_server.ts";
import { askedOfRun } from "../../../run/run_requests.ts";
import { RunLock } from "../../../run/run_lock.ts";
import { TempDir } from "../../data/temp_dir.ts";
import { HOSTILE } from "../figures/small_data.ts";
import { makeRun } from "../report/made_run.ts";
import { type RawAnswer, rawRequest } from "./raw_request.ts";

/** A directory with a run `a/busy` that trains, one `done` that has ended, a file beside them, and a server. */
async function withServer(
  body: (directory: string, server: WatchServer, get: (path: string) => Promise<RawAnswer>) => Promise<void>,
): Promise<void> {
  using space = new TempDir();
  const directory = `${space.path}/runs`;
  await makeRun(`${directory}/a/busy`, { record: { exitReason: "running", endedAt: null }, side: 24 });
  await makeRun(`${directory}/done`, { side: 0 });
  await Deno.writeTextFile(`${space.path}/secret.png`, "secret");
  await Deno.writeTextFile(`${directory}/secret.png`, "secret");
  using lock = new RunLock(`${directory}/a/busy`);
  await lock.take();
  await using server = await startWatch(directory, 0);
  await body(directory, server, (path) => rawRequest({ port: server.port, target: withToken(path, server) }));
}

function withToken(path: string, { url }: WatchServer): string {
  return `${path}${path.includes("?") ? "&" : "?"}${new URL(url).searchParams}`;
}

Deno.test("startWatch() asks a training for what is asked by who has the token, and by nobody else", async () => {
  await withServer(async (directory, server) => {
    const { port } = server;
    const run = `${directory}/a/busy`;
    const own = `http://127.0.0.1:${port}`;
    const target = withToken("/ask?run=a/busy&what=stop", server);
    const post = (
      sent: { readonly target?: string; readonly headers?: Readonly<Record<string, string>> },
    ): Promise<RawAnswer> => rawRequest({ port, target, method: "POST", ...sent });
    const foreign = fc.domain().map((name) => `http://${name}`);
    const headers = fc.oneof(
      fc.record({ origin: foreign }),
      fc.record({ origin: foreign, referer: fc.constant(`${own}/`), "sec-fetch-site": fc.constant("same-origin") }),
      fc.domain().map((host) => ({ host, origin: `http://${host}` })),
      fc.constantFrom<Record<string, string>>({}, { origin: "null" }, { origin: `https://127.0.0.1:${port}` }),
    );
    await fc.assert(
      fc.asyncProperty(headers, async (headers) => {
        assertEquals((await post({ headers })).status, 403);
      }),
      { numRuns: 15 },
    );
    for (const query of ["", "token=", `token=${"0".repeat(32)}`]) {
      const answer = await post({ target: `/ask?run=a/busy&what=stop&${query}`, headers: { origin: own } });
      assertEquals(answer.status, 403);
    }
    assertEquals((await rawRequest({ port, target })).status, 404, "a GET asks for nothing");
    assertEquals(await askedOfRun(run), []);

    const asked = await post({ headers: { origin: own } });
    assertEquals([asked.status, await askedOfRun(run)], [200, ["stop"]]);
    assertMatch(asked.text, /^Asked to stop:/);
    await post({ target: withToken("/ask?run=a/busy&what=checkpoint", server), headers: { origin: own } });
    assertEquals(await askedOfRun(run), ["stop", "checkpoint"]);
    const other = await post({ target: withToken("/ask?run=a/busy&what=../stop", server), headers: { origin: own } });
    assertEquals(other.status, 404);
  });
});

Deno.test("startWatch() asks nothing of a run that does not train", async () => {
  await withServer(async (directory, server) => {
    const answer = await rawRequest({
      port: server.port,
      target: withToken("/ask?run=done&what=stop", server),
      method: "POST",
      headers: { origin: `http://127.0.0.1:${server.port}` },
    });
    assertEquals([answer.status, await askedOfRun(`${directory}/done`)], [409, []]);
    assertEquals(answer.text, "Nobody can be asked, as this run is not training: finished\n");
  });
});

Deno.test("startWatch() shows no file but images of runs below its directory, whatever path is sent", async () => {
  await withServer(async (directory, _server, get) => {
    await Deno.writeTextFile(`${directory}/a/busy/results.png`, "an image");
    await Deno.symlink(`${directory}/secret.png`, `${directory}/a/busy/reconstructed_phase.png`);
    const image = await get("/image?run=a/busy&path=results.png");
    assertEquals([image.status, image.headers.get("content-type")], [200, "image/png"]);
    assertStringIncludes(image.text, "an image");
    const step = fc.constantFrom(
      "..",
      ".",
      "",
      "a",
      "busy",
      "%2e%2e",
      "..%2f",
      "results.png",
      "secret.png",
      "\0",
      "//",
      "C:",
    );
    const path = fc.array(step, { maxLength: 6 }).map((steps) => steps.join("/"));
    await fc.assert(
      fc.asyncProperty(path, path, async (run, file) => {
        fc.pre(run !== "a/busy" || file !== "results.png");
        const query = `run=${encodeURIComponent(run)}&path=${encodeURIComponent(file)}`;
        assertEquals((await get(`/image?${query}`)).status, 404);
        if (run !== "a/busy") assertEquals((await get(`/run?${query}`)).status, 404);
        if (run !== "a/busy") assertEquals((await get(`/report?${query}`)).status, 404);
      }),
      { numRuns: 25 },
    );
    assertEquals((await get("/image?run=a/busy&path=reconstructed_phase.png")).status, 404);
    assertEquals((await get("/../secret.png")).status, 404);
    assertEquals((await get("/constructor")).status, 404);
  });
});

Deno.test("startWatch() shows damaged and hostile runs as text, and all that it sends forbids others to use it", async () => {
  using space = new TempDir();
  const name = `it's "a" <b>&amp; #1?%2e`;
  await makeRun(`${space.path}/${name}`, {
    record: { notes: HOSTILE, exitDetail: HOSTILE, experiment: HOSTILE },
    side: 0,
  });
  await makeRun(`${space.path}/cut`, { side: 0 });
  const record = await Deno.readTextFile(`${space.path}/cut/run.json`);
  await Deno.writeTextFile(`${space.path}/cut/run.json`, record.slice(0, record.length / 2));
  await Deno.mkdir(`${space.path}/empty/payload.json`, { recursive: true });
  await Deno.mkdir(`${space.path}/nothing`);
  await Deno.writeTextFile(`${space.path}/nothing/payload.json`, "");
  await using server = await startWatch(space.path, 0);
  const get = (path: string): Promise<RawAnswer> => rawRequest({ port: server.port, target: withToken(path, server) });
  const list = await get("/");
  assertEquals(list.status, 200);
  const run = await get(`/run?run=${encodeURIComponent(name)}`);
  assertEquals(run.status, 200);
  for (const { text } of [list, run]) {
    assertEquals(text.match(/<script|<b>|onerror=/g), ["<script"], "its own script alone");
    assertStringIncludes(text, "connect-src &#39;self&#39;");
  }
  assertStringIncludes((await get("/run?run=cut")).text, `Cannot read ${space.path}/cut/run.json as`);
  assertStringIncludes((await get("/run?run=nothing")).text, `Cannot read ${space.path}/nothing/payload.json as`);
  assertEquals((await get("/run?run=empty")).status, 404);
  assertEquals((await get("/report?run=cut&run=nothing")).status, 200);
  assertEquals((await get("/report")).status, 400);
  for (const path of ["/", "/nowhere"]) {
    const { headers } = await get(path);
    const names = [
      "content-security-policy",
      "referrer-policy",
      "x-content-type-options",
      "cross-origin-resource-policy",
    ];
    assertEquals(names.map((header) => headers.get(header)), [
      "frame-ancestors 'none'",
      "no-referrer",
      "nosniff",
      "same-origin",
    ]);
    assertEquals([...headers.keys()].filter((header) => header.startsWith("access-control")), []);
  }
});

Deno.test("startWatch() says what it cannot do", async () => {
  using space = new TempDir();
  await Deno.writeTextFile(`${space.path}/file`, "");
  const cannot = (directory: string, port: number): Promise<Error> =>
    assertRejects(() => startWatch(directory, port), Error);
  assertEquals(
    (await cannot(`${space.path}/none`, 0)).message,
    `Cannot watch ${space.path}/none as there is no such directory`,
  );
  assertEquals(
    (await cannot(`${space.path}/file`, 0)).message,
    `Cannot watch ${space.path}/file as it is no directory`,
  );
  await using server = await startWatch(space.path, 0);
  const { message } = await cannot(space.path, server.port);
  assertEquals(
    message,
    `Cannot listen on 127.0.0.1:${server.port} as another program does: choose another --port, or 0 for a free one`,
  );
  const empty = await rawRequest({ port: server.port, target: withToken("/", server) });
  assert(empty.text.includes("There is no run here yet."));
});
