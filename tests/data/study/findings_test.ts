/**
 * Each finding has a scan that provokes it; the good one provokes none.
 *
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { ImportInput } from "../../../config/fields/import_input.ts";
import { realArray, type WritableArray } from "../../../data/formats/npy_encode.ts";
import { Random } from "../../../data/random/random.ts";
import type { Study } from "../../../data/study/study.ts";
import { good, goodCounts, harmful, studied } from "./studied.ts";

const SHAPE = [good.count, 64, 64];
const PIXELS = 64 * 64;

interface Provoked {
  readonly code: string;
  readonly scan?: Record<string, WritableArray | null>;
  readonly fields?: ImportInput;
  /** What the message has. */
  readonly says: RegExp;
  /** Fields that are proposed. */
  readonly proposes?: ImportInput;
}

/** Counts with some changed: number of the frame, number of the pixel, count; undefined leaves it. */
function counts(change: (frame: number, pixel: number, count: number) => number | undefined): Float64Array {
  return goodCounts.map((count, i) => change(Math.floor(i / PIXELS), i % PIXELS, count) ?? count);
}

function stack(
  data: Float64Array | Int32Array | Uint32Array | Uint16Array | Float32Array,
): Record<string, WritableArray> {
  return { diffraction: realArray(data, SHAPE) };
}

function places(x: Float64Array, y: Float64Array): Record<string, WritableArray> {
  return { xcoords: realArray(x), ycoords: realArray(y) };
}

const GEOMETRY: ImportInput = { energy: 8800, distance: 2, detectorPixel: 75e-6 };

