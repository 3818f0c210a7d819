/**
 * ePIE, rPIE, LSQML and the difference map beside an implementation in NumPy and double precision, from the same start and in the same order.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { orthogonalModes } from "../../../data/arrays/orthogonal_modes.ts";
import { type ComplexImage, imagesOf } from "../../../data/complex_image.ts";
import { complexArray, realArray } from "../../../data/formats/npy_encode.ts";
import type { NpyArray } from "../../../data/formats/npy.ts";
import { readNpz } from "../../../data/formats/read_npz.ts";
import { writeNpz } from "../../../data/formats/write_npz.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { type EngineScan, engineScan } from "../../../recon/engines/state/engine_scan.ts";
import { range } from "../../../data/random/random.ts";
import { masksOf, readMasks } from "../../../data/frames/masks.ts";
import type { EngineOptions } from "../../../recon/engines/state/engine_options.ts";
import type { EngineState } from "../../../recon/engines/state/engine_state.ts";
import { type FoundVariation, keptVariation } from "../../../recon/engines/state/found_variation.ts";
import { positionBatches } from "../../../recon/engines/position_batches.ts";
import { runEngine } from "../../../recon/engines/run_engine.ts";
import { python } from "../../data/formats/numpy.ts";
import { TempDir } from "../../data/temp_dir.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";
import { randomVariation } from "./random_variation.ts";
import { ENGINE } from "./small_engine.ts";

/** How far object, probe and residuals may be from those of double precision. */
const TOLERANCE = 1e-4;

interface Case {
  readonly name: string;
  readonly modes: number;
  /** Side of a pattern; 32 where it is left out. */
  readonly patchSize?: number;
  readonly options: Partial<EngineOptions>;
}

const CASES: readonly Case[] = [
  { name: "ePIE, one by one", modes: 1, options: { batchSize: 1, objectStep: 0.9, probeStep: 0.7 } },
  { name: "ePIE with two modes", modes: 2, options: { batchSize: 4 } },
  { name: "rPIE", modes: 1, options: { algorithm: "rpie", batchSize: 4, objectRegularisation: 0.3 } },
  { name: "LSQML", modes: 1, options: { algorithm: "lsqml", batchSize: 4, objectRegularisation: 0.3 } },
  { name: "LSQML with two modes", modes: 2, options: { algorithm: "lsqml", objectStep: 0.9, probeStep: 0.8 } },
  {
    name: "LSQML for counts",
    modes: 1,
    options: { algorithm: "lsqml", likelihood: "poisson", batchSize: 5, objectRegularisation: 0.5, probeStart: 2 },
  },
  { name: "ePIE of 30 × 30 pixels", modes: 2, patchSize: 30, options: { batchSize: 4 } },
  { name: "LSQML of 24 × 24 pixels", modes: 1, patchSize: 24, options: { algorithm: "lsqml" } },
  // So many that it is less relaxed after each stage.
  {
    name: "the difference map",
    modes: 1,
    options: { algorithm: "dm", batchSize: 5, relaxation: 0.75, iterations: 26 },
  },
  {
    name: "the difference map with two modes",
    modes: 2,
    options: { algorithm: "dm", relaxation: 1, objectStep: 0.9, probeStep: 0.8, probeStart: 3 },
  },
  { name: "rPIE with a background", modes: 1, options: { algorithm: "rpie", backgroundStart: 0 } },
  {
    name: "LSQML for counts with two modes and a background",
    modes: 2,
    options: { algorithm: "lsqml", likelihood: "poisson", batchSize: 5, backgroundStart: 2 },
  },
  {
    name: "the difference map with a background",
    modes: 1,
    options: { algorithm: "dm", batchSize: 5, backgroundStart: 1 },
  },
  { name: "rPIE whose probe differs", modes: 1, options: { algorithm: "rpie", batchSize: 5, probeVariation: 1 } },
  {
    name: "LSQML for counts whose two modes differ, with a background",
    modes: 2,
    options: { algorithm: "lsqml", likelihood: "poisson", probeVariation: 2, probeStart: 0, backgroundStart: 2 },
  },
  { name: "rPIE with two modes", modes: 2, options: { algorithm: "rpie", batching: "sparse" } },
  {
    name: "LSQML for counts with two modes",
    modes: 2,
    options: { algorithm: "lsqml", likelihood: "poisson", batching: "compact" },
  },
  { name: "LSQML whose probe differs in two ways", modes: 1, options: { algorithm: "lsqml", probeVariation: 2 } },
];

