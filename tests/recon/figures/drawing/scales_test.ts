import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { bottomAxis, sideAxis } from "../../../../recon/figures/drawing/axes/axis.ts";
import { linearScale } from "../../../../recon/figures/drawing/axes/linear_scale.ts";
import { logScale } from "../../../../recon/figures/drawing/axes/log_scale.ts";
import { rangeOf, type Scale } from "../../../../recon/figures/drawing/axes/scale.ts";
import { wordsIn } from "../drawn.ts";

function labels({ marks, factor }: Scale): string {
  return [...marks.map(({ label }) => label).filter((label) => label !== ""), factor].join(" ").trim();
}

/** The number that a label and its factor say. */
function valueOf(label: string, factor: string): number {
  const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  const text = `${label}${factor}`.replaceAll("−", "-").replace(/×?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/, (all, power: string) => {
    const exponent = [...power].map((digit) => digit === "⁻" ? "-" : raised.indexOf(digit)).join("");
    return `${all.startsWith("×") ? "" : 1}e${exponent}`;
  });
  return Number(text);
}

const numbers = fc.double({ min: -1, max: 1, noNaN: true });
const powers = fc.integer({ min: -40, max: 40 });

Deno.test("linearScale() marks at most so many round numbers between its ends, and writes them without noise", () => {
  fc.assert(fc.property(numbers, numbers, powers, fc.integer({ min: 2, max: 9 }), (a, b, power, marks) => {
    const range = { low: Math.min(a, b) * 10 ** power, high: Math.max(a, b) * 10 ** power };
    const scale = linearScale(range, { marks });
    assert(scale.marks.length <= marks + 1 && scale.marks.length >= 1, labels(scale));
    assertEquals(new Set(scale.marks.map(({ label }) => label)).size, scale.marks.length);
    for (const { place, label } of scale.marks) {
      assert(place >= -1e-9 && place <= 1 + 1e-9);
      const off = Math.abs(scale.place(valueOf(label, scale.factor)) - place);
      assert(off < 1e-3, `${label}${scale.factor} in ${scale.low} … ${scale.high}`);
      assert(!/e|NaN|Infinity/.test(label), label);
    }
  }));
  assertEquals(labels(linearScale({ low: 0, high: 1 })), "0.0 0.2 0.4 0.6 0.8 1.0");
  assertEquals(labels(linearScale({ low: -3.2e-7, high: 1e-7 })), "−3 −2 −1 0 1 ×10⁻⁷");
  assertEquals(labels(linearScale({ low: 0, high: 3 }, { whole: true, marks: 9 })), "0 1 2 3");
  assertEquals(labels(linearScale({ low: 0, high: 123456 })), "0.0 0.5 1.0 ×10⁵");
});

Deno.test("linearScale() has a place for everything where there is nothing, one number, or no number", () => {
  for (
    const range of [
      null,
      { low: 3, high: 3 },
      { low: 0, high: 0 },
      { low: NaN, high: 1 },
      { low: -Infinity, high: 2 },
      {
        low: -Number.MAX_VALUE,
        high: Number.MAX_VALUE,
      },
      { low: 5e-324, high: 1e-323 },
      { low: 1, high: 1 + Number.EPSILON },
    ]
  ) {
    const scale = linearScale(range);
    assert(scale.high > scale.low && Number.isFinite(scale.high - scale.low), JSON.stringify(range));
    assert(scale.marks.length > 0 && !/NaN|e/.test(labels(scale)), labels(scale));
  }
  assertEquals(linearScale({ low: 3, high: 3 }).place(3), 0.5);
});

Deno.test("logScale() marks powers of ten where they are many, and round numbers where they are few", () => {
  const text = (low: number, high: number): string => labels(logScale({ low, high }));
  assertEquals(text(1e-3, 2), "0.001 0.01 0.1 1");
  assertEquals(text(1e-9, 1), "10⁻⁸ 10⁻⁶ 10⁻⁴ 10⁻² 10⁰");
  assertEquals(text(0.03, 0.3), "0.05 0.1 0.2");
  assertEquals(text(0.31, 0.36), "0.31 0.32 0.33 0.34 0.35 0.36");
  assertEquals(text(2e-6, 3e-5), "2×10⁻⁶ 5×10⁻⁶ 10⁻⁵ 2×10⁻⁵");
  fc.assert(fc.property(powers, fc.double({ min: 1e-3, max: 30, noNaN: true }), (power, decades) => {
    const scale = logScale({ low: 10 ** power, high: 10 ** (power + decades) });
    assert(scale.marks.some(({ label }) => label !== ""), `${power} ${decades}`);
    for (const { place, label } of scale.marks) {
      assert(place > -1e-6 && place < 1 + 1e-6);
      if (label !== "") assertAlmostEquals(scale.place(valueOf(label, "")), place, 2e-2);
    }
  }));
});

Deno.test("logScale() has no place for 0 and less, and ends six decades below the greatest where they are asked for", () => {
  const scale = logScale({ low: 0, high: 10 });
  assertAlmostEquals(scale.low, 1e-5, 1e-12);
  assertEquals([scale.place(0), scale.place(-1), scale.place(10)], [NaN, NaN, 1]);
  assertEquals(logScale(null).place(1), 1);
  assertAlmostEquals(logScale({ low: 4, high: 4 }).place(4), 0.5, 1e-12);
});

Deno.test("rangeOf() leaves out what is no number", () => {
  assertEquals(rangeOf([3, null, NaN, -1, Infinity]), { low: -1, high: 3 });
  assertEquals(rangeOf([3, 0, -1], 0), { low: 3, high: 3 });
  assertEquals(rangeOf([null, NaN]), null);
});

Deno.test("bottomAxis() and sideAxis() write as many labels as there is room for, and the title with the factor", () => {
  const scale = linearScale({ low: 0, high: 4e-5 }, { marks: 4 });
  assertEquals(wordsIn({ svg: bottomAxis(scale, 200, "length (m)").content }), [
    "0",
    "1",
    "2",
    "3",
    "4",
    "length (m) ×10⁻⁵",
  ]);
  assertEquals(wordsIn({ svg: bottomAxis(scale, 40, "").content }), ["0", "2", "4", "×10⁻⁵"]);
  assertEquals(wordsIn({ svg: sideAxis(linearScale(null), 30, "y", "left").content }), ["0.0", "0.6", "y"]);
});

Deno.test("linearScale() of one value that is counted marks that value alone", () => {
  for (const value of [0, 1, 39, 1e5, 2 ** 50]) {
    const { marks, place, low, high } = linearScale({ low: value, high: value }, { whole: true });
    assert(low < value && value < high, String(value));
    if (value < 1e9) assertEquals(marks.map((mark) => mark.place), [place(value)], String(value));
  }
});
