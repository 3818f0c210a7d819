import { assertEquals } from "@std/assert";
import { escaped } from "../../../config/values/markup.ts";
import { eventStream } from "../../../recon/watch/event_stream.ts";
import { partsDigest, type View } from "../../../recon/watch/view.ts";

function view(parts: Readonly<Record<string, string>>, frame = "frame"): View {
  const all = new Map(Object.entries(parts).map(([id, text]) => [id, escaped(text)]));
  return { title: "", body: [], parts: all, frame };
}

/** What a page gets that shows `last`, of views one after the other. */
async function events(last: string, views: readonly (View | null)[]): Promise<string[]> {
  const ending = new AbortController();
  let looked = 0;
  const look = (): Promise<View | null> => {
    const now = views[Math.min(looked, views.length - 1)] ?? null;
    if (looked++ === views.length) ending.abort();
    return Promise.resolve(now);
  };
  const stream = eventStream({ look, frame: "frame", last, signal: ending.signal, intervalMs: 0 });
  const text = await new Response(stream).text();
  return text.split("\n\n").slice(1, -1);
}

const [first, second] = [view({ a: "1", b: "2" }), view({ a: "1", b: "3" })];

Deno.test("eventStream() sends a page what it has not, then what changes, each with the digest of what it then has", async () => {
  const all = `id: ${partsDigest(first.parts)}\nevent: parts\ndata: {"a":"1","b":"2"}`;
  const change = `id: ${partsDigest(second.parts)}\nevent: parts\ndata: {"b":"3"}`;
  assertEquals(await events("", [first, first, second, second]), [all, change]);
  assertEquals(await events(partsDigest(first.parts), [first, first, second]), [change]);
  assertEquals(await events(partsDigest(second.parts), [first]), [all]);
});

Deno.test("eventStream() has a page loaded anew that is another one by now, or none", async () => {
  const reload = "event: reload\ndata:";
  assertEquals(await events("", [view({ a: "1" }, "other")]), [reload]);
  assertEquals(await events(partsDigest(first.parts), [first, null]), [reload]);
});

Deno.test("eventStream() of many changes keeps none for a page that does not read", async () => {
  const ending = new AbortController();
  let looked = 0;
  const look = async (): Promise<View> => {
    looked++;
    await Promise.resolve();
    return view({ a: String(looked) });
  };
  const stream = eventStream({ look, frame: "frame", last: "", signal: ending.signal, intervalMs: 0 });
  while (looked < 200) await new Promise((done) => setTimeout(done, 1));
  ending.abort();
  const text = await new Response(stream).text();
  assertEquals(text.split("event: parts").length - 1 <= 2, true);
});
