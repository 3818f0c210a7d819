/**
 * Live pages as people use them, in Chromium.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { startWatch, type WatchServer } from "../../../recon/watch/watch_server.ts";
import { readRunRecord } from "../../../run/run_record.ts";
import { fit } from "../../../train/trainer.ts";
import type { Callback } from "../../../train/callbacks/callback.ts";
import { TempDir } from "../../data/temp_dir.ts";
import { HOSTILE } from "../figures/small_data.ts";
import { CHROMIUM, Page } from "../report/browser.ts";
import { makeRun } from "../report/made_run.ts";
import { CPU, tinyPayload, workspace } from "../../train/tiny_run.ts";

const IGNORED = { ignore: CHROMIUM === null };

/** Ends trainings that a test has begun, however it ends. */
class Ending implements AsyncDisposable {
  readonly #abort = new AbortController();
  readonly #work: Promise<unknown>[] = [];

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  of<T>(work: Promise<T>): Promise<T> {
    this.#work.push(work);
    return work;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    await Promise.allSettled(this.#work);
  }
}

function runAddress({ url, port }: WatchServer, run: string): string {
  const token = new URL(url).searchParams.get("token") ?? "";
  return `http://127.0.0.1:${port}/run?${new URLSearchParams({ run, token })}`;
}

/** Waits in the page until an expression is true. */
async function until(page: Page, expression: string): Promise<void> {
  for (let waited = 0; waited < 40_000; waited += 100) {
    if (await page.value<boolean>(expression)) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`The page did not come to ${expression}: ${await page.value("document.body.innerText")}`);
}

/** Presses a button and answers what the browser asks then. */
async function press(page: Page, id: string, accept: boolean): Promise<void> {
  const pressed = page.value(`document.getElementById("${id}").click()`);
  // The dialog comes when it comes; before that there is none to answer.
  for (let isOpen = false; !isOpen;) {
    isOpen = await page.send("Page.handleJavaScriptDialog", { accept }).then(() => true, () => false);
  }
  await pressed;
}

function text(id: string): string {
  return `document.getElementById("${id}").innerText`;
}

Deno.test({
  name: "a training is watched in a page, stopped from there and goes on",
  ...IGNORED,
  fn: async () => {
    await using space = await workspace();
    const payload = tinyPayload(space, { training: { epochs: 500 }, execution: { reconLogEvery: 1 } });
    const run = payload.execution.outputDir;
    let begun = (): void => undefined;
    const trains = new Promise<void>((done) => begun = done);
    const pace: Callback = {
      name: "pace",
      onEpochEnd: async () => {
        begun();
        // As long as an epoch of a real scan, compared with what a page needs.
        await new Promise((done) => setTimeout(done, 100));
      },
    };
    await using ending = new Ending();
    const training = ending.of(fit(payload, { accelerator: CPU, callbacks: [pace], signal: ending.signal }));
    await Promise.race([trains, training]);
    await using server = await startWatch(space.path, 0);
    await using page = await Page.start();
    await page.visit(server.url);
    await until(page, `document.querySelector("tbody .life").textContent === "training"`);
    await page.value(`document.querySelector("tbody a").click()`);
    await until(page, `document.title === "Run run – Exitwave"`);
    await until(page, `document.querySelector("#losses svg") !== null`);
    const epochs = `Number(/(\\d+) epochs?\\./.exec(${text("losses")})?.[1] ?? 0)`;
    const seen = await page.value<number>(epochs);
    await until(page, `${epochs} > ${seen}`);
    await until(page, `document.querySelector("#images img")?.naturalWidth > 0`);

    await press(page, "ask-stop", false);
    await page.value(`document.getElementById("ask-checkpoint").click()`);
    await until(page, `${text("answer")}.startsWith("Asked for a checkpoint")`);
    await until(page, `!document.getElementById("ask-checkpoint").disabled`);
    assertEquals((await readRunRecord(run))?.exitReason, "running", "what was not confirmed is not asked");
    await press(page, "ask-stop", true);
    const stopped = await training;
    assertEquals([stopped.exitReason, stopped.exitDetail], ["stopped", "a request in its directory asked it to stop"]);
    await until(page, `${text("state")} === "stopped by its user"`);
    assertEquals(await page.value(`document.getElementById("ask-stop").disabled`), true);

    const going = ending.of(fit(payload, { accelerator: CPU, callbacks: [pace], resume: run, signal: ending.signal }));
    await until(page, `${text("state")} === "training"`);
    await until(page, `${epochs} > ${stopped.epochs}`);
    await press(page, "ask-stop", true);
    assertEquals((await going).exitReason, "stopped");
    assertEquals(page.told.lines, []);
    assertEquals(page.told.asked.filter((address) => !address.startsWith(`http://127.0.0.1:${server.port}/`)), []);
  },
});

Deno.test({
  name: "a page of a day of training, 100 000 events, grows neither in elements nor in memory",
  ...IGNORED,
  fn: async () => {
    using space = new TempDir();
    await makeRun(`${space.path}/run`, { record: { exitReason: "running", endedAt: null }, side: 0 });
    await using server = await startWatch(space.path, 0);
    await using page = await Page.start();
    const capture = "self.sources = []; const Own = EventSource;" +
      "self.EventSource = class extends Own { constructor(address) { super(address); sources.push(this); } };";
    await page.send("Page.addScriptToEvaluateOnNewDocument", { source: capture });
    await page.visit(runAddress(server, "run"));
    await until(page, "sources.length === 1");
    const send = (from: number, to: number): Promise<unknown> =>
      page.value(`{ const losses = document.getElementById("losses").innerHTML;
        for (let k = ${from}; k < ${to}; k++) {
          const parts = { state: "epoch " + k, facts: "<dl><dt>Epoch</dt><dd>" + k + "</dd></dl>" };
          if (k % 500 === 0) parts.losses = losses;
          sources[0].dispatchEvent(new MessageEvent("parts", { data: JSON.stringify(parts), lastEventId: String(k) }));
        } }`);
    const size = async (): Promise<{ nodes: number; heap: number }> => {
      await page.send("HeapProfiler.collectGarbage");
      const { nodes, jsEventListeners: _none } = await page.send("Memory.getDOMCounters") as Record<string, number>;
      const { usedSize } = await page.send("Runtime.getHeapUsage") as Record<string, number>;
      return { nodes: nodes ?? NaN, heap: usedSize ?? NaN };
    };
    await send(0, 1000);
    const before = await size();
    await send(1000, 100_000);
    const after = await size();
    assertEquals(await page.value(text("state")), "epoch 99999");
    assert(after.nodes < 1.1 * before.nodes, `${before.nodes} nodes became ${after.nodes}`);
    assert(after.heap < 1.2 * before.heap + 2e5, `${before.heap} bytes became ${after.heap}`);
  },
});

Deno.test({
  name: "a page shows hostile runs as text, keeps what is ticked while it changes, and comes back after its server did",
  ...IGNORED,
  fn: async () => {
    using space = new TempDir();
    const name = `it's "a" <b>#1?`;
    const notes = `${HOSTILE}<img src=x onerror="document.title=1">`;
    await makeRun(`${space.path}/${name}`, { record: { notes }, side: 0 });
    await makeRun(`${space.path}/other`, { sections: { training: { epochs: 7 } }, side: 0 });
    await using page = await Page.start();
    {
      await using server = await startWatch(space.path, 0);
      await page.visit(server.url);
      const box = `[...document.querySelectorAll("tbody input")].find(({ value }) => value === "other")`;
      await page.value(`{ ${box}.click(); ${box}.focus(); }`);
      const record = JSON.parse(await Deno.readTextFile(`${space.path}/other/run.json`));
      await Deno.writeTextFile(`${space.path}/other/run.json`, JSON.stringify({ ...record, notes: "changed" }));
      await until(page, `document.body.innerText.includes("changed")`);
      assertEquals(await page.value(`${box}.checked`), true);
      await page.value(`document.querySelectorAll("tbody input:not(:checked)")[0].click()`);
      await page.value(`document.querySelector("form button:not([title])").click()`);
      await until(page, `document.title === "2 runs – Exitwave"`);
      assertEquals(await page.value(`document.querySelectorAll("#differences ~ * tbody tr").length`), 1);
      await page.visit(runAddress(server, name));
      assertEquals(await page.value("document.title"), `Run ${name} – Exitwave`);
      assert((await page.value<string>("document.body.innerText")).includes(notes.trim()));
      assertEquals(await page.value(`document.querySelectorAll("main script, main b, main img").length`), 0);
      assertEquals(page.told.lines, []);
    }
    await until(page, `${text("connection")}.startsWith("Nothing is heard of the server")`);
  },
});