for (const accelerator of ACCELERATORS) {
  // Three are enough for the operations of other backends, which take longer.
  for (const { name, modes, patchSize = 32, options } of accelerator.name === "cpu" ? CASES : CASES.slice(-3)) {
    const absent = { ...accelerator, ignore: accelerator.ignore || python === null };
    const wanted = { ...ENGINE, iterations: 10, ...options };
    onAccelerator(absent, `${wanted.iterations} iterations of ${name} are NumPy's`, async () => {
      const scan = smallScan(modes, patchSize);
      assertEquals(scan.probe.length, modes);
      const varied = options.probeVariation ? randomVariation(scan, options.probeVariation) : null;
      const ours = await runEngine(scan, wanted, varied ? { start: { kept: keptVariation(varied, Infinity) } } : {});
      const theirs = await byNumPy(scan, wanted, varied);
      const { object, mask } = ours.reconstruction;
      assertEquals(shapeOf(theirs, "object"), [object.height, object.width]);
      const [image] = imagesIn(theirs, "object");
      assertAlike("object", object, image, mask);
      orthogonalModes(imagesIn(theirs, "probe")).forEach((mode, k) => assertAlike(`mode ${k}`, ours.probe[k], mode));
      if (varied) assertVariation(ours.state, theirs);
      if (wanted.backgroundStart !== null) assertBackground(ours.background, theirs.get("background"));
      for (const [key, residual] of [["r_factor", "rFactor"], ["deviance", "poissonDeviance"]] as const) {
        const expected = theirs.get(key);
        ours.iterations.forEach((residuals, iteration) => {
          const value = expected?.kind === "real" ? Number(expected.data[iteration]) : NaN;
          assert(Math.abs(residuals[residual] / value - 1) < TOLERANCE, `${key}: ${residuals[residual]}, not ${value}`);
        });
      }
    });
  }
}

// --- internal ---

/** Few photons and a mask for each pattern, so that nothing is trivial. */
function smallScan(modes: number, patchSize: number): EngineScan {
  const probe = modes === 1 ? "disk" : { kind: "disk", modeShares: [0.7, 0.3] } as const;
  const made = simulateScan({ patchSize: 32, patterns: 12, photons: 1e5, seed: 5, probe });
  const mask = Uint8Array.from({ length: made.amplitude.length }, (_, p) => Number((p * 7919) % 31 !== 0));
  const scan = engineScan({ ...made, mask });
  return patchSize === scan.patchSize ? scan : middleOf(scan, patchSize);
}

/** The middle of patterns and probe: what is simulated has a power of two of pixels. */
function middleOf(scan: EngineScan, side: number): EngineScan {
  const edge = (scan.patchSize - side) / 2;
  const cut = (images: Float32Array): Float32Array =>
    Float32Array.from({ length: images.length / scan.patchSize ** 2 * side ** 2 }, (_, p) => {
      const [image, row, column] = [Math.floor(p / side ** 2), Math.floor(p / side) % side, p % side];
      return images[(image * scan.patchSize + row + edge) * scan.patchSize + column + edge] ?? NaN;
    });
  const probe = scan.probe.map(({ re, im }) => ({ height: side, width: side, re: cut(re), im: cut(im) }));
  const valid = scan.masks ? cut(Float32Array.from(readMasks(scan.masks, range(scan.count)))) : new Float32Array();
  const amplitudes = (indices: Int32Array): Float32Array => cut(scan.amplitudes(indices));
  return { ...scan, patchSize: side, amplitudes, probe, masks: masksOf(Uint8Array.from(valid), side) };
}

/** Fails unless eigenprobes and coefficients are NumPy's, in its order. */
function assertVariation({ kept }: EngineState, theirs: ReadonlyMap<string, NpyArray>): void {
  for (const name of ["eigenprobes", "coefficients"]) {
    const [array, expected] = [kept.get(`method.${name}`), imagesIn(theirs, name)];
    assert(array && expected.length > 0);
    const half = array.data.length / 2,
      joined = (part: "re" | "im"): number[] => expected.flatMap((one) => [...one[part]]);
    const [height, width] = [1, half];
    assertAlike(
      name,
      {
        height,
        width,
        re: Float32Array.from(array.data.slice(0, half)),
        im: Float32Array.from(array.data.slice(half)),
      },
      { height, width, re: Float32Array.from(joined("re")), im: Float32Array.from(joined("im")) },
      new Uint8Array(half).fill(1),
    );
  }
}

