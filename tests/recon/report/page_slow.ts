/**
 * Reports as people use them, in Chromium.
 *
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { reportHtml } from "../../../recon/report/report_html.ts";
import { readReportedRun, type ReportedRun } from "../../../recon/report/reading/reported_run.ts";
import { TempDir } from "../../data/temp_dir.ts";
import { HOSTILE } from "../figures/small_data.ts";
import { CHROMIUM, Page } from "./browser.ts";
import { type MadeRun, makeRun } from "./made_run.ts";

const IGNORED = { ignore: CHROMIUM === null };

/** Makes runs and reads them. */
async function madeRuns(made: Readonly<Record<string, MadeRun>>): Promise<readonly ReportedRun[]> {
  using directory = new TempDir();
  const read = [];
  for (const [name, run] of Object.entries(made)) {
    await makeRun(`${directory.path}/${name}`, run);
    read.push(await readReportedRun(`${directory.path}/${name}`, { side: 144 }));
  }
  return read;
}

/** Writes a report and opens it. */
async function withReport(
  runs: readonly ReportedRun[],
  body: (page: Page) => Promise<void>,
): Promise<void> {
  using directory = new TempDir();
  await Deno.writeTextFile(`${directory.path}/report.html`, await reportHtml(runs));
  await using page = await Page.start();
  await page.open(`${directory.path}/report.html`);
  await body(page);
  assertEquals(page.told, { lines: [], asked: [] });
}

/** Names of the rows of the first table that are seen. */
const ROWS = `[...document.querySelectorAll("table")[0].tBodies[0].rows].filter((row) => !row.hidden)
  .map((row) => row.cells[0].textContent)`;

function click(title: string): string {
  return `[...document.querySelectorAll("button")].find(({ textContent }) => textContent === "${title}").click()`;
}

Deno.test({
  name: "a report sorts its runs by any column, what is not known last, and finds words in them",
  ...IGNORED,
  fn: async () => {
    const runs = await madeRuns({
      middle: { losses: [0.5], record: { seed: 10 } },
      best: { losses: [1, 0.0625], record: { seed: 9 } },
      none: { losses: [], record: { seed: 100, notes: "no Epochs" } },
      worst: { losses: [3e5], record: { seed: 1 } },
    });
    await withReport(runs, async (page) => {
      await page.value(click("Best"));
      assertEquals(await page.value(ROWS), ["best", "middle", "worst", "none"]);
      await page.value(click("Best"));
      assertEquals(await page.value(ROWS), ["worst", "middle", "best", "none"]);
      await page.value(click("Seed"));
      assertEquals(await page.value(ROWS), ["worst", "best", "middle", "none"]);
      assertEquals(await page.value(`document.querySelector("[aria-sort]").textContent`), "Seed");
      const type = (words: string): string =>
        `{ const box = document.querySelector(".filter input"); box.value = "${words}"; box.dispatchEvent(new Event("input")) }`;
      await page.value(type("epochs NO"));
      assertEquals(await page.value(ROWS), ["none"]);
      assertEquals(await page.value(`document.querySelector(".filter output").textContent`), "1 of 4");
      await page.value(type(""));
      assertEquals((await page.value<string[]>(ROWS)).length, 4);
      await page.value(`document.querySelector('a[href="#run-2"]').click()`);
      await page.value("new Promise((done) => setTimeout(done, 50))");
      assertEquals(await page.value(`document.getElementById("run-2").open`), true);
    });
  },
});

const VIEW = `document.querySelector(".view canvas")`;
/** Colours down the middle of the first image. */
const SEEN = `{ const canvas = ${VIEW};
  [...canvas.getContext("2d").getImageData(canvas.width / 2 | 0, 0, 1, canvas.height).data].join() }`;

