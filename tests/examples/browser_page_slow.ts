/**
 * The page of `examples/browser`, built and used in Chromium: what it makes of a scan and a checkpoint is what the command
 * line makes of them.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { builtPage } from "../../examples/browser/build.ts";
import { readReconstruction } from "../../recon/read_reconstruction.ts";
import { exitwaveEach, TINY } from "../cli/program.ts";
import { withTempDir } from "../data/temp_dir.ts";
import { CHROMIUM, Page } from "../recon/report/browser.ts";

/** What the page says once it is done, or cannot do it. */
async function end(page: Page): Promise<string> {
  for (;;) {
    const said = await page.value<string>(`document.getElementById("status").textContent`);
    if (/ s$|^Cannot/.test(said)) return said;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Whole numbers of a file that the page offers. */
async function downloaded(page: Page, name: string): Promise<Uint8Array> {
  return Uint8Array.fromBase64(
    await page.value<string>(
      `fetch([...document.querySelectorAll("#downloads a")].find((link) => link.download === "${name}").href)` +
        ".then((answer) => answer.arrayBuffer()).then((buffer) => new Uint8Array(buffer).toBase64())",
    ),
  );
}

Deno.test({
  name: "examples/browser reconstructs dropped files on WebGPU as the command line does",
  ignore: CHROMIUM === null,
  fn: () =>
    withTempDir(async (directory) => {
      const [train, infer] = await exitwaveEach(directory, [
        ["simulate", "-o", "scan.npz", "--patterns", "16"],
        ["train", "scan.npz", "-o", "run", ...TINY],
        ["infer", "run", "-o", "image", "--accelerator", "cpu", "--crop", "48"],
      ]).then(([, ...rest]) => rest);
      assertEquals([train?.code, infer?.code], [0, 0], `${train?.stderr}${infer?.stderr}`);
      await Deno.writeTextFile(`${directory}/exitwave.html`, await builtPage());

      await using page = await Page.start(["--enable-unsafe-webgpu"]);
      await page.open(`${directory}/exitwave.html`);
      await page.choose("#scan", `${directory}/scan.npz`);
      await page.choose("#checkpoint", `${directory}/run/checkpoints/last.safetensors`);
      const write = (crop: string): Promise<unknown> =>
        page.value(`crop = document.getElementById("crop"), crop.value = "${crop}", form.oninput(), 0`);
      await write("47");
      assertStringIncludes(await end(page), "inference.crop must be a multiple of 2 from 2 to 256");
      await write("48");
      const table = await page.value<string>(`document.getElementById("configuration").textContent`);
      assertStringIncludes(table, "inference.crop48null");
      await page.value(`document.getElementById("start").click()`);
      assert(/^16 patterns in /.test(await end(page)), await end(page));

      await Deno.writeFile(`${directory}/page.npz`, await downloaded(page, "reconstruction.npz"));
      const [there, here] = await Promise.all(
        ["page.npz", "image/reconstruction.npz"].map((path) => readReconstruction(`${directory}/${path}`)),
      );
      assertEquals([there?.mask, there?.origin], [here?.mask, here?.origin]);
      const furthest = here?.object.re.reduce(
        (most, re, pixel) => Math.max(most, Math.abs(re - (there?.object.re[pixel] ?? NaN))),
        0,
      );
      assert((furthest ?? NaN) < 1e-4, `real parts differ by ${furthest}`);
      assertEquals(page.told, { lines: [], asked: [] });
    }),
});
