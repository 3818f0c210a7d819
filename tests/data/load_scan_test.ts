import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { inspectScan } from "../../data/facts/inspect_scan.ts";
import { loadScan } from "../../data/load_scan.ts";
import { complexArray, realArray, textScalar, type WritableArray } from "../../data/formats/npy_encode.ts";
import { writeNpz } from "../../data/formats/write_npz.ts";
import { writeScan } from "../../data/writing/write_scan.ts";
import { sharedPath } from "../shared_data.ts";
import { withTempDir } from "./temp_dir.ts";
import { tinyScan } from "./tiny_scan.ts";

type Arrays = Record<string, WritableArray>;

const { amplitude, x, y, probe, object } = tinyScan();
const GOOD: Arrays = {
  diffraction: realArray(amplitude, [3, 4, 4]),
  probeGuess: complexArray(probe, [4, 4]),
  xcoords: realArray(x),
  ycoords: realArray(y),
};

/** A path with a scan that differs from a good one in the given keys; null leaves a key out. */
async function changed(directory: string, change: Record<string, WritableArray | null>): Promise<string> {
  const path = `${directory}/scan.npz`;
  const arrays = Object.entries({ ...GOOD, ...change }).filter((entry): entry is [string, WritableArray] => !!entry[1]);
  await writeNpz(path, Object.fromEntries(arrays));
  return path;
}

