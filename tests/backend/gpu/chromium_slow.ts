/**
 * WebGPU's programs in Chromium, whose compiler of WGSL is another than Deno's, beside the kernels of the CPU.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import { withTempDir } from "../../data/temp_dir.ts";
import { CHROMIUM, Page } from "../../recon/report/browser.ts";
import { assertResultsClose } from "./assert_results_close.ts";
import { ENGINE_CASES, engineResults } from "./engine_results.ts";
import { stepResults } from "./step_results.ts";
import { stitchResults } from "./stitch_results.ts";

/** What a page computed. */
interface Computed {
  readonly results: string[][];
  readonly failure: string | null;
}

Deno.test({
  name:
    "WebGPU's programs of a training step, of stitching and of engines have in Chromium what the CPU's kernels have",
  ignore: CHROMIUM === null,
  fn: () =>
    withTempDir(async (directory) => {
      await Deno.writeTextFile(`${directory}/page.html`, `<script type="module">${await bundle()}</script>`);
      await using page = await Page.start(["--enable-unsafe-webgpu"]);
      await page.open(`${directory}/page.html`);
      const { results, failure } = await page.value<Computed>("computed()");
      assertEquals(failure, null);
      await selectAccelerator("cpu");
      const there = results.map((arrays) => arrays.map((text) => new Float32Array(Uint8Array.fromBase64(text).buffer)));
      // The sines of a GPU have an accuracy of their own, which goes through all of the network.
      assertResultsClose(there[0] ?? [], await stepResults(), { what: "a step", tolerance: 5e-3 });
      assertResultsClose(there[1] ?? [], await stitchResults(), { what: "stitching" });
      for (const [k, made] of ENGINE_CASES.entries()) {
        assertResultsClose(there[k + 2] ?? [], await engineResults(made), { what: JSON.stringify(made) });
      }
    }),
});

async function bundle(): Promise<string> {
  const args = ["bundle", "--quiet", "--no-lock", "--platform", "browser", "--import-map"];
  const [map, page] = ["../../../examples/browser/import_map.json", "chromium_page.ts"];
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    ...{ args: [...args, map, page], cwd: new URL("./", import.meta.url) },
  }).output();
  assertEquals(success, true, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).replaceAll("</script", "<\\/script");
}
