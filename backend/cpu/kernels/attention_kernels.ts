/**
 * Convolutional block attention and its gradients, each in one pass; `backend/operations/attention.ts` says what they compute.
 *
 * @module
 */
import type { CpuKernel } from "./cpu_kernel.ts";
import type { KernelCall } from "./kernel_call.ts";

/** The kernels of `backend/operations/attention.ts`, of float32. */
export const attentionKernels: Readonly<Record<string, CpuKernel>> = {
  SummarisePixels: (call) => {
    const { backend } = call;
    const { batch, pixels, channels, shape } = readSizes(call);
    const x = call.input("x");
    const [pooled, count] = [backend.output([2 * batch, channels]), backend.output([batch, channels])];
    backend.withScratch(12 * parts(batch, pixels) * (channels + 8), (room) => {
      const addresses = [call.address("x"), backend.address(pooled), backend.address(count), room];
      backend.run("summarisePixels", [...addresses, batch, pixels, channels], {
        together: true,
        work: batch * pixels * channels,
      });
    });
    // The values stay where they are, and have one more owner.
    backend.incRef(x.dataId);
    return [{ dataId: x.dataId, shape, dtype: x.dtype }, pooled, count];
  },
  SummarisePixelsGradient: (call) => {
    const { backend } = call;
    const { batch, pixels, channels, shape } = readSizes(call);
    const dx = backend.output(shape);
    backend.withScratch(8 * batch * channels + 32, (portions) => {
      const inputs = ["x", "pooled", "count", "dy", "dpooled"].map((name) => call.address(name));
      const words = [...inputs, backend.address(dx), portions, batch, pixels, channels];
      backend.run("summarisePixelsGradient", words, { together: true, work: batch * pixels * channels });
    });
    return dx;
  },
  WeighChannels: (call) => {
    const { backend } = call;
    const { batch, pixels, channels, shape } = readSizes(call);
    const [y, summary] = [backend.output(shape), backend.output(shape.with(3, 2))];
    const addresses = [call.address("x"), call.address("gate"), backend.address(y), backend.address(summary)];
    backend.run("weighChannels", [...addresses, batch, pixels, channels], { work: batch * pixels * channels });
    return [y, summary];
  },
  WeighChannelsGradient: (call) => {
    const { backend } = call;
    const { batch, pixels, channels, shape } = readSizes(call);
    const [dx, dgate] = [backend.output(shape), backend.output([batch, channels])];
    const sums = 4 * parts(batch, pixels) * (channels + 8);
    backend.withScratch(sums + LINES * backend.pool.threads, (room) => {
      const inputs = ["x", "gate", "summary", "dsummary", "dy"].map((name) => call.address(name));
      const addresses = [...inputs, backend.address(dx), backend.address(dgate), room, room + sums];
      const words = [...addresses, batch, pixels, channels];
      backend.run("weighChannelsGradient", words, { together: true, work: batch * pixels * channels });
    });
    return [dx, dgate];
  },
  WeighPixels: (call) => {
    const { backend } = call;
    const { batch, pixels, channels, shape } = readSizes(call);
    const y = backend.output(shape);
    const addresses = [call.address("x"), call.address("gate"), backend.address(y), 0];
    backend.run("weighPixels", [...addresses, batch, pixels, channels], { work: batch * pixels * channels });
    return y;
  },
  WeighPixelsGradient: (call) => {
    const { backend } = call;
    const { batch, pixels, channels, shape } = readSizes(call);
    const [dx, dgate] = [backend.output(shape), backend.output(shape.with(3, 1))];
    const inputs = ["x", "gate", "dy"].map((name) => call.address(name));
    const words = [...inputs, backend.address(dx), backend.address(dgate), batch * pixels, channels];
    backend.run("weighPixelsGradient", words, { work: batch * pixels * channels });
    return [dx, dgate];
  },
};

// --- internal ---

/** Bytes that a thread needs for each of its pixels, as in `assembly/attention/attention_gradient.ts`. */
const LINES = 768;

interface Sizes {
  readonly batch: number;
  readonly pixels: number;
  readonly channels: number;
  readonly shape: number[];
}

function readSizes(call: KernelCall): Sizes {
  const { shape } = call.input("x");
  const [batch = 0, height = 0, width = 0, channels = 0] = shape;
  return { batch, pixels: height * width, channels, shape };
}

/** Parts in which pixels are summed, of all images; `PART` pixels each, in `assembly/attention/attention.ts`. */
function parts(batch: number, pixels: number): number {
  return batch * Math.ceil(pixels / 64);
}
