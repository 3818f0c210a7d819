/**
 * What iterative engines run; `backend/operations/waves/engine.ts` says what these compute. Object and probe are moved in their
 * place.
 *
 * @module
 */
import * as tf from "../../../../packages/tensorflow.ts";
import {
  COMPOSED_ENGINE_KERNELS,
  type EngineAttributes,
  type EngineInputs,
} from "../../../operations/waves/composed_engine.ts";
import { composedMapStep } from "../../../operations/waves/difference_map_step.ts";
import type { StepSizes } from "../../../operations/waves/engine.ts";
import type { CpuKernel } from "../cpu_kernel.ts";
import { fourierRoots, isFourierSize } from "./fourier_sizes.ts";
import type { KernelCall } from "../kernel_call.ts";

/** The kernels, of float32. */
export const engineKernels: Readonly<Record<string, CpuKernel>> = {
  ExitWaveCorrection: (call) => {
    const { backend } = call;
    const { positions, modes, size } = sizesOf(call);
    if (!isFourierSize(size)) return composed(call, "ExitWaveCorrection");
    const chi = [0, 1].map(() => backend.output([positions, modes, size, size]));
    const residuals = backend.output([positions, 2]);
    const [mask, background, damping] = ["mask", "background", "damping"].map((name) => call.optional(name));
    const intensity = background ? [backend.output([positions, size, size])] : [];
    const outputs = [...chi, residuals, ...intensity];
    const poisson = Number(call.attribute("likelihood") === "poisson");
    // Sums, four rows of the object and of a shot's probe, twice four lines and two planes of each mode; two numbers a pixel
    // for Poisson's step.
    const room = 64 + 32 * size * (2 + 2 * modes) + 8 * modes * Math.ceil(size / 4) * (4 * size + 64) +
      32 * poisson * size * Math.ceil(size / 4);
    backend.withScratch(backend.pool.threads * room, (scratch) => {
      const maskStep = mask && mask.shape.length === 3 ? 4 * size ** 2 : 0;
      const measured = [
        call.address("measured"),
        addressOf(call, mask),
        maskStep,
        addressOf(call, background),
        addressOf(call, damping),
      ];
      const places = [...chi, residuals, intensity[0]].map((output) => addressOf(call, output));
      const varied = ["eigenRe", "eigenIm", "coefficients"].map((name) => addressOf(call, call.optional(name)));
      const further = [...measured, ...places, scratch, room, poisson, ...varied, eigenprobesOf(call)];
      runPlaced(call, "exitWaveCorrection", further, fourierRoots(size));
    });
    return outputs;
  },
  ExitWaves: (call) => {
    const { positions, modes, size } = sizesOf(call);
    if (!isStepSize(size)) return composed(call, "ExitWaves");
    const waves = [0, 1].map(() => call.backend.output([positions, modes, size, size]));
    runPlaced(call, "exitWaves", waves.map((wave) => call.backend.address(wave)), []);
    return waves;
  },
  CoefficientStep: (call) => {
    const { backend } = call, { positions, modes, size } = sizesOf(call);
    if (!isStepSize(size)) return composed(call, "CoefficientStep");
    const coefficients = backend.output([positions, 2 * modes]), [, chiModes = 0] = call.input("chiRe").shape;
    // Products of all eigenprobes of a position with each other and with χ, then a row of the object, or its steps.
    const room = aligned(8 * modes * (modes + 2) + Math.max(48 * Math.ceil(size / 4), 8 * modes));
    backend.withScratch(positions * room, (scratch) => {
      const places = ["chiRe", "chiIm", "all", "rows"].map((name) => call.address(name));
      runPlaced(call, "coefficientStep", [...places, backend.address(coefficients), scratch, room, chiModes], []);
    });
    return [...["all", "chiRe", "chiIm"].map((name) => again(call, name)), coefficients];
  },
  SettleVariation: (call) => {
    const { shape: [, size = 0] } = call.input("probeRe"), { shape: [patterns = 0, both = 0] } = call.input("all");
    if (size % 2 !== 0) return composed(call, "SettleVariation");
    const names = ["probeRe", "probeIm", "eigenRe", "eigenIm", "all"];
    call.backend.run("settleVariation", [...names.map((name) => call.address(name)), patterns, both / 2, size], {
      work: 0,
    });
    return names.map((name) => again(call, name));
  },
  EngineStep: (call) => step(call, "EngineStep"),
  LeastSquaresStep: (call) => step(call, "LeastSquaresStep"),
  DifferenceMapStep: (call) => {
    const { backend } = call, numbers = backend.values(call.input("rows"));
    tf.tidy(() => {
      const { re, im } = composedMapStep(inputsOf(call), attributesOf(call)), length = re.size / numbers.length;
      for (const [name, wave] of [["exitRe", re], ["exitIm", im]] as const) {
        const [to, from] = [backend.values(call.input(name)), backend.values(wave)];
        numbers.forEach((number, k) => to.set(from.subarray(k * length, (k + 1) * length), number * length));
      }
    });
    return ["exitRe", "exitIm"].map((name) => again(call, name));
  },
  PositionWays: (call) => {
    const { positions, size } = sizesOf(call);
    if (size % 2 !== 0 || size < 4) return composed(call, "PositionWays");
    const ways = call.backend.output([2, positions]);
    const further = [
      call.address("chiRe"),
      call.address("chiIm"),
      call.backend.address(ways),
      call.attribute<number>("reach"),
    ];
    runPlaced(call, "positionWays", further, []);
    return [ways];
  },
};