Deno.test("loadScan() reads back what writeScan() writes, and inspectScan() agrees with it", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/scan.npz`;
    for (const photons of [null, 2.5e5]) {
      for (const content of [tinyScan({ photons }), tinyScan({ photons, object: null })]) {
        await writeScan(path, content);
        const scan = await loadScan(path);
        assertEquals({ ...scan, digest: "", path: "" }, { ...content, digest: "", path: "" });
        assert(/^sha256:[0-9a-f]{64}$/.test(scan.digest));
        assertEquals(await inspectScan(path), { patchSize: 4, photons, count: 3, measurement: "amplitude" });
      }
    }
  }));

Deno.test("loadScan() takes the square root of intensities, once", () =>
  withTempDir(async (directory) => {
    const path = await changed(directory, {});
    assertEquals((await loadScan(path, { measurement: "intensity" })).amplitude, amplitude.map(Math.sqrt));
    assertEquals((await loadScan(path, { measurement: "amplitude" })).amplitude, amplitude);
  }));

Deno.test("loadScan() reads diff3d, the legacy axis order, probe modes and leading axes", () =>
  withTempDir(async (directory) => {
    const legacy = Float32Array.from({ length: 48 }, (_, i) => amplitude[(i % 3) * 16 + Math.floor(i / 3)] ?? NaN);
    const modes = { re: Float32Array.of(...probe.re, ...probe.im), im: Float32Array.of(...probe.im, ...probe.re) };
    const path = await changed(directory, {
      diffraction: null,
      diff3d: realArray(legacy, [4, 4, 3]),
      probeGuess: complexArray(modes, [2, 4, 4]),
      objectGuess: realArray(new Float32Array(30).fill(7), [1, 5, 6]),
      xcoords: realArray(Float64Array.of(...x, 99, 98), [5, 1]),
    });
    const scan = await loadScan(path);
    assertEquals([scan.amplitude, scan.probe, scan.x], [amplitude, probe, x]);
    assertEquals(scan.object, { height: 5, width: 6, re: new Float32Array(30).fill(7), im: new Float32Array(30) });
    assertEquals(scan.warnings, [
      `${path}: xcoords has 2 values more than there are patterns; the last 2 are dropped; if the first are too many, ` +
      "take them out of the file",
    ]);
    assertEquals(await inspectScan(path), { patchSize: 4, photons: null, count: 3, measurement: null });
  }));

Deno.test("loadScan() and inspectScan() refuse files that are no scan, naming file and problem", () =>
  withTempDir(async (directory) => {
    const flat = new Float32Array(48);
    const image = (re: Float32Array): WritableArray => complexArray({ re, im: new Float32Array(re.length) }, [4, 4]);
    const path = `${directory}/scan.npz`;
    const place = `Cannot use scan ${path} as`;
    const cases: [Record<string, WritableArray | null>, string][] = [
      [
        { diffraction: null, difraction: realArray(amplitude, [3, 4, 4]) },
        `${place} it has no diffraction or diff3d: found probeGuess, xcoords, ycoords, difraction; rename difraction`,
      ],
      [{ probeGuess: null }, `${place} it has no probeGuess: found diffraction, xcoords, ycoords`],
      [{ ycoords: null }, `${place} it has no ycoords: found diffraction, probeGuess, xcoords; rename xcoords`],
      [{ diffraction: realArray(flat, [48]) }, "square patterns of shape (M, N, N): its shape is (48)"],
      [
        { diffraction: realArray(flat, [2, 4, 6]) },
        "square patterns of shape (M, N, N): its shape is (2, 4, 6); crop them, or pad",
      ],
      [{ diffraction: realArray(flat, [3, 1, 4, 4]) }, "its shape is (3, 1, 4, 4); reshape it to (3, 4, 4)"],
      [{ diffraction: realArray(flat.subarray(0, 0), [0, 4, 4]) }, `${place} it has no patterns`],
      [
        { diffraction: complexArray({ re: flat, im: flat }, [3, 4, 4]) },
        `${place} diffraction must be real numbers: its element type is c8`,
      ],
      [{ diffraction: textScalar("no") }, `${place} diffraction must be real numbers: its element type is U`],
      [{ diffraction: realArray(flat, [3, 4, 4]) }, `${place} all its patterns are zero everywhere`],
      [
        { diffraction: realArray(amplitude.map((value, i) => i < 38 ? value : NaN), [3, 4, 4]) },
        `${place} an amplitude is not finite: the value at [2, 1, 2] is NaN; in diffraction 10 pixels of 1 pattern are NaN`,
      ],
      [
        { diffraction: realArray(Float64Array.from(amplitude).fill(1e39, 47), [3, 4, 4]) },
        "not finite: the value at [2, 3, 3] is 1e+39; in diffraction 1 pixel of 1 pattern is infinite or beyond single",
      ],
      [
        { diffraction: realArray(amplitude.map((value) => value - 1), [3, 4, 4]) },
        `${place} an amplitude is negative: the value at [0, 0, 0] is -1; in diffraction 1 pixel of 1 pattern holds -1`,
      ],
      [{ xcoords: realArray(x.subarray(1)) }, `${place} xcoords has fewer values than there are patterns: 2 for 3`],
      [{ xcoords: realArray(new Float64Array(6), [3, 2]) }, `${place} xcoords must be numbers of shape a list (M)`],
      [
        { xcoords: complexArray({ re: new Float32Array(3), im: new Float32Array(3) }) },
        `${place} xcoords must be real numbers: its element type is c8 (save xcoords.real)`,
      ],
      [{ diffraction: realArray(new Float32Array(), [0, 4, 4]) }, `${place} it has no patterns: the shape of`],
      [{ xcoords: textScalar("3, 4") }, `${place} xcoords must be numbers of shape a list (M): its shape is ()`],
      [
        { ycoords: realArray(Float64Array.of(1, Infinity, 2)) },
        `${place} its y coordinate is not finite: the value at 1`,
      ],
      [
        { probeGuess: realArray(new Float32Array(64), [8, 8]) },
        `${place} probeGuess must be numbers of shape (4, 4) or (P, 4, 4): its shape is (8, 8)`,
      ],
      [
        { probeGuess: realArray(new Float32Array(96), [2, 3, 4, 4]) },
        "its shape is (2, 3, 4, 4); keep one axis of modes",
      ],
      [
        { probeGuess: realArray(flat, [4, 4, 3]) },
        "(4, 4, 3); its modes lie last, move them first: numpy.moveaxis(probe, -1, 0)",
      ],
      [{ probeGuess: image(new Float32Array(16)) }, `${place} its probe is zero everywhere`],
      [
        { probeGuess: image(new Float32Array(16).fill(NaN, 6)) },
        `${place} its probe is not finite: the value at [1, 2] is NaN`,
      ],
    ];
    for (const [change, message] of cases) {
      await changed(directory, change);
      await assertRejects(() => loadScan(path), Error, message);
    }
    const negative = await changed(directory, { diffraction: realArray(amplitude.map((v) => 1 - v), [3, 4, 4]) });
    const message = `${place} an intensity is negative: the value at [0, 0, 2] is -1; in diffraction`;
    await assertRejects(() => loadScan(negative, { measurement: "intensity" }), RangeError, message);
  }));

Deno.test("loadScan() and inspectScan() refuse missing, foreign and truncated files, and directories", () =>
  withTempDir(async (directory) => {
    const path = await changed(directory, {});
    const bytes = await Deno.readFile(path);
    for (const read of [loadScan, inspectScan]) {
      await assertRejects(
        () => read(`${directory}/no.npz`),
        Error,
        `Cannot read ${directory}/no.npz as there is no such file`,
      );
      await assertRejects(() => read(directory), Error, `Cannot read ${directory} as it is a directory`);
      for (const length of [0, 1, 100, bytes.length - 1]) {
        await Deno.writeFile(`${directory}/cut.npz`, bytes.subarray(0, length));
        await assertRejects(() => read(`${directory}/cut.npz`), Error, `Cannot read ${directory}/cut.npz as`);
      }
    }
  }));

Deno.test("loadScan() answers any damaged file with an error that names it, or with a scan", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/scan.npz`;
    await writeScan(path, tinyScan({ photons: 100 }));
    const good = await Deno.readFile(path);
    const place = fc.nat({ max: good.length - 1 });
    const flips = fc.array(fc.tuple(place, fc.nat({ max: 255 })), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(flips, fc.oneof(fc.constant(good.length), place), async (changes, length) => {
        const bytes = good.slice(0, length);
        for (const [at, value] of changes) bytes[at] = value;
        await Deno.writeFile(path, bytes);
        await loadScan(path).catch((error: Error) => assert(error.message.includes(path), error.stack));
      }),
      { numRuns: 1500 },
    );
  }));