const PROVOKED: readonly Provoked[] = [
  {
    code: "measurement-contradicted",
    scan: stack(Uint16Array.from(goodCounts)),
    fields: { measurement: "amplitude" },
    says: /diffraction of .*scan\.npz holds whole numbers up to \d+ \(u2\).*read as amplitude: leave --measurement/,
  },
  {
    code: "bad-values",
    scan: stack(Uint32Array.from(counts((_, pixel) => pixel % 97 === 0 ? 2 ** 32 - 1 : undefined))),
    says: /43 pixels in each of 36 frames of 4294967295.*--bad-values 4294967295/,
    proposes: { badValues: [2 ** 32 - 1], measurement: "intensity" },
  },
  {
    code: "bad-values",
    scan: stack(Int32Array.from(counts((_, pixel) => pixel < 64 ? -1 : pixel < 128 ? -2 : undefined))),
    says: /of -1, .*of -2/,
    proposes: { badValues: [-1, -2] },
  },
  {
    code: "bad-values",
    scan: stack(Float32Array.from(counts((frame, pixel) => frame === 3 && pixel === 99 ? -9999 : undefined))),
    says: /1 pixel in 1 of 36 frames of -9999/,
    proposes: { badValues: [-9999] },
  },
  {
    code: "not-finite",
    scan: stack(Float32Array.from(counts((frame, pixel) => frame < 2 && pixel < 10 ? NaN : undefined))),
    says: /20 pixels in 2 of 36 frames of NaN, which are no numbers: import masks them/,
  },
  {
    code: "negative-values",
    scan: stack(Float32Array.from(counts((frame, pixel, count) => count - 0.3 - 0.2 * Math.sin(frame * pixel)))),
    says: /values below 0, down to -0\.\d+, as a dark frame leaves/,
    proposes: { badValues: [], measurement: "intensity" },
  },
  {
    code: "saturated",
    scan: stack(Uint16Array.from(counts((_, __, count) => Math.min(count, 150)))),
    says: /pixels at its greatest value, 150, .*--value-bounds 0,149/,
    proposes: { valueBounds: [0, 149] },
  },
  {
    code: "hot-pixels",
    scan: stack(Uint16Array.from(counts((_, pixel) => pixel === 200 ? 5000 : undefined))),
    says: /1 pixel, \[3, 8\], that outshines all around it in most frames.*--hot-pixels/,
  },
  {
    code: "dead-pixels",
    scan: stack(Uint16Array.from(counts((_, pixel) => pixel === 32 * 64 + 30 ? 0 : undefined))),
    says: /1 pixel, \[32, 30\], that saw nothing in any frame beside.*it is taken for a measurement.*--dead-pixels/,
  },
  {
    code: "dark-frames",
    scan: stack(Uint16Array.from(counts((frame) => frame === 7 ? 0 : undefined))),
    says: /1 frame, number 7, with less than a ten-thousandth/,
  },
  {
    code: "doubled-frames",
    scan: stack(counts((frame, pixel) => frame === 9 ? goodCounts[8 * PIXELS + pixel] : undefined)),
    says: /1 frame, number 9, .*9 of 8/,
  },
  {
    code: "outlying-frames",
    scan: stack(counts((frame, _, count) => frame === 11 ? 5 * count : undefined)),
    says: /1 frame, number 11, whose light is far off/,
  },
  { code: "no-light", scan: stack(new Float32Array(good.amplitude.length)), says: /no light at all in 36 frames/ },
  {
    code: "few-photons",
    scan: stack(Uint16Array.from(counts((_, __, count) => Math.floor(count / 500)))),
    says: /few photons a frame/,
  },
  {
    code: "size",
    scan: { diffraction: realArray(good.amplitude, [good.count * 4, 32, 32]), ...fourPlaces() },
    says:
      /patterns of 32 × 32 px, while networks take 64, 128 or 256.*engines take any even side, --crop 32 --pad 32 keeps/,
    proposes: { pad: 64 },
  },
  {
    code: "no-probe",
    scan: { probeGuess: null },
    says: /no probe that is known.*--probe estimate/,
    proposes: { probe: "estimate" },
  },
  {
    code: "no-positions",
    scan: { xcoords: null, ycoords: null },
    says: /no positions that are known: name them with --positions/,
  },
  {
    code: "position-count",
    scan: places(good.x.slice(3), good.y.slice(3)),
    says: /there are 33 positions, .* for the 36 frames .*--frames, such as 0:33/,
  },
  {
    code: "position-count",
    scan: places(Float64Array.of(...good.x, 1, 2), Float64Array.of(...good.y, 1, 2)),
    says: /there are 38 positions, .* for the 36 frames .*--frame-indexes/,
  },
  { code: "position-not-finite", scan: places(good.x.with(4, NaN), good.y), says: /1 are no numbers, the first at 4/ },
  {
    code: "positions-alike",
    scan: places(good.x.fill.call(good.x.slice(), 5), good.y.slice().fill(6)),
    says: /are the same/,
  },
  {
    code: "duplicate-positions",
    scan: places(good.x.with(5, good.x[4] ?? 0), good.y.with(5, good.y[4] ?? 0)),
    says: /1 are those of an earlier frame, number 5: .*--duplicates merge/,
  },
  {
    code: "isolated-positions",
    scan: places(good.x.with(5, 900), good.y),
    says: /1 lie far away from all others, number 5/,
  },
  { code: "raster", scan: places(...grid()), says: /an even grid of step 8/ },
  { code: "line-scan", scan: places(good.x, new Float64Array(good.count).fill(40)), says: /on a line/ },
  {
    code: "overlap",
    scan: places(good.x.map((x) => 6 * x), good.y.map((y) => 6 * y)),
    says: /neighbours overlap by \d+ %/,
  },
  { code: "holes", ...withHole(), says: /leave \d+ holes? within the scan/ },
  {
    code: "units",
    scan: places(good.x.map((x) => x * 29.4e-9), good.y.map((y) => y * 29.4e-9)),
    fields: GEOMETRY,
    says: /import takes them for m with --units m/,
    proposes: { units: "m" },
  },
  {
    code: "units-implausible",
    scan: places(good.x, good.y),
    fields: { ...GEOMETRY, units: "mm" },
    says: /check --units/,
  },
  {
    code: "near-field",
    ...shadows(),
    says: /a shadow of the object moves by .* 906 nm, so that the beam is 1\d\.\d µm wide.*Fresnel number D²\/λz \d/,
  },
  {
    code: "orientation-undecided",
    scan: stack(goodCounts.map((_, i) => Math.floor(40 * Math.exp(-(((i % 64) - 32) ** 2) / 50)) + (i * i) % 7)),
    fields: { orientation: "auto" },
    says: /not decisive: .*: they are taken as they are; set --orientation/,
    proposes: {},
  },
  { code: "light-lost", fields: { crop: 16 }, says: /loses \d+ % of its light where 16 px are kept of 64 × 64/ },
  { code: "probe-unreadable", fields: { probe: "xcoords" }, says: /Cannot use xcoords of .*scan\.npz as image/ },
  { code: "positions-unreadable", fields: { xPositions: null, positions: "probeGuess" }, says: /must be real numbers/ },
  {
    code: "patterns-unreadable",
    fields: { patterns: "xcoords" },
    says: /Cannot take xcoords of .*scan\.npz for patterns/,
  },
  {
    code: "pixel-size-unknown",
    scan: { ...places(good.x.map((x) => x * 1e-8), good.y.map((y) => y * 1e-8)), probeGuess: null },
    says: /taken for m, while the size of an object pixel is not known: give --energy/,
  },
];

