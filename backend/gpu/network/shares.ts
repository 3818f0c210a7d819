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

/** Of `sums` (images, shares, channels) the sum over shares, `total`. */
export const sumOfShares = gpuProgram("sum of shares", (sums: SharedSums): GpuSource => sumsOf([["", sums]]));

/** Two of them at once: of `sumsA` and `sumsB` to `totalA` and `totalB`. */
export const twoSumsOfShares = gpuProgram(
  "sums of shares",
  ({ a, b }: { readonly a: SharedSums; readonly b: SharedSums }): GpuSource => sumsOf([["A", a], ["B", b]]),
);

// --- internal ---

const INVOCATIONS = 1 << 14;

/** Invocations of a workgroup that adds shares. */
const WORKGROUP = 256;

/** As many runs, a power of two, as one has shares; few shares are one run. */
function runsOf(shares: number): number {
  return shares < 16 ? 1 : Math.min(32, 2 ** Math.round(Math.log2(shares) / 2));
}

/** Sums by the ends of their names; each has workgroups of its own, one set after the other. */
function sumsOf(parts: readonly (readonly [string, SharedSums])[]): GpuSource {
  const groupsOf = ({ shape, shares }: SharedSums): number => Math.ceil(elementsOf(shape) * runsOf(shares) / WORKGROUP);
  const groups = parts.map(([, sums]) => groupsOf(sums));
  const before = parts.map((_, k) => groups.slice(0, k).reduce((sum, count) => sum + count, 0));
  const each = (text: (name: string, sums: SharedSums) => string): string =>
    parts.map(([name, sums], k) => {
      const first = before[k] ?? 0, end = first + (groups[k] ?? 0);
      return `if (group >= ${first} && group < ${end}) {
    let mine = (group - ${first}) * ${WORKGROUP / runsOf(sums.shares)} + lane % ${WORKGROUP / runsOf(sums.shares)};
    ${text(name, sums)}
  }`;
    }).join("\n  ");
  return {
    inputs: parts.map(([name]) => `sums${name}`),
    outputs: Object.fromEntries(parts.map(([name, { shape }]) => [`total${name}`, shape])),
    ...{ workgroup: WORKGROUP, invocations: groups.reduce((sum, count) => sum + count, 0) * WORKGROUP, together: true },
    declarations: `var<workgroup> runs: array<f32, ${WORKGROUP}>;`,
    body: `
  var sum = 0.0;
  ${each(sumOfRun)}
  runs[lane] = sum;
  workgroupBarrier();
  ${each(sumOfRuns)}`,
  };
}

/** Adds a run of the shares of place `mine`. */
function sumOfRun(name: string, { channels, shares, shape }: SharedSums): string {
  const runs = runsOf(shares), length = Math.ceil(shares / runs);
  return `let place = min(mine, ${elementsOf(shape) - 1});
    let first = lane / ${WORKGROUP / runs} * ${length};
    let at = (place / ${channels} * ${shares} + first) * ${channels} + place % ${channels};
    for (var share = 0; share < min(${length}, ${shares} - first); share++) {
      sum += sums${name}[at + share * ${channels}];
    }`;
}

/** Adds the runs of place `mine`. */
function sumOfRuns(name: string, { shares, shape }: SharedSums): string {
  const runs = runsOf(shares), side = WORKGROUP / runs;
  return `if (lane < ${side} && mine < ${elementsOf(shape)}) {
      var whole = 0.0;
      for (var run = 0; run < ${runs}; run++) { whole += runs[run * ${side} + lane]; }
      total${name}[mine] = whole;
    }`;
}
