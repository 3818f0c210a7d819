import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { decode } from "fast-png";
import { loadScan, simulateScan, writeScan } from "@exitwave/exitwave/data";
import { dots, thumbnail } from "../../../data/thumbnails/thumbnail.ts";
import { scanCard } from "../../../data/thumbnails/scan_card.ts";
import { assertHidesDisplay, displayed } from "../../displayed.ts";
import { withTempDir } from "../temp_dir.ts";

/** Grey levels of a thumbnail; -1 where it is transparent. */
function pixelsOf(markup: string): number[] {
  const [, base64 = ""] = markup.match(/data:image\/png;base64,([^"]*)/) ?? [];
  const { data, palette = [] } = decode(Uint8Array.fromBase64(base64));
  return [...data].map((level) => palette[level]?.[3] === 0 ? -1 : palette[level]?.[0] ?? NaN);
}

Deno.test("a thumbnail goes from black to white, and what has no value is transparent", () => {
  assertEquals(pixelsOf(thumbnail({ height: 2, width: 2, data: [0, 1, NaN, 2] }, "a")), [1, 128, -1, 255]);
  assertEquals(pixelsOf(thumbnail({ height: 1, width: 2, data: [3, 3] }, "flat")), [1, 1]);
});

Deno.test("dots lie within the picture, one at each position, x to the right and y downwards on one scale", () => {
  const places = [...dots([0, 10, 0], [0, 0, 5], "a").matchAll(/cx="([^"]*)" cy="([^"]*)"/g)].map(([, x, y]) => [x, y]);
  assertEquals(places, [["6", "43"], ["154", "43"], ["6", "117"]]);
  const many = dots(new Float64Array(5000), new Float64Array(5000), "b");
  assertEquals(many.match(/<circle/g)?.length, 1667);
  assertStringIncludes(many, "b (one in 3)");
});

Deno.test("a scan shows its mean pattern, probe, positions and numbers, read from a file or simulated", async () => {
  await withTempDir(async (directory) => {
    const simulated = simulateScan({ patchSize: 16, patterns: 5, photons: 1e5 });
    await writeScan(`${directory}/scan.npz`, simulated);
    const loaded = await loadScan(`${directory}/scan.npz`);
    for (const scan of [simulated, loaded]) {
      const { "text/plain": text = "", "text/html": html = "" } = await displayed(scan);
      assertMatch(text, /patterns +5 of 16 × 16 px/);
      assertMatch(text, /pixel of the object +\d/);
      assertEquals([html.match(/<img/g)?.length, html.match(/<circle/g)?.length], [2, 5]);
      assertEquals(pixelsOf(html).length, 256);
      assertHidesDisplay(scan);
    }
    assertStringIncludes((await displayed(loaded))["text/plain"] ?? "", `Scan ${directory}/scan.npz`);
  });
});

Deno.test("a scan's mean pattern leaves out masked pixels, and those that no pattern has are transparent", () => {
  const scan = { ...simulateScan({ patchSize: 2, patterns: 2, photons: 1e5 }), warnings: ["odd"] };
  const amplitude = Float32Array.of(1, 10, 100, 7, 9, 10, 1, 7);
  // Of pixel 0 the second, of pixel 2 the first pattern counts; of pixel 3 none.
  const mask = Uint8Array.of(0, 1, 1, 0, 1, 1, 0, 0);
  const { picture = "", rows, notes } = scanCard({ ...scan, amplitude, mask }, []);
  const levels = pixelsOf(picture);
  assertEquals([levels[0], levels[2], levels[3]], [1, 255, -1]);
  assertEquals([rows[1], notes], [["masked", "50 %"], ["Warning: odd"]]);
});