async function byNumPy(
  scan: EngineScan,
  options: EngineOptions,
  varied: FoundVariation | null,
): Promise<Map<string, NpyArray>> {
  using space = new TempDir();
  const { count, patchSize: size, positions: { x, y }, probe } = scan;
  const all = range(count);
  const order = range(options.iterations).reduce<number[]>(
    (
      order,
      iteration,
    ) => [...order, ...positionBatches(scan.positions, { ...options, iteration }).flatMap((b) => [...b])],
    [],
  );
  const modes = (of: readonly ComplexImage[]): ReturnType<typeof complexArray> => {
    const joined = (part: "re" | "im"): Float32Array => Float32Array.from(of.flatMap((mode) => [...mode[part]]));
    return complexArray({ re: joined("re"), im: joined("im") }, [of.length, size, size]);
  };
  const mask = scan.masks ? readMasks(scan.masks, all) : new Uint8Array(count * size ** 2).fill(1);
  await writeNpz(`${space.path}/scan.npz`, {
    amplitude: realArray(scan.amplitudes(all), [count, size, size]),
    mask: realArray(mask, [count, size, size]),
    x: realArray(x),
    y: realArray(y),
    probe: modes(probe),
    order: realArray(Int32Array.from(order)),
    ...varied && {
      eigenprobes: modes(varied.eigenprobes),
      coefficients: complexArray(varied.coefficients, [count, varied.eigenprobes.length]),
    },
  });
  const script = fileURLToPath(new URL("./numpy_engines.py", import.meta.url));
  const args = [script, `${space.path}/scan.npz`, `${space.path}/result.npz`, JSON.stringify(options)];
  const { success, stderr } = await new Deno.Command(python ?? "", { args }).output();
  assert(success, new TextDecoder().decode(stderr));
  return await readNpz(`${space.path}/result.npz`);
}

function shapeOf(arrays: ReadonlyMap<string, NpyArray>, key: string): readonly number[] {
  return arrays.get(key)?.shape ?? [];
}

function imagesIn(arrays: ReadonlyMap<string, NpyArray>, key: string): ComplexImage[] {
  const array = arrays.get(key);
  return array ? imagesOf(array) : [];
}

function assertBackground(ours: Float32Array | null, theirs: NpyArray | undefined): void {
  assert(ours && theirs?.kind === "real");
  let [squares, power] = [0, 0];
  ours.forEach((counts, p) => {
    const expected = Number(theirs.data[p]);
    squares += (counts - expected) ** 2;
    power += expected ** 2;
  });
  assert(power > 0);
  const off = Math.sqrt(squares / power);
  assert(off < TOLERANCE, `the background is off by ${off}`);
}

/** Fails unless two images are alike where a mask is 1, but for one phase of modes, which is left open. */
function assertAlike(
  name: string,
  ours: ComplexImage | undefined,
  theirs: ComplexImage | undefined,
  mask?: Uint8Array,
): void {
  if (!ours || !theirs) throw new RangeError(`There is no ${name}`);
  let [re, im, power] = [0, 0, 0];
  ours.re.forEach((a, p) => {
    if (mask && mask[p] === 0) return;
    const [b, c, d] = [ours.im[p] ?? NaN, theirs.re[p] ?? NaN, theirs.im[p] ?? NaN];
    re += a * c + b * d;
    im += a * d - b * c;
    power += c * c + d * d;
  });
  const [cos, sin] = mask ? [1, 0] : [re / Math.hypot(re, im), im / Math.hypot(re, im)];
  let squares = 0;
  ours.re.forEach((a, p) => {
    if (mask && mask[p] === 0) return;
    const b = ours.im[p] ?? NaN;
    squares += (a * cos - b * sin - (theirs.re[p] ?? NaN)) ** 2 + (a * sin + b * cos - (theirs.im[p] ?? NaN)) ** 2;
  });
  const off = Math.sqrt(squares / power);
  assert(off < TOLERANCE, `${name} is off by ${off}`);
}
