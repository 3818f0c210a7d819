import { assert, assertEquals, assertMatch } from "@std/assert";
import { figurePng } from "../../../recon/figures/drawing/figure_png.ts";
import type { Finding } from "../../../recon/findings/finding.ts";
import type { HeadStatistics } from "../../../recon/findings/patch_moments.ts";
import type { Diagnostics } from "../../../recon/results/diagnostics.ts";
import { type Results, resultsFigure } from "../../../recon/results/results_figure.ts";
import { attributes, drawn, imagesIn, wordsIn } from "../figures/drawn.ts";
import { HOSTILE, image, PIXEL, positions, wave, whole } from "../figures/small_data.ts";

const head: HeadStatistics = {
  ...{ mean: 1, std: 1, min: 0, max: 2, saturatedLow: null, saturatedHigh: null },
  ...{ stdWithinPatches: 1, stdBetweenPatches: 1 },
};

const diagnostics: Diagnostics = {
  patterns: {
    positions: positions(2, 3),
    numbers: Int32Array.of(0, 1, 2, 3, 4, 5),
    residuals: Float64Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6),
    energies: new Float64Array(6).fill(9),
    greatest: new Float64Array(6).fill(2),
  },
  shown: ["best", "median", "worst"].map((name, k) => ({
    ...{ name, number: 7 * k, residual: 0.1 + 0.2 * k },
    measured: image(8, 8, (row, column) => row * column),
    predicted: image(8, 8, (row, column) => row + column),
  })),
  mean: { mean: { height: 8, width: 8, data: Float64Array.from({ length: 64 }, (_, p) => p) }, mask: null },
  probe: [wave(8, 8, (row, column) => [row, column / 4])],
  patches: { heads: { amplitude: head, phase: head }, count: 6, agreement: 0.9 },
  photons: null,
};

const results: Results = {
  name: "scan.npz, 6 patterns",
  reconstruction: { ...whole(wave(16, 16, (row, column) => [1 + row / 16, column / 16])), pixelSize: PIXEL },
  diagnostics,
  findings: [],
  epochs: [],
};

const epochs = Array.from({ length: 8 }, (_, epoch) => ({ epoch, metrics: { mae_val_loss: 1 / (1 + epoch) } }));

function finding(severity: Finding["severity"], text: string): Finding {
  return { code: "holes", severity, title: text, detail: text, remedy: text };
}

Deno.test("resultsFigure() is what it was", async (t) => {
  const findings = [finding("problem", "the training diverged"), finding("hint", "look ".repeat(60).trim())];
  await t.assertSnapshot(drawn(resultsFigure({ ...results, findings, epochs })));
});

Deno.test("resultsFigure() shows the losses where the run is at hand, else the mean pattern", () => {
  const [without, beside] = [wordsIn(resultsFigure(results)), wordsIn(resultsFigure({ ...results, epochs }))];
  assertEquals([without.includes("Mean pattern, amplitude"), without.includes("Losses")], [true, false]);
  assertEquals([beside.includes("Mean pattern, amplitude"), beside.includes("Losses")], [false, true]);
  for (const title of ["Amplitude", "Phase (rad)", "Residual by position", "Probe"]) {
    {
      assert(beside.some((text) => text.startsWith(title)), title);
    }
  }
  assertEquals(beside.filter((text) => /^(Best|Median|Worst)/.test(text)), [
    "Median: measured, no. 7",
    "Worst: measured, no. 14",
  ]);
});

Deno.test("resultsFigure() shows of an engine what was left in each iteration", () => {
  const { patches: _, ...measured } = diagnostics;
  const iterations = [0.5, 0.2, 0.125].map((rFactor) => ({ rFactor }));
  const shown = wordsIn(resultsFigure({ ...results, diagnostics: measured, iterations }));
  for (const text of ["R-factor", "iteration", "last 0.125"]) assert(shown.includes(text), text);
  assertEquals(["Losses", "Mean pattern, amplitude"].some((text) => shown.includes(text)), false);
  // Where it was stopped before the first had ended, or explains all.
  wordsIn(resultsFigure({ ...results, iterations: [{ rFactor: 0 }] }));
});

Deno.test("resultsFigure() puts findings above, marked by their weight, or says that nothing looks wrong", () => {
  assert(wordsIn(resultsFigure(results)).includes("Nothing looks wrong."));
  const figure = resultsFigure({ ...results, findings: [finding("problem", "one"), finding("hint", "two")] });
  assertEquals(attributes(figure, "problem", "fill").length, 1);
  assertEquals(attributes(figure, "hint", "stroke").length, 1);
  const texts = wordsIn(figure);
  assertEquals(texts.slice(0, 2), [
    "scan.npz, 6 patterns",
    "Residuals of 6 patterns: 0.3 in the middle, from 0.1 to 0.6.",
  ]);
  assertEquals(texts.slice(2, 8), ["One", "One.", "Try: one.", "Two", "Two.", "Try: two."]);
  assertMatch(figure.description, /one: one\. two: two\.$/);
});

Deno.test("resultsFigure() writes names of losses as they are", () => {
  const named = { ...finding("hint", "one"), detail: "poisson_val_loss fell", title: "model.loss is odd" };
  const texts = wordsIn(resultsFigure({ ...results, findings: [named] }));
  assertEquals(texts.slice(2, 4), ["model.loss is odd", "poisson_val_loss fell."]);
});

Deno.test("resultsFigure() draws what little there is, and no name gets into the markup", async () => {
  const few: Results = {
    ...results,
    name: HOSTILE,
    findings: [finding("hint", `${HOSTILE} ${"x".repeat(1000)}`)],
    diagnostics: {
      ...diagnostics,
      patterns: { ...diagnostics.patterns, residuals: new Float64Array(6).fill(NaN) },
      shown: [],
      probe: [],
      mean: { ...diagnostics.mean, mask: new Uint8Array(64) },
    },
  };
  const figure = resultsFigure(few);
  assertEquals(figure.svg.includes("<script"), false);
  assertMatch(figure.description, /No residual is known\./);
  assertEquals(imagesIn(figure).length > 0, true);
  assert((await figurePng(figure, { scale: 0.5 })).length > 100);
});
