/**
 * How far patches lie, beside NumPy and double precision, and beside what is known.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { type EngineWaves, exitWaves, type PatchPlaces, type Wave } from "../../../backend/operations/waves/engine.ts";
import { FLATNESS, patchShifts } from "../../../backend/operations/waves/patch_shifts.ts";
import { positionWays } from "../../../backend/operations/waves/position_ways.ts";
import { minus } from "../../../backend/operations/waves/wave_arithmetic.ts";
import type { ComplexImage } from "../../../data/complex_image.ts";
import { complexArray, realArray } from "../../../data/formats/npy_encode.ts";
import { readNpz } from "../../../data/formats/read_npz.ts";
import { writeNpz } from "../../../data/formats/write_npz.ts";
import { simulateScan } from "../../../data/simulation/simulate.ts";
import { createDftKernel, disposeDftKernel } from "../../../model/physics/dft.ts";
import { disposeWaves, uploadWaves } from "../../../recon/engines/state/engine_waves.ts";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { python } from "../../data/formats/numpy.ts";
import { TempDir } from "../../data/temp_dir.ts";
import { onAccelerator } from "../../on_accelerator.ts";

/** Rows and columns by which patches lie further than they are taken to. */
const OFF: readonly (readonly [number, number])[] = [[0, 0], [0.3, -0.2], [-1.2, 1.7], [2.4, 0.6]];
/** Corners of where they are taken to lie, and parts of a pixel. */
const CORNERS = [[12, 9], [20, 31], [8, 25], [15, 17]] as const;
const PARTS = [[0, 0], [0.5, 0.25], [0.125, 0], [0, 0.75]] as const;

const THING = { kind: "deadLeaves", size: 72 } as const;
const { object, probe: mode, patchSize: side } = simulateScan({
  patchSize: 32,
  patterns: 9,
  photons: 1e6,
  seed: 4,
  object: THING,
});
assert(object);
const second = { ...mode, re: mode.re.map((_, p) => 0.3 * (mode.re[(p + 5) % mode.re.length] ?? 0)) };

for (const accelerator of ACCELERATORS) {
  onAccelerator(
    accelerator,
    "patchShifts() and positionWays() find what NumPy finds, and where patches lie",
    async () => {
      const found = await findWays(object, [mode, second]);
      for (const [row, column, k] of OFF.map(([row, column], k) => [row, column, k] as const)) {
        // Exit waves lack all that they lack: what is found is the way, but for what is between pixels.
        assertAlmostEquals(found.correlation[k] ?? NaN, column, 0.1);
        assertAlmostEquals(found.correlation[k + 4] ?? NaN, row, 0.1);
      }
      if (found.expected === null) return;
      for (const [ours, theirs, most] of [["correlation", 0, 0.01], ["gradient", 1, 1e-3]] as const) {
        found[ours].forEach((way, k) => assertAlmostEquals(way, found.expected?.[theirs][k] ?? NaN, most));
      }
    },
  );

  onAccelerator(
    accelerator,
    "patchShifts() leaves patches without contrast where they are, and no tensor",
    async () => {
      const flat = { ...object, re: object.re.map(() => 1), im: object.im.map(() => 0) };
      const before = tf.memory().numTensors;
      const { correlation } = await findWays(flat, [mode]);
      correlation.forEach((way) => assertAlmostEquals(way, 0, 0.02));
      assertEquals(tf.memory().numTensors, before);
    },
  );
}

// --- internal ---

/** What finders find, (2, B), and what NumPy does by correlation and gradient; null where there is none. */
async function findWays(
  object: ComplexImage,
  modes: readonly ComplexImage[],
): Promise<{ correlation: Float32Array; gradient: Float32Array; expected: [number[], number[]] | null }> {
  const dft = createDftKernel(side), reach = 2;
  const [waves, taken] = [uploadWaves(object, modes), placesAt(() => [0, 0])];
  const [re, im] = tf.tidy(() => {
    const lacking = minus(exitWaves(waves, placesAt((k) => OFF[k] ?? [0, 0])), exitWaves(waves, taken));
    return [lacking.re, lacking.im];
  }) as [tf.Tensor, tf.Tensor];
  const chi = { re, im };
  const ways = [
    patchShifts(waves, { places: taken, chi, matrix: dft.matrix }),
    positionWays(waves, { places: taken, chi, reach }),
  ];
  const [correlation, gradient] = await Promise.all(ways.map((way) => way.data<"float32">())) as [
    Float32Array,
    Float32Array,
  ];
  const expected = python === null ? null : await byNumPy(waves, { places: taken, chi, reach });
  tf.dispose([...ways, re, im, taken.corners, taken.fractions]);
  disposeWaves(waves);
  disposeDftKernel(dft);
  return { correlation: correlation.slice(), gradient: gradient.slice(), expected };
}

function placesAt(off: (patch: number) => readonly [number, number]): PatchPlaces {
  const starts = CORNERS.flatMap((corner, k) =>
    [0, 1].map((axis) => {
      const from = off(k)[axis] ?? NaN;
      return (corner[axis] ?? NaN) + (PARTS[k]?.[axis] ?? NaN) + from;
    })
  );
  const corners = starts.map(Math.floor);
  return {
    corners: tf.tensor2d(corners, [4, 2], "int32"),
    fractions: tf.tensor2d(starts.map((start, k) => start - (corners[k] ?? NaN)), [4, 2]),
  };
}

async function byNumPy(
  { object, probe }: EngineWaves,
  { places, chi, reach }: { readonly places: PatchPlaces; readonly chi: Wave; readonly reach: number },
): Promise<[number[], number[]]> {
  using space = new TempDir();
  const complex = async ({ re, im }: Wave): Promise<ReturnType<typeof complexArray>> =>
    complexArray({ re: await re.data<"float32">(), im: await im.data<"float32">() }, re.shape);
  await writeNpz(`${space.path}/batch.npz`, {
    ...{ object: await complex(object), probe: await complex(probe), chi: await complex(chi) },
    corners: realArray(await places.corners.data<"int32">(), places.corners.shape),
    fractions: realArray(await places.fractions.data<"float32">(), places.fractions.shape),
  });
  const script = fileURLToPath(new URL("./numpy_positions.py", import.meta.url));
  const options = JSON.stringify({ reach, flatness: FLATNESS });
  const args = [script, `${space.path}/batch.npz`, `${space.path}/result.npz`, options];
  const { success, stderr } = await new Deno.Command(python ?? "", { args }).output();
  assert(success, new TextDecoder().decode(stderr));
  const result = await readNpz(`${space.path}/result.npz`);
  const numbers = (name: string): number[] => {
    const array = result.get(name);
    return array?.kind === "real" ? Array.from(array.data, Number) : [];
  };
  return [numbers("correlation"), numbers("gradient")];
}