// --- internal ---

const WAVES = ["objectRe", "objectIm", "probeRe", "probeIm", "corners", "fractions"];

const EIGENPROBES = ["eigenRe", "eigenIm"];

/** What some kernels take besides. */
const OTHERS = [
  ...["measured", "mask", "background", "damping", "matrix", "chiRe", "chiIm", "exitRe", "exitIm", "rows"],
  ...[...EIGENPROBES, "coefficients", "all"],
];

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

/** Whether patterns of a side are in one pass: kernels take two columns or four; others are composed. */
function isStepSize(size: number): boolean {
  return size % 2 === 0 && size >= 4;
}

/** Moves object and probe in their place. */
function step(call: KernelCall, name: "EngineStep" | "LeastSquaresStep"): tf.TensorInfo[] {
  const { backend } = call;
  const { positions, modes, size, height, width } = sizesOf(call), eigenprobes = eigenprobesOf(call);
  if (!isStepSize(size)) return composed(call, name);
  const tiles = Math.ceil(width / TILE_WIDTH) * Math.ceil(height / TILE_HEIGHT), strips = Math.ceil(size / STRIP);
  const sums = [3 * tiles * TILE_BYTES, 4 * tiles, 4 * (2 * (modes + eigenprobes) + 1) * size ** 2, 4 * strips];
  // Of least squares: the way of the object twice, the light of the probe, two steps a position.
  const ways = [4 * height * width, 4 * height * width, 4 * size ** 2, 8 * positions];
  const bytes = name === "EngineStep" ? sums : [...sums, ...ways];
  const starts = bytes.map((_, index) => sum(bytes.slice(0, index).map(aligned)));
  backend.withScratch(sum(bytes.map(aligned)), (scratch) => {
    const places = [...sums, ...ways].map((_, index) => scratch + (starts[index] ?? 0));
    const sizes = STEP_SIZES.map((name) => call.attribute<number>(name));
    const kernel = name === "EngineStep" ? "engineStep" : "leastSquaresStep";
    // Eigenprobes are read as if they lay behind the modes of the probe.
    const eigen = EIGENPROBES.map((name) => addressOf(call, call.optional(name)) - 4 * modes * size ** 2);
    const varied = [...eigen, addressOf(call, call.optional("coefficients")), eigenprobes];
    const further = [...places, ...varied, Number(call.attribute("eigenprobesMove"))];
    runPlaced(call, kernel, [call.address("chiRe"), call.address("chiIm"), ...further], sizes);
  });
  return [...WAVES.slice(0, 4), ...eigenprobes > 0 ? EIGENPROBES : []].map((name) => again(call, name));
}

/** Runs a kernel whose first arguments are those of `assembly/engine/placed_waves.ts`. */
function runPlaced(call: KernelCall, name: string, further: readonly number[], floats: readonly number[]): void {
  const { positions, modes, size, height, width } = sizesOf(call);
  const first = [...WAVES.map((name) => call.address(name)), positions, modes, size, height, width];
  call.backend.run(name, [...first, ...further], {
    floats,
    work: WORK * positions * modes * size ** 2,
    together: true,
  });
}

/** How many eigenprobes there are, by their coefficients. */
function eigenprobesOf(call: KernelCall): number {
  return (call.optional("coefficients")?.shape[1] ?? 0) / 2;
}

/** Where a tensor lies; 0 where there is none. */
function addressOf({ backend }: KernelCall, tensor: tf.TensorInfo | undefined): number {
  return tensor ? backend.address(tensor) : 0;
}

/** An input as an output, moved in its place. */
function again(call: KernelCall, name: string): tf.TensorInfo {
  const { dataId, shape, dtype } = call.input(name);
  call.backend.incRef(dataId);
  return { dataId, shape, dtype };
}

function composed(call: KernelCall, name: string): tf.Tensor[] {
  const compose = COMPOSED_ENGINE_KERNELS[name];
  return tf.tidy(() => compose?.(inputsOf(call), attributesOf(call)) ?? []);
}

function inputsOf(call: KernelCall): EngineInputs {
  const given = [...WAVES, ...OTHERS].flatMap((name) => call.optional(name) ? [[name, call.input(name)] as const] : []);
  return Object.fromEntries(given) as unknown as EngineInputs;
}

function attributesOf(call: KernelCall): EngineAttributes {
  const names = [...STEP_SIZES, "eigenprobesMove", "likelihood", "reach", "relaxation", "isFirst"];
  return Object.fromEntries(names.map((name) => [name, call.attribute(name)])) as unknown as EngineAttributes;
}

function aligned(bytes: number): number {
  return 64 * Math.ceil(bytes / 64);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
