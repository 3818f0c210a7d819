import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { lossFigure, readReconstruction, type Reconstruction, writeReconstruction } from "@exitwave/exitwave";
import { shownInference } from "../../../recon/notebook/shown_inference.ts";
import { shownReconstruction } from "../../../recon/notebook/shown_reconstruction.ts";
import { withTempDir } from "../../data/temp_dir.ts";
import { assertHidesDisplay, displayed } from "../../displayed.ts";

const re = Float32Array.from({ length: 1024 }, (_, p) => 1 + 0.3 * Math.sin(p / 7));
const object = { height: 32, width: 32, re, im: new Float32Array(1024) };
const mask = new Uint8Array(1024).fill(1, 0, 512);
const plain: Reconstruction = { object, mask, origin: { y: -3, x: 8 }, pixelSize: { height: 8e-9, width: 8e-9 } };

Deno.test("a reconstruction shows amplitude, phase and both, its size and what is covered", async () => {
  await withTempDir(async (directory) => {
    await writeReconstruction(`${directory}/image.npz`, plain);
    const read = await readReconstruction(`${directory}/image.npz`);
    for (const shown of [read, shownReconstruction({ ...plain })]) {
      const { "text/plain": text = "", "text/html": html = "" } = await displayed(shown);
      assertMatch(text, /size +32 × 32 px\n +pixel +8 nm\n +extent +256 nm × 256 nm\n +covered by the scan +50 %/);
      assertStringIncludes(html, "<svg");
      assertStringIncludes(html, "Phase (rad)");
      assertHidesDisplay(shown);
    }
    assertEquals(read, plain);
  });
});

Deno.test("an inference shows its image, what it is of, and where it lies; text out of files is text", async () => {
  const files = { reconstruction: "out/reconstruction.npz" };
  const result = {
    reconstruction: plain,
    scan: "<script>.npz",
    patterns: 7,
    checkpoint: "last",
    files,
    warnings: ["dim"],
    findings: [
      {
        code: "holes",
        severity: "hint",
        title: "holes",
        detail: "3 % is not covered",
        remedy: "scan more densely",
      } as const,
    ],
  };
  const { "text/plain": text = "", "text/html": html = "" } = await displayed(shownInference({ ...result }));
  assertMatch(text, /scan +<script>\.npz\n +patterns +7\n/);
  assertMatch(
    text,
    /files +out\/reconstruction\.npz\nHint: holes: 3 % is not covered; scan more densely\nWarning: dim$/,
  );
  assertEquals([html.includes("<script"), html.includes("&lt;script&gt;.npz"), html.includes("<svg")], [
    false,
    true,
    true,
  ]);
});

Deno.test("a figure shows itself in the colours of the page, as SVG with paper of its own, and in words", async () => {
  const figure = lossFigure([1, 0.1].map((loss, epoch) => ({ epoch, metrics: { mae_val_loss: loss } })));
  const { "text/plain": text, "text/html": html, "image/svg+xml": svg = "" } = await displayed(figure);
  assertEquals(html, figure.svg);
  assertEquals(text, "Losses. mae_val_loss is best in epoch 2, 0.1. 2 epochs.");
  assertMatch(svg, /^<svg .*fill="#/s);
  assertHidesDisplay(figure);
});