for (const { code, scan = {}, fields = {}, says, proposes = {} } of PROVOKED) {
  Deno.test(`studyPatterns() finds ${code}: ${says.source.slice(0, 60)}`, async () => {
    const study = await studied(scan, fields);
    assertMatch(messageOf(study, code), says);
    for (const [name, value] of Object.entries(proposes)) assertEquals(study.fields[name as keyof ImportInput], value);
  });
}

Deno.test("studyPatterns() overrules no field that is set", async () => {
  const set: ImportInput = {
    ...{ measurement: "amplitude", badValues: [7], fftshift: false, centre: [30, 31], crop: 32, units: "px" },
    ...{ framesAxis: "first", probe: "probeGuess", positionReference: "corner" },
  };
  const { fields } = await studied(stack(Uint16Array.from(goodCounts)), set);
  assertEquals(fields, { pad: 64 });
});

Deno.test("studyPatterns() says nothing of what a mask covers, or of values that are known to be bad", async () => {
  const spoilt = stack(Uint32Array.from(counts((_, pixel) => pixel % 97 === 0 ? 2 ** 32 - 1 : undefined)));
  const known = await studied(spoilt, { badValues: [2 ** 32 - 1], measurement: "intensity" });
  assertEquals(harmful(known), []);
  const mask = realArray(Uint8Array.from({ length: PIXELS }, (_, pixel) => pixel % 97 === 0 ? 1 : 0), [64, 64]);
  for (const maskGood of [0, null] as const) {
    const masked = await studied({ ...spoilt, mask }, { mask: "mask", measurement: "intensity", maskGood });
    assertEquals(harmful(masked), []);
    assertEquals(masked.fields.maskGood, maskGood === null ? 0 : undefined);
  }
});

Deno.test("studyPatterns() finds the same whatever stands in masked pixels", async () => {
  const random = new Random(1, "masked");
  const [one, other] = [0, 1].map(() =>
    stack(
      Float64Array.from(
        counts((_, pixel) => pixel % 31 === 0 ? [NaN, -5, 1e30, 65535, 3][random.integer(5)] : undefined),
      ),
    )
  );
  const mask = realArray(Uint8Array.from({ length: PIXELS }, (_, pixel) => pixel % 31 === 0 ? 0 : 1), [64, 64]);
  const look = (scan: Record<string, WritableArray> | undefined): Promise<Study> =>
    studied({ ...scan, mask }, { mask: "mask", maskGood: 1 });
  const [a, b] = [await look(one), await look(other)];
  assertEquals(a.patterns?.frames, b.patterns?.frames);
  assertEquals(a.fields, b.fields);
  assertEquals(a.findings.map(({ code }) => code), b.findings.map(({ code }) => code));
});

Deno.test("studyPatterns() has a known object say how large a pixel is, and that axes are swapped", async () => {
  const { object } = good;
  assert(object);
  const shape = [object.height, object.width];
  const known = { objectGuess: { kind: "complex" as const, dtype: "c8" as const, shape, ...object } };
  const study = await studied({ ...known, ...places(good.y.map((y) => y * 2e-8), good.x.map((x) => x * 2e-8)) });
  assertEquals(study.fields.units, "m");
  assert(Math.abs(Number(study.fields.pixelSize) / 2e-8 - 1) < 0.01);
  assertEquals(study.orientation?.orientation, "swap");
  assertMatch(messageOf(study, "orientation-contradicted"), /the patterns want --orientation swap/);
  assertEquals(study.fields.orientation, undefined);
});