Deno.test("writeScan() refuses a scan that loadScan() would refuse", () =>
  withTempDir(async (directory) => {
    const path = `${directory}/scan.npz`;
    const cases: [Partial<ReturnType<typeof tinyScan>>, string][] = [
      [{ count: 0 }, "it has no patterns"],
      [{ x: x.subarray(1) }, "its arrays do not fit 3 patterns of 4 × 4: 48 amplitudes, 2 x and 3 y coordinates"],
      [{ probe: object ?? probe }, "the probe must be as large as a pattern, 4 × 4: it is 10 × 12"],
    ];
    for (const [change, message] of cases) {
      await assertRejects(() => writeScan(path, tinyScan(change)), RangeError, `Cannot use scan ${path} as ${message}`);
    }
    assertEquals([...Deno.readDirSync(directory)], []);
  }));

const siemens = sharedPath("data", "siemens_star_64.npz");
Deno.test({
  name: "loadScan() reads a real experiment, a Siemens star",
  ignore: siemens === null,
  fn: async () => {
    const scan = await loadScan(siemens ?? "");
    assertEquals([scan.count, scan.patchSize, scan.photons, scan.warnings], [516, 64, null, []]);
    assertEquals([scan.object?.height, scan.object?.width], [232, 230]);
    assertEquals(await inspectScan(siemens ?? ""), { patchSize: 64, photons: null, count: 516, measurement: null });
    const counts = scan.amplitude.reduce((sum, value) => sum + value * value, 0);
    assert(Math.abs(counts / 516 / 440_557.12 - 1) < 1e-6);
    // Amplitudes are square roots of whole counts, as the float32 rounding allows.
    assert(scan.amplitude.every((value) => Math.abs(value * value - Math.round(value * value)) < 1e-3));
  },
});

Deno.test("loadScan() goes on without an object of a type that cannot be read, but not with a damaged one", () =>
  withTempDir(async (directory) => {
    const path = await changed(directory, { objectGuess: realArray(new Float64Array(16), [4, 4]) });
    const good = await Deno.readFile(path);
    const text = new TextDecoder("latin1").decode(good);
    const type = text.indexOf("<f8", text.indexOf("objectGuess.npy"));
    const header = text.indexOf("PK\x03\x04", text.indexOf("objectGuess.npy") - 40);
    const bytes = good.slice();
    bytes[type + 1] = "m".charCodeAt(0);
    await Deno.writeFile(path, bytes);
    await assertRejects(() => loadScan(path), Error, `Cannot read objectGuess.npy in ${path} as its bytes are damaged`);
    // With the right CRC it is what was written: dates of some kind.
    const start = header + 30 + "objectGuess.npy".length;
    const view = new DataView(bytes.buffer);
    const crc = crc32(bytes.subarray(start, start + view.getUint32(header + 22, true)));
    view.setUint32(header + 14, crc, true);
    view.setUint32(text.lastIndexOf("objectGuess.npy") - 46 + 16, crc, true);
    await Deno.writeFile(path, bytes);
    const { object, warnings } = await loadScan(path);
    assertEquals(object, null);
    assertStringIncludes(warnings.join(), "objectGuess cannot be read: only numbers, booleans and text are supported");
  }));
