import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { range } from "../../data/random/random.ts";
import { cutLabels, hasKnownPatch, type Labels, labelSource, unknownPatches } from "../../data/labels.ts";
import { samplePatch } from "../../data/object_patch.ts";
import { sciencePayload } from "./science_payload.ts";
import { tinyScan } from "./tiny_scan.ts";

const plain = sciencePayload({ phaseSubtraction: false }).data;
const ALL = Int32Array.of(0, 1, 2);

Deno.test("samplePatch() covers [c − N/2, c + N/2) and interpolates a ramp exactly", () => {
  const object = {
    height: 9,
    width: 8,
    re: Float32Array.from({ length: 72 }, (_, i) => i % 8),
    im: Float32Array.from({ length: 72 }, (_, i) => Math.floor(i / 8)),
  };
  const patch = { height: 4, width: 4, re: new Float32Array(16), im: new Float32Array(16) };
  for (const [x, y] of [[2, 2], [6, 7], [3.25, 4.5], [5.875, 6.0625]] as const) {
    assertEquals(samplePatch(object, { x, y, size: 4 }, patch), true);
    assertEquals(patch.re, Float32Array.from({ length: 16 }, (_, i) => x - 2 + i % 4));
    assertEquals(patch.im, Float32Array.from({ length: 16 }, (_, i) => y - 2 + Math.floor(i / 4)));
  }
  for (const [x, y] of [[1.9, 4], [4, 1.9], [6.1, 4], [4, 7.1], [NaN, 4]] as const) {
    assertEquals(samplePatch(object, { x, y, size: 4 }, patch), false, `(${x}, ${y})`);
  }
});

function labelPatches(...[scan, indices, config]: Parameters<typeof labelSource>): Labels {
  return cutLabels(labelSource(scan, indices, config), range(indices.length));
}

Deno.test("cutLabels() gives amplitude and phase of a hand-made ramp at every position", () => {
  const scan = tinyScan();
  const { amp, phase } = labelPatches(scan, ALL, plain);
  for (let i = 0; i < 48; i++) {
    const [sample, row, column] = [Math.floor(i / 16), Math.floor(i / 4) % 4, i % 4];
    const expected = 0.02 * ((scan.x[sample] ?? 0) - 2 + column) + 0.05 * ((scan.y[sample] ?? 0) - 2 + row);
    // Interpolating the two parts shortens a rotating phasor a little: cos(0.025) at most, for each axis.
    assertAlmostEquals(amp[i] ?? NaN, 2, 2e-3);
    assertAlmostEquals(phase[i] ?? NaN, expected, 1e-4);
  }
});

Deno.test("cutLabels() takes the patterns asked for, in their order", () => {
  const all = labelPatches(tinyScan(), ALL, plain);
  const some = labelPatches(tinyScan(), Int32Array.of(2, 0), plain);
  assertEquals(some.phase, Float32Array.of(...all.phase.slice(32, 48), ...all.phase.slice(0, 16)));
});

Deno.test("cutLabels() removes the mean phase of each patch, also where it wraps", () => {
  const scan = tinyScan();
  const { phase } = labelPatches(scan, ALL, sciencePayload().data);
  for (let sample = 0; sample < 3; sample++) {
    const mean = phase.slice(16 * sample, 16 * (sample + 1)).reduce((sum, value) => sum + value, 0) / 16;
    assertAlmostEquals(mean, 0, 1e-4);
  }
  const { re, im } = scan.object ?? { re: new Float32Array(0), im: new Float32Array(0) };
  const turned = tinyScan({ object: { height: 10, width: 12, re: re.map((v) => -v), im: im.map((v) => -v) } });
  const wrapped = labelPatches(turned, ALL, sciencePayload().data).phase;
  wrapped.forEach((value, i) => assertAlmostEquals(value, phase[i] ?? NaN, 1e-6));
});

Deno.test("labelSource() refuses a scan without object, and a patch beyond it", () => {
  const none = "Cannot make labels from tiny.npz as it has no objectGuess";
  assertThrows(() => labelPatches(tinyScan({ object: null }), ALL, plain), Error, none);
  const outside = tinyScan({ x: Float64Array.of(3, 31 / 3, 7) });
  const message =
    "as patch 1 reaches beyond the 12 × 10 object: its centre is (10.3333, 4.5); the object must be known";
  assertThrows(() => labelPatches(outside, ALL, plain), RangeError, message);
});

Deno.test("unknownPatches() names the patterns whose patch touches a pixel that is not finite", () => {
  const scan = tinyScan();
  assertEquals(unknownPatches(scan), new Int32Array());
  const re = scan.object?.re.slice() ?? new Float32Array();
  // Row 2, column 1: the corner of the first patch, which covers rows 2 to 5 and columns 1 to 4.
  re[2 * 12 + 1] = NaN;
  const object = { height: 10, width: 12, re, im: new Float32Array(120) };
  assertEquals(unknownPatches({ ...scan, object }), Int32Array.of(0));
  // Row 2, column 7: the second patch begins at half a pixel and is interpolated from it.
  re[2 * 12 + 7] = Infinity;
  assertEquals(unknownPatches({ ...scan, object }), Int32Array.of(0, 1));
  assertEquals(unknownPatches({ ...scan, object: null }), new Int32Array());
  assertEquals(hasKnownPatch({ ...scan, object }), true);
  // Two patches touch what is not known, and the third lies beyond the object.
  assertEquals(hasKnownPatch({ ...scan, object, x: Float64Array.of(3, 5.5, 700) }), false);
});