Deno.test({
  name: "a report's image is moved, enlarged, shown in a range and cut along a line, by pointer and by keys",
  ...IGNORED,
  fn: async () =>
    await withReport(await madeRuns({ alone: { side: 40 } }), async (page) => {
      await page.value(`${VIEW}.scrollIntoView()`);
      await page.value("new Promise((done) => setTimeout(done, 300))");
      const told = `document.querySelector(".view output").textContent`;
      const first = await page.value<string>(SEEN);
      assert(new Set(first.split(",")).size > 20, "an image is seen");
      await page.value(`document.querySelector('.view [data-key="closer"]').click()`);
      const enlarged = await page.value<string>(SEEN);
      assert(enlarged !== first);
      const key = async (name: string, modifiers = 0): Promise<void> => {
        await page.value(`${VIEW}.focus()`);
        for (const type of ["keyDown", "keyUp"]) {
          await page.send("Input.dispatchKeyEvent", {
            type,
            key: name,
            text: name.length === 1 ? name : "",
            modifiers,
          });
        }
      };
      await key("ArrowDown");
      assert(await page.value(SEEN) !== enlarged);
      await key("0");
      assertEquals(await page.value(SEEN), first);
      await page.value(`{ const box = document.querySelector('.view [data-key="high"]'); box.value = "1.0";
        box.dispatchEvent(new Event("change")) }`);
      assert(await page.value(SEEN) !== first);
      await key("0");
      for (const name of ["ArrowDown", "+", "ArrowUp", "-"]) {
        const before = await page.value<string>(SEEN);
        await key(name);
        assert(await page.value(SEEN) !== before, name);
      }
      await key("0");
      await key("l");
      // 39 px of 8 nm, through a row of one amplitude.
      assertMatch(await page.value(told), /^Along 312 nm: from (\S+) to \1$/);
      assertEquals(await page.value(`document.querySelector(".view .profile").hidden`), false);
      // With the line through the middle, the next row and a slant are another cut.
      const along = await page.value(told);
      await key("ArrowDown");
      const moved = await page.value(told);
      await key("ArrowDown", 8);
      assertEquals(new Set([along, moved, await page.value(told)]).size, 3);
      const { x, y, width } = await page.value<{ x: number; y: number; width: number }>(
        `(({ x, y, width }) => ({ x, y, width }))(${VIEW}.getBoundingClientRect())`,
      );
      const mouse = (type: string, [right, down]: readonly [number, number]): Promise<unknown> =>
        page.send("Input.dispatchMouseEvent", {
          ...{ type, button: "left", buttons: 1, clickCount: 1 },
          ...{ x: x + right * width, y: y + down * width },
        });
      await mouse("mousePressed", [0.25, 0.25]);
      await mouse("mouseMoved", [0.25, 0.75]);
      await mouse("mouseReleased", [0.25, 0.75]);
      // Half of the image, across the rows.
      assertMatch(await page.value(told), /^Along 160 nm: from 0\.8\S* to 1\.\d+$/);
    }),
});

Deno.test({
  name: "a report runs nothing that a run holds, and nothing that is put into it",
  ...IGNORED,
  fn: async () => {
    using directory = new TempDir();
    const path = `${directory.path}/it's "a" #1?`;
    await makeRun(path, { record: { notes: `${HOSTILE}<img src=x onerror="document.title=1">`, experiment: HOSTILE } });
    const html = await reportHtml([await readReportedRun(path)]);
    await Deno.writeTextFile(`${directory.path}/report.html`, html);
    const injected = `<script>document.title = "taken"</script><img src="http://127.0.0.1:9/x.png"></main>`;
    await Deno.writeTextFile(`${directory.path}/injected.html`, html.replace("</main>", injected));
    await using page = await Page.start();
    await page.open(`${directory.path}/report.html`);
    assertEquals(page.told, { lines: [], asked: [] });
    assertEquals(await page.value("document.title"), `Run it's "a" #1? – Exitwave`);
    assertEquals(await page.value(`document.querySelectorAll("script, img").length`), 1);
    await page.open(`${directory.path}/injected.html`);
    assertEquals(await page.value("document.title"), `Run it's "a" #1? – Exitwave`);
    assertEquals(page.told.lines.filter((line) => line.includes("Content Security Policy")).length, 2);
  },
});

Deno.test({
  name: "a report of 10 000 epochs, and one of 100 runs, are small enough to open at once",
  ...IGNORED,
  fn: async (t) => {
    const losses = Array.from({ length: 1e4 }, (_, k) => 1 + Math.sin(k * k) / (k + 1));
    const long = await madeRuns({ long: { losses } });
    const [one] = await madeRuns({ one: { side: 160, diagnosed: true } });
    const many = Array.from({ length: 100 }, (_, k) => one ? [{ ...one, name: `run-${k}` }] : []).flat();
    for (const [name, runs] of [["10 000 epochs", long], ["100 runs", many]] as const) {
      await t.step(name, () =>
        withReport(runs, async (page) => {
          assertEquals(await page.value(`document.querySelectorAll("article, details.run").length`), runs.length);
          // Opening takes time by what there is to read and to lay out; docs/seeing.md has the times.
          const [letters, elements] = await page.value<[number, number]>(
            `[document.documentElement.outerHTML.length, document.querySelectorAll("*").length]`,
          );
          assert(letters < 4e6 && elements < 3e4, `${letters} letters, ${elements} elements`);
        }));
    }
  },
});
