/**
 * Sums over the pixels of images, in WebGPU programs: an invocation has a share of the pixels of one channel, and the shares
 * are then added: many of them in runs, by invocations of one workgroup, and then the runs in their order. Neighbouring
 * invocations have neighbouring channels, which lie side by side in memory.
 *
 * @module
 */
import { elementsOf, gpuProgram, type GpuSource } from "../programs/gpu_program.ts";

/** Images (images, pixels, channels) in shares. */
export interface Shares {
  readonly images: number;
  readonly pixels: number;
  readonly channels: number;
  /** Shares of an image. */
  readonly shares: number;
  /** Pixels of a share; the last may have fewer. */
  readonly length: number;
}

/** Cuts images into shares that keep a GPU busy; more would only mean more to add. */
export function sharesOf({ images, pixels, channels }: Pick<Shares, "images" | "pixels" | "channels">): Shares {
  const wanted = Math.max(1, Math.min(pixels, Math.ceil(INVOCATIONS / Math.max(1, images * channels))));
  const length = Math.max(1, Math.ceil(pixels / wanted));
  return { images, pixels, channels, length, shares: Math.ceil(pixels / length) };
}

/** What is summed over shares. */
export interface SharedSums extends Pick<Shares, "channels" | "shares"> {
  /** Shape of the result, of (images, channels). */
  readonly shape: readonly number[];
}

/** Of `sums` (images, shares, channels) the sum over shares. */
export const sumOfShares = gpuProgram("sum of shares", ({ channels, shares, shape }: SharedSums): GpuSource => {
  const totals = elementsOf(shape), runs = runsOf(shares);
  const ends = { inputs: ["sums"], outputs: { total: shape } };
  const sum = (first: string, count: string): string => `
  let at = (place / ${channels} * ${shares} + ${first}) * ${channels} + place % ${channels};
  var sum = 0.0;
  for (var share = 0; share < ${count}; share++) { sum += sums[at + share * ${channels}]; }`;
  if (runs === 1) return { ...ends, body: `let place = id;${sum("0", String(shares))}\n  total[id] = sum;` };
  const side = WORKGROUP / runs, length = Math.ceil(shares / runs);
  return {
    ...ends,
    ...{ workgroup: WORKGROUP, invocations: Math.ceil(totals / side) * WORKGROUP, together: true },
    declarations: `var<workgroup> runs: array<f32, ${WORKGROUP}>;`,
    body: `
  let mine = group * ${side} + lane % ${side};
  let place = min(mine, ${totals - 1});
  let first = lane / ${side} * ${length};${sum("first", `min(${length}, ${shares} - first)`)}
  runs[lane] = sum;
  workgroupBarrier();
  if (lane < ${side} && mine < ${totals}) {
    var whole = 0.0;
    for (var run = 0; run < ${runs}; run++) { whole += runs[run * ${side} + lane]; }
    total[mine] = whole;
  }`,
  };
});

// --- internal ---

const INVOCATIONS = 1 << 14;

/** Invocations of a workgroup that adds in runs. */
const WORKGROUP = 256;

/** As many runs, a power of two, as one has shares; few shares are one run. */
function runsOf(shares: number): number {
  return shares < 16 ? 1 : Math.min(32, 2 ** Math.round(Math.log2(shares) / 2));
}
