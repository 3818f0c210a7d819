/**
 * What a notebook shows of a scan in memory: its mean pattern, its probe, where patterns were recorded, and its numbers.
 *
 * @module
 */
import type { Card } from "../../config/notebook/card.ts";
import { joined } from "../../config/values/markup.ts";
import { MeanPattern } from "../arrays/mean_pattern.ts";
import { dots, thumbnail, type ThumbnailImage } from "./thumbnail.ts";

/** What is shown of a scan; a `Scan` has all of it. */
export interface ShownScan {
  readonly path: string;
  /** Patterns M. */
  readonly count: number;
  /** Side N of a pattern. */
  readonly patchSize: number;
  /** Amplitudes, (M, N, N), DC at [N/2, N/2]. */
  readonly amplitude: Float32Array;
  /** 1 where a pixel is valid, (N, N) or (M, N, N); null where all are. */
  readonly mask: Uint8Array | null;
  /** Columns of the patch centres in object pixels. */
  readonly x: Float64Array;
  /** Rows of the patch centres in object pixels. */
  readonly y: Float64Array;
  /** N × N each. */
  readonly probeModes: readonly { readonly re: Float32Array; readonly im: Float32Array }[];
  /** Null where there is none. */
  readonly object: { readonly height: number; readonly width: number } | null;
  /** Mean photons of a pattern; null where they are not known. */
  readonly photons: number | null;
  readonly warnings: readonly string[];
}

/**
 * The card of a scan.
 *
 * @param scan The scan.
 * @param experiment What is known of its experiment, as rows of a table.
 */
export function scanCard(scan: ShownScan, experiment: readonly (readonly [string, string])[]): Card {
  const { path, count, patchSize: side, probeModes, object, photons, mask, warnings } = scan;
  return {
    title: `Scan ${path}`,
    picture: joined([
      thumbnail(logMeanPattern(scan), "mean pattern, logarithmic"),
      thumbnail({ height: side, width: side, data: probeAmplitude(probeModes) }, "amplitude of the probe"),
      dots(scan.x, scan.y, "scan positions"),
    ]),
    rows: [
      ["patterns", `${count} of ${side} × ${side} px`],
      ["masked", mask === null ? "no pixel" : percent(mask.reduce((sum, valid) => sum + 1 - valid, 0) / mask.length)],
      ["photons of a pattern", photons === null ? "not known" : photons.toPrecision(3)],
      ["modes of the probe", String(probeModes.length)],
      ["positions", `${spread(scan.x)} px in x, ${spread(scan.y)} px in y`],
      ["known object", object === null ? "none" : `${object.height} × ${object.width} px`],
      ...experiment,
    ],
    notes: warnings.map((warning) => `Warning: ${warning}`),
  };
}

// --- internal ---

/** Values that a mean is taken over at most; of more, every so many patterns are looked at. */
const MOST_VALUES = 1 << 26;

/** Decades below the brightest pixel that are shown. */
const DECADES = 6;

/** log₁₀ of the mean intensity; NaN where no pattern has a valid pixel. */
function logMeanPattern({ count, patchSize, amplitude, mask }: ShownScan): ThumbnailImage {
  const pixels = patchSize * patchSize;
  const every = Math.ceil(count * pixels / MOST_VALUES);
  const patterns = new MeanPattern(patchSize);
  for (let pattern = 0; pattern < count; pattern += every) {
    const [own, end] = [pattern * pixels, (pattern + 1) * pixels];
    const ownMask = mask && mask.length > pixels ? mask.subarray(own, end) : mask;
    patterns.add(amplitude.subarray(own, end), ownMask);
  }
  const { mean: { data, ...size }, mask: measured } = patterns.finish();
  const least = data.reduce((a, b) => b > a ? b : a, 0) * 10 ** -DECADES;
  return { ...size, data: data.map((mean, p) => measured?.[p] === 0 ? NaN : Math.log10(Math.max(mean, least))) };
}

/** √Σ|P|² over the modes. */
function probeAmplitude(modes: ShownScan["probeModes"]): Float64Array {
  const sums = new Float64Array(modes[0]?.re.length ?? 0);
  for (const { re, im } of modes) re.forEach((value, p) => sums[p] = (sums[p] ?? 0) + value ** 2 + (im[p] ?? 0) ** 2);
  return sums.map(Math.sqrt);
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}

/** From the least value to the greatest. */
function spread(values: Float64Array): string {
  const [least, greatest] = values.reduce(([a, b], c) => [Math.min(a, c), Math.max(b, c)], [Infinity, -Infinity]);
  return `${least.toFixed(1)} to ${greatest.toFixed(1)}`;
}
