import { assert, assertEquals, assertRejects } from "@std/assert";
import { decode } from "fast-png";
import { fileURLToPath } from "node:url";
import { linearScale } from "../../../../recon/figures/drawing/axes/linear_scale.ts";
import { type Figure, figure, standalone } from "../../../../recon/figures/drawing/figure.ts";
import { figurePng } from "../../../../recon/figures/drawing/figure_png.ts";
import { valueRaster } from "../../../../recon/figures/drawing/images/raster.ts";
import { figureBlock } from "../../../../recon/figures/drawing/layout/figure_block.ts";
import { grid } from "../../../../recon/figures/drawing/layout/grid.ts";
import { element, joined } from "../../../../config/values/markup.ts";
import { words } from "../../../../recon/figures/drawing/words.ts";

const HOSTILE = `</text><script>alert("1")</script> & 'µm'`;
const CAPTION = { title: HOSTILE, description: `shows ${HOSTILE}` };

function written(text: string): Figure {
  return figure(words(text, { x: 10, y: 30, size: 20 }), { width: 199.2, height: 50 }, CAPTION);
}

/** Pixels that are not paper. */
async function inked(text: string): Promise<number> {
  const { data } = decode(await figurePng(written(text), { scale: 1 }));
  return data.filter((value, index) => index % 4 === 0 && value < 128).length;
}

Deno.test("figure() is one svg element that says what it shows, with ink of the page and no ids", () => {
  const { svg, width, height, title } = written(HOSTILE);
  assertEquals([width, height, title], [200, 50, HOSTILE]);
  assert(svg.startsWith("<svg ") && svg.endsWith("</svg>"));
  assert(!/<script|\bid=|http(?!:\/\/www\.w3\.org)|fill="#/.test(svg));
  assert(svg.includes('fill="currentColor"'));
});

Deno.test("standalone() brings paper and ink", () => {
  const svg = standalone(written("a"));
  assert(svg.includes('fill="#ffffff"') && svg.includes('color="#1b1f24"'));
});

Deno.test("figurePng() renders text in its own font, at the size that it is asked for", async () => {
  const png = decode(await figurePng(written("A"), { scale: 1.5 }));
  assertEquals([png.width, png.height], [300, 75]);
  const [none, letters, more] = [await inked(""), await inked("Ag"), await inked(`Agφµ⁻⁷ж${HOSTILE}`)];
  assertEquals(none, 0);
  assert(letters > 30 && more > 4 * letters, `${letters} ${more}`);
  // A letter that the font lacks is a box, like another that it lacks.
  assertEquals(await inked("語"), await inked("本"));
  assert(await inked("ж") !== await inked("語"));
});

Deno.test("figurePng() keeps the pixels of an enlarged image apart", async () => {
  const scale = linearScale({ low: 0, high: 1 });
  const { uri } = valueRaster({ height: 1, width: 2, data: Float64Array.of(0, 1) }, { map: "grey", scale });
  const image = element("image", { href: uri, width: 100, height: 50, "image-rendering": "pixelated" });
  const { data } = decode(await figurePng(figure(image, { width: 100, height: 50 }, CAPTION), { scale: 1 }));
  const levels = new Set(data.filter((_, index) => index % 4 === 0));
  assertEquals(levels.size, 2);
});

Deno.test("figurePng() refuses what would be no image, or too large", async () => {
  for (const scale of [0, -1, NaN, 1000]) {
    await assertRejects(() => figurePng(written("a"), { scale }), RangeError, `current value is ${scale}`);
  }
});

Deno.test("figurePng() needs no permission", async () => {
  const root = new URL("../../../../", import.meta.url);
  const [drawing, rendering] = ["figure.ts", "figure_png.ts"].map((name) =>
    new URL(`recon/figures/drawing/${name}`, root).href
  );
  const program = `
    import { figure } from ${JSON.stringify(drawing)};
    import { figurePng } from ${JSON.stringify(rendering)};
    console.log((await figurePng(figure("", { width: 10, height: 10 }, { title: "", description: "" }))).length > 50);`;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--cached-only", "--no-lock", `data:text/typescript,${encodeURIComponent(program)}`],
    cwd: fileURLToPath(root),
  }).output();
  assertEquals(new TextDecoder().decode(stdout).trim(), "true", new TextDecoder().decode(stderr));
});

Deno.test("figureBlock() lets several figures stand in one", async () => {
  const { content, ...size } = grid([[figureBlock(written("a")), figureBlock(written("b"))]]);
  const both = figure(joined([content]), size, CAPTION);
  assertEquals([both.width, both.height], [24 + 400 + 18, 24 + 50]);
  assertEquals(decode(await figurePng(both, { scale: 1 })).width, both.width);
});
