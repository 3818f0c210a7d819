/**
 * Diffraction, the Poisson loss, and their gradients, each in one pass; `backend/operations/waves/diffraction.ts` and
 * `backend/operations/composed_poisson.ts` say what these compute.
 *
 * @module
 */
import * as tf from "../../../../packages/tensorflow.ts";
import {
  COMPOSED_DIFFRACTION_KERNELS,
  type DiffractionInputs,
} from "../../../operations/waves/composed_diffraction.ts";
import type { CpuKernel } from "../cpu_kernel.ts";
import { fourierRoots, isFourierSize } from "./fourier_sizes.ts";
import type { KernelCall } from "../kernel_call.ts";

/** The kernels of both, of float32. */
export const diffractionKernels: Readonly<Record<string, CpuKernel>> = {
  FromPolar: (call) => polar(call, "fromPolar", ["amp", "phase"]),
  FromPolarGradient: (call) => polar(call, "fromPolarGradient", ["amp", "phase", "re", "im"]),
  Illuminate: (call) => {
    const [{ shape: [samples = 0] }, { shape: [modes = 0, height = 0, width = 0] }] = [
      call.input("re"),
      call.input("probeRe"),
    ];
    const waves = pair(call, [samples, modes, height, width]);
    wave(call, "illuminate", { inputs: ["re", "im", "probeRe", "probeIm"], outputs: waves, modes: waves[0] });
    return waves;
  },
  IlluminateGradient: (call) => {
    const modes = call.input("re");
    const patches = pair(call, modes.shape.toSpliced(1, 1));
    wave(call, "illuminateGradient", { inputs: ["re", "im", "probeRe", "probeIm"], outputs: patches, modes });
    return patches;
  },
  CentredFourier: (call) => {
    const { shape } = call.input("re");
    const size = shape.at(-1) ?? 0;
    return isFourierSize(size) ? fourier(call, size) : fourierByDefinition(call);
  },
  WaveAmplitude: (call) => {
    const modes = call.input("re");
    const amplitude = call.backend.output(modes.shape.toSpliced(1, 1));
    wave(call, "waveAmplitude", { inputs: ["re", "im"], outputs: [amplitude], modes });
    return amplitude;
  },
  WaveAmplitudeGradient: (call) => {
    const modes = call.input("re");
    const waves = pair(call, modes.shape);
    wave(call, "waveAmplitudeGradient", { inputs: ["re", "im", "dy"], outputs: waves, modes });
    return waves;
  },
  PoissonLoss: (call) => {
    const { shape: [samples = 0, ...pixels] } = call.input("predicted");
    const sums = call.backend.output([samples, Math.ceil(tf.util.sizeFromShape(pixels) / PIECE)]);
    poisson(call, "poissonLoss", sums);
    return sums;
  },
  PoissonLossGradient: (call) => {
    const slopes = call.backend.output(call.input("predicted").shape);
    poisson(call, "poissonLossGradient", slopes);
    return slopes;
  },
};

// --- internal ---

/** Pixels whose losses are summed together. */
const PIECE = 2048;

function pair({ backend }: KernelCall, shape: readonly number[]): [tf.TensorInfo, tf.TensorInfo] {
  return [backend.output(shape), backend.output(shape)];
}

function polar(call: KernelCall, name: string, inputs: readonly string[]): tf.TensorInfo[] {
  const { backend } = call;
  const { shape } = call.input("amp");
  const outputs = pair(call, shape);
  const count = tf.util.sizeFromShape(shape);
  const from = ["amp", "phase", "re", "im"].map((input) => inputs.includes(input) ? call.address(input) : 0);
  const to = outputs.map((output) => backend.address(output));
  backend.run(name, [...from, ...to, count], { work: 8 * count });
  return outputs;
}

/** A kernel of `assembly/diffraction/waves.ts`. */
interface Wave {
  readonly inputs: readonly string[];
  readonly outputs: readonly tf.TensorInfo[];
  /** What has an axis of modes (B, P, N, N). */
  readonly modes: tf.TensorInfo;
}

function wave(call: KernelCall, name: string, { inputs, outputs, modes }: Wave): void {
  const { backend } = call;
  const [samples = 0, count = 0, height = 0, width = 0] = modes.shape;
  const names = ["re", "im", "probeRe", "probeIm", "dy"];
  const from = names.map((input) => inputs.includes(input) ? call.address(input) : 0);
  const to = [0, 1].map((index) => outputs[index] ? backend.address(outputs[index]) : 0);
  backend.run(name, [...from, ...to, samples, count, height * width], {
    floats: [call.attribute<number | undefined>("floor") ?? 0],
    work: samples * count * height * width,
  });
}

function fourier(call: KernelCall, size: number): tf.TensorInfo[] {
  const { backend } = call;
  const { shape } = call.input("re");
  const outputs = pair(call, shape);
  const images = tf.util.sizeFromShape(shape) / size ** 2;
  // Real and imaginary part exchanged, before and after, make the transform its inverse.
  const order = call.attribute<boolean>("inverse") ? [1, 0] : [0, 1];
  const from = [call.address("re"), call.address("im")], to = outputs.map((output) => backend.address(output));
  const addresses = [...order.map((part) => from[part] ?? 0), ...order.map((part) => to[part] ?? 0)];
  backend.withScratch(backend.pool.threads * 8 * size * (size + 40), (room) => {
    backend.run("centredFourier", [...addresses, room, images, size], {
      floats: fourierRoots(size),
      work: images * size ** 2 * Math.log2(size),
      together: true,
    });
  });
  return outputs;
}

function fourierByDefinition(call: KernelCall): tf.TensorInfo[] {
  const inputs = Object.fromEntries(["re", "im", "matrix"].map((name) => [name, call.input(name)]));
  const attributes = { inverse: call.attribute<boolean>("inverse"), floor: 0 };
  const compose = COMPOSED_DIFFRACTION_KERNELS.CentredFourier;
  return tf.tidy(() => compose?.(inputs as unknown as DiffractionInputs, attributes)) as tf.Tensor[];
}

function poisson(call: KernelCall, name: string, out: tf.TensorInfo): void {
  const { backend } = call;
  const { shape: [samples = 0, ...pixels] } = call.input("predicted");
  const count = tf.util.sizeFromShape(pixels);
  const chosen = call.optional("chosen");
  const from = [call.address("predicted"), call.address("observed"), chosen ? backend.address(chosen) : 0];
  backend.run(name, [...from, backend.address(out), samples, count, Math.ceil(count / PIECE), PIECE], {
    work: 8 * samples * count,
  });
}