function messageOf({ findings }: Study, code: string): string {
  return findings.find((finding) => finding.code === code)?.message ?? `none of ${findings.map((f) => f.code).join()}`;
}

function grid(): [x: Float64Array, y: Float64Array] {
  return [
    Float64Array.from({ length: 36 }, (_, i) => 32 + 8 * (i % 6)),
    Float64Array.from({ length: 36 }, (_, i) => 32 + 8 * Math.floor(i / 6)),
  ];
}

/** Shadows of a texture that move by 4 px a step of 1 µm. */
function shadows(): Pick<Provoked, "scan" | "fields"> {
  const random = new Random(3, "texture");
  const side = 200;
  const grains = Float64Array.from({ length: side * side }, () => random.uniform());
  const texture = grains.map((_, p) =>
    [0, 1, 2, side, side + 1, side + 2].reduce((sum, d) => sum + (grains[p + d] ?? 0), 0)
  );
  const at = (
    frame: number,
  ): [x: number, y: number] => [frame % 6 + (frame % 5) / 10, Math.floor(frame / 6) + (frame % 7) / 10];
  const data = Float32Array.from({ length: good.count * PIXELS }, (_, i) => {
    const [frame, row, column] = [Math.floor(i / PIXELS), Math.floor(i / 64) % 64, i % 64];
    const [x, y] = at(frame).map((step) => Math.round(4 * step));
    const light = 200 * Math.exp(-((row - 32) ** 2 + (column - 32) ** 2) / 500);
    return Math.round(light * (texture[(row + 60 - (y ?? 0)) * side + column + 60 - (x ?? 0)] ?? 0));
  });
  const axis = (k: 0 | 1): Float64Array => Float64Array.from({ length: good.count }, (_, frame) => 1e-6 * at(frame)[k]);
  return {
    scan: { ...stack(data), ...places(axis(0), axis(1)), probeGuess: null },
    fields: { ...GEOMETRY, units: "m" },
  };
}

function fourPlaces(): Record<string, WritableArray | null> {
  const length = 4 * good.count;
  return {
    ...places(
      Float64Array.from({ length }, (_, i) => 16 + 4 * (i % 12) + Math.sin(i)),
      Float64Array.from({ length }, (_, i) => 16 + 4 * Math.floor(i / 12) + Math.cos(i)),
    ),
    probeGuess: null,
  };
}

/** A ring of positions about nothing. */
function withHole(): Pick<Provoked, "scan"> {
  const angle = (i: number): number => i * 2 * Math.PI / 18;
  const radius = (i: number): number => i < 18 ? 100 : 110;
  return {
    scan: places(
      Float64Array.from({ length: 36 }, (_, i) => 150 + radius(i) * Math.cos(angle(i))),
      Float64Array.from({ length: 36 }, (_, i) => 150 + radius(i) * Math.sin(angle(i))),
    ),
  };
}

Deno.test("docs/import.md lists the code of every finding, and no other", async () => {
  const root = new URL("../../../", import.meta.url);
  const sources = [...Deno.readDirSync(new URL("data/study", root))].filter(({ isFile }) => isFile)
    .map(({ name }) => Deno.readTextFileSync(new URL(`data/study/${name}`, root)));
  const text = [...sources, await Deno.readTextFile(new URL("cli/inspect/inspection.ts", root))].join("\n");
  const codes = [...text.matchAll(/(?:code: |add\(\s*|attempt\(\s*)"([a-z-]+)"/g)].map(([, code]) => code);
  const page = await Deno.readTextFile(new URL("docs/import.md", root));
  const table = page.split("| severity | codes")[1]?.split("\n\n")[0] ?? "";
  const listed = [...table.matchAll(/`([a-z-]+)`/g)].map(([, code]) => code);
  assertEquals(listed.toSorted(), [...new Set(codes)].toSorted());
});
