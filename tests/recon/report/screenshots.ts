/**
 * Pictures of a report in Chromium, to be looked at: light, dark, narrow and printed, each in pieces of a screen's height.
 *
 *     deno task screenshots RUN...
 *
 * @module
 */
import { reportHtml } from "../../../recon/report/report_html.ts";
import { readReportedRun } from "../../../recon/report/reading/reported_run.ts";
import { runNames } from "../../../recon/report/reading/run_names.ts";
import { Page } from "./browser.ts";

/** Where they go. */
const FOLDER = "screenshots";

/** Height of a piece, and how many of each look there are at most. */
const [HEIGHT, MOST] = [1400, 8];

const LOOKS = [
  { name: "light", width: 1280, scheme: "light" },
  { name: "dark", width: 1280, scheme: "dark" },
  { name: "narrow", width: 390, scheme: "light" },
] as const;

const names = await runNames(Deno.args);
const runs = await Promise.all(Deno.args.map((directory) => readReportedRun(directory)));
await Deno.mkdir(FOLDER, { recursive: true });
const path = await Deno.realPath(FOLDER) + "/report.html";
await Deno.writeTextFile(
  path,
  await reportHtml(runs.map((run, index) => ({ ...run, name: names[index] ?? run.name }))),
);
await using page = await Page.start();
for (const { name, width, scheme } of LOOKS) {
  await page.look({ width, scheme });
  await page.open(path);
  // Images to look into are drawn when they are first seen.
  await page.value(`(async () => {
    for (const view of document.querySelectorAll(".view")) {
      view.scrollIntoView();
      await new Promise((done) => setTimeout(done, 300));
    }
    scrollTo(0, 0);
  })()`);
  const height = await page.value<number>("document.documentElement.scrollHeight");
  for (let piece = 0; piece < Math.min(MOST, Math.ceil(height / HEIGHT)); piece++) {
    const picture = await page.screenshot({ y: piece * HEIGHT, height: HEIGHT });
    await Deno.writeFile(`${FOLDER}/${name}-${piece + 1}.png`, picture);
  }
}
await Deno.writeFile(`${FOLDER}/print.pdf`, await page.print());
await Deno.stdout.write(new TextEncoder().encode(`${LOOKS.length} looks, and print.pdf, of ${path}\n`));
