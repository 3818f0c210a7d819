/**
 * What iterative engines run; `backend/operations/engine.ts` says what these compute. Object and probe are moved in their
 * place.
 *
 * @module
 */
import * as tf from "../../../../packages/tensorflow.ts";
import {
  COMPOSED_ENGINE_KERNELS,
  type EngineAttributes,
  type EngineInputs,
} from "../../../operations/composed_engine.ts";
import type { StepSizes } from "../../../operations/engine.ts";
import type { CpuKernel } from "../cpu_kernel.ts";
import { fourierRoots, isFourierSize } from "./fourier_sizes.ts";
import type { KernelCall } from "../kernel_call.ts";

/** The kernels, of float32. */
export const engineKernels: Readonly<Record<string, CpuKernel>> = {
  ExitWaveCorrection: (call) => {
    const { backend } = call;
    const { positions, modes, size, width } = sizesOf(call);
    if (!isFourierSize(size)) return composed(call, "ExitWaveCorrection");
    const chi = [0, 1].map(() => backend.output([positions, modes, size, size]));
    const residuals = backend.output([positions, 2]);
    const mask = call.optional("mask");
    const outputs = [...chi, residuals].map((output) => backend.address(output));
    const poisson = Number(call.attribute("likelihood") === "poisson");
    // Sums, four rows of the object, twice four lines and four planes of each mode; two numbers a pixel for Poisson's step.
    const room = 64 + 32 * size * (1 + 2 * modes) + 4 * modes * size * (4 * size + 64) +
      32 * poisson * size * Math.ceil(size / 4);
    backend.withScratch(backend.pool.threads * room, (scratch) => {
      const addresses = [...[...WAVES, "measured"].map((name) => call.address(name)), mask ? backend.address(mask) : 0];
      const maskStep = mask && mask.shape.length === 3 ? 4 * size ** 2 : 0;
      backend.run(
        "exitWaveCorrection",
        [...addresses, maskStep, ...outputs, scratch, room, positions, modes, size, width, poisson],
        { floats: fourierRoots(size), work: WORK * positions * modes * size ** 2, together: true },
      );
    });
    return [...chi, residuals];
  },
  EngineStep: (call) => {
    const { backend } = call;
    const { positions, modes, size, height, width } = sizesOf(call);
    if (!isStepSize(size)) return composed(call, "EngineStep");
    const tiles = Math.ceil(width / TILE_WIDTH) * Math.ceil(height / TILE_HEIGHT);
    const strips = Math.ceil(size / STRIP);
    const bytes = [3 * tiles * TILE_BYTES, 4 * tiles, 4 * (2 * modes + 1) * size ** 2, 4 * strips];
    const starts = bytes.map((_, index) => sum(bytes.slice(0, index).map(aligned)));
    backend.withScratch(sum(bytes.map(aligned)), (scratch) => {
      const addresses = [...WAVES, "chiRe", "chiIm"].map((name) => call.address(name));
      const places = starts.map((start) => scratch + start);
      backend.run("engineStep", [...addresses, ...places, positions, modes, size, height, width], {
        floats: STEP_SIZES.map((name) => call.attribute<number>(name)),
        work: WORK * positions * modes * size ** 2,
        together: true,
      });
    });
    return WAVES.slice(0, 4).map((name) => again(call, name));
  },
  StepProducts: (call) => {
    const { backend } = call;
    const { positions, modes, size, width } = sizesOf(call);
    if (!isStepSize(size)) return composed(call, "StepProducts");
    const products = Array.from({ length: 5 }, () => backend.output([positions]));
    const addresses = [...WAVES, "chiRe", "chiIm", ...WAYS].map((name) => call.address(name));
    const outputs = products.map((product) => backend.address(product));
    backend.run("stepProducts", [...addresses, ...outputs, positions, modes, size, width], {
      work: WORK * positions * modes * size ** 2,
      together: true,
    });
    return products;
  },
};

// --- internal ---

const WAVES = ["objectRe", "objectIm", "probeRe", "probeIm", "corners", "fractions"];

const WAYS = ["objectWayRe", "objectWayIm", "probeWayRe", "probeWayIm"];

const STEP_SIZES: readonly (keyof StepSizes)[] = [
  "objectStep",
  "objectRegularisation",
  "probeStep",
  "probeRegularisation",
];

/** Of `assembly/engine/step_arguments.ts`: columns and rows of a tile, bytes of one sum of it, rows of a strip. */
const [TILE_WIDTH, TILE_HEIGHT, TILE_BYTES, STRIP] = [64, 16, 4608, 4] as const;

/** A number takes as long as so many that are added. */
const WORK = 8;

interface Sizes {
  readonly positions: number;
  readonly modes: number;
  readonly size: number;
  readonly height: number;
  readonly width: number;
}

function sizesOf(call: KernelCall): Sizes {
  const { shape: [positions = 0] } = call.input("corners");
  const { shape: [modes = 0, size = 0] } = call.input("probeRe");
  const { shape: [height = 0, width = 0] } = call.input("objectRe");
  return { positions, modes, size, height, width };
}

/** Whether steps of patterns of a side are in one pass: their kernels take two columns or four. */
function isStepSize(size: number): boolean {
  return size % 2 === 0 && size >= 4;
}

/** An input as an output, moved in its place. */
function again(call: KernelCall, name: string): tf.TensorInfo {
  const { dataId, shape, dtype } = call.input(name);
  call.backend.incRef(dataId);
  return { dataId, shape, dtype };
}

function composed(call: KernelCall, name: string): tf.Tensor[] {
  const names = [...WAVES, "measured", "mask", "matrix", "chiRe", "chiIm", ...WAYS];
  const given = names.flatMap((name) => call.optional(name) ? [[name, call.input(name)] as const] : []);
  const attributes = Object.fromEntries([...STEP_SIZES, "likelihood"].map((name) => [name, call.attribute(name)]));
  const compose = COMPOSED_ENGINE_KERNELS[name];
  const inputs = Object.fromEntries(given) as unknown as EngineInputs;
  return tf.tidy(() => compose?.(inputs, attributes as unknown as EngineAttributes) ?? []);
}

function aligned(bytes: number): number {
  return 64 * Math.ceil(bytes / 64);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
