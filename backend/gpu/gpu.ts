/**
 * The WebGPU device. tensorflow.js would open one of its own, whose errors nobody sees; here it is handed one that is
 * watched, and whose limits are those of the adapter.
 *
 * @module
 */
import * as tf from "../../packages/tensorflow.ts";
import { AcceleratorError } from "../interface/accelerator_error.ts";
import type { Accelerator } from "../interface/accelerator_interface.ts";
import { gpuAttentionKernels } from "./network/gpu_attention.ts";
import { gpuChannelGateKernels } from "./network/gpu_channel_gate.ts";
import { installGpuConvolution } from "./convolution/gpu_convolution.ts";
import { gpuConvolutionGradientKernels } from "./convolution/gpu_convolution_gradient.ts";
import { installGpuFilterGradient } from "./convolution/gpu_filter_gradient.ts";
import { gpuPaintingKernels } from "./network/gpu_painting.ts";
import { installGpuPooling } from "./network/gpu_pooling.ts";
import { registerGpuKernels } from "./programs/register_gpu_kernels.ts";
import { gpuDiffractionKernels } from "./waves/gpu_diffraction.ts";
import { gpuEngineKernels } from "./waves/gpu_engine.ts";
import { gpuOverlapKernels } from "./waves/gpu_overlap.ts";
import { gpuPoissonKernels } from "./waves/gpu_poisson.ts";
import { gpuPatchMomentKernels } from "./waves/gpu_patch_moments.ts";
import { gpuStitchKernels } from "./waves/gpu_stitch.ts";
import { gpuGradientSumKernels } from "./weights/gpu_gradient_sums.ts";
import { gpuWeightKernels } from "./weights/gpu_weight_step.ts";

/** How to open a device. */
export interface GpuOptions {
  /** Whether an adapter that is only a program will do. */
  readonly software: boolean;
  /** Whether every sum shall have a fixed order. */
  readonly deterministic: boolean;
}

/**
 * Opens a device and registers it with tensorflow.js as backend `webgpu`. While a device is open and well it is used
 * again, so that the tensors on it stay alive; after a failure a new one takes its place.
 *
 * @param options How to open it.
 * @returns The accelerator, or null if there is no adapter of that kind.
 * @throws {AcceleratorError} If the adapter gives no device.
 */
export async function openGpu({ software, deterministic }: GpuOptions): Promise<Accelerator | null> {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter || (isSoftware(adapter) && !software)) return null;
  // Calls one after the other: two at once would open two devices.
  const turn = opening.then(async () => {
    if (opened?.failure() !== null) {
      opened = await register(adapter);
      promised = false;
    }
    return opened;
  });
  opening = turn.catch(() => {});
  const device = await turn;
  // What an accelerator on this device was promised holds for as long as the device does.
  promised ||= deterministic;
  // The packed product sums in a fixed order; the one for long sums uses atomics, whose order changes.
  tf.env().set("WEBGPU_MATMUL_PROGRAM_TYPE", promised ? PACKED : ANY);
  const determinism = promised
    ? { guaranteed: true, reason: "packed matrix products and kernels without atomics, on the same device and driver" }
    : { guaranteed: false, reason: "matrix products of long sums add in any order" };
  return { ...device, determinism };
}

// --- internal ---

/** The device of this process: tensorflow.js knows only one backend by the name. */
let opened: Omit<Accelerator, "determinism"> | null = null;

/** The last call that opens it. */
let opening: Promise<unknown> = Promise.resolve();

/** Whether anybody was promised sums of a fixed order on it. */
let promised = false;

/**
 * Limits to raise to the adapter's. By default a buffer could have no more than 256 MiB, of which a program sees 128.
 * Our programs keep to 8 buffers; tensorflow.js joins as many tensors at once as there may be.
 */
const LIMITS = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxStorageBuffersPerShaderStage",
  "maxComputeWorkgroupStorageSize",
  "maxComputeWorkgroupsPerDimension",
  "maxComputeWorkgroupSizeX",
  "maxComputeInvocationsPerWorkgroup",
] as const;

/** Features to ask for where the adapter has them: a clock, and numbers of 16 bits. */
const FEATURES = ["timestamp-query", "shader-f16"] as const;

const SOFTWARE = /llvmpipe|lavapipe|swiftshader|software|basic render/i;

function isSoftware({ info }: GPUAdapter): boolean {
  return info.isFallbackAdapter || SOFTWARE.test(`${info.description} ${info.device}`);
}

async function register(adapter: GPUAdapter): Promise<Omit<Accelerator, "determinism">> {
  const limits = Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]]));
  const device = await requestDevice(adapter, limits);
  const failure = watch(device);
  // Imported only here: whoever runs on the CPU does not load it.
  const { GpuBackend } = await import("./programs/gpu_backend.ts");
  // Small operations would otherwise be done by the CPU, with its rounding.
  tf.env().set("WEBGPU_CPU_FORWARD", false);
  tf.removeBackend("webgpu");
  installGpuConvolution();
  installGpuFilterGradient();
  installGpuPooling();
  for (const kernels of NEW_KERNELS) registerGpuKernels(kernels);
  tf.registerBackend("webgpu", () => new GpuBackend(device, adapter.info), 3);
  return {
    name: "webgpu",
    adapter: adapter.info.description || adapter.info.vendor || "unnamed adapter",
    software: isSoftware(adapter),
    limits,
    failure,
  };
}

/** What tensorflow.js does not have. */
const NEW_KERNELS = [
  ...[gpuAttentionKernels, gpuChannelGateKernels, gpuConvolutionGradientKernels, gpuPaintingKernels],
  ...[gpuDiffractionKernels, gpuEngineKernels, gpuOverlapKernels, gpuPoissonKernels],
  ...[gpuPatchMomentKernels, gpuStitchKernels, gpuGradientSumKernels, gpuWeightKernels],
];

/** `MatMulPackedProgram` among tensorflow.js' kinds of matrix product. */
const PACKED = 3;

/** Leaves the kind to tensorflow.js. */
const ANY = -1;

async function requestDevice(adapter: GPUAdapter, requiredLimits: Record<string, number>): Promise<GPUDevice> {
  try {
    const requiredFeatures = FEATURES.filter((feature) => adapter.features.has(feature));
    return await adapter.requestDevice({ requiredLimits, requiredFeatures });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AcceleratorError(
      `Cannot use accelerator webgpu as its device does not open: current value is "${reason}"; use cpu`,
      { cause },
    );
  }
}

/**
 * Remembers the first error that nobody awaits, all of WebGPU's are of this kind; the loss of the device before all others,
 * which follow from it.
 */
function watch(device: GPUDevice): () => Error | null {
  let [reported, lost]: (Error | null)[] = [null, null];
  const failed = (what: string, detail: string): Error =>
    new Error(
      `Cannot trust results of the GPU as ${what}: current value is "${detail}"; what was saved before is good: resume ` +
        "from it, with a smaller batch if memory ran out",
    );
  device.addEventListener("uncapturederror", (event) => {
    reported ??= failed("it reported an error", (event as GPUUncapturedErrorEvent).error.message);
  });
  device.lost.then(({ message, reason }) => lost = failed(`its device was lost (${reason})`, message));
  return () => lost ?? reported ?? null;
}
