/**
 * A probe that differs from shot to shot at random, to begin with.
 *
 * @module
 */
import { zeroImage } from "../../../data/complex_image.ts";
import { Random } from "../../../data/random/random.ts";
import type { EngineScan } from "../../../recon/engines/state/engine_scan.ts";
import type { FoundVariation } from "../../../recon/engines/state/found_variation.ts";

/**
 * Eigenprobes that nothing is alike in, and coefficients of all patterns.
 *
 * @param scan The scan.
 * @param count How many eigenprobes.
 */
export function randomVariation(scan: EngineScan, count: number): FoundVariation {
  const random = new Random(7, "variation"), [first = zeroImage(scan.patchSize, scan.patchSize)] = scan.probe;
  const noise = (length: number, size: number): Float32Array =>
    Float32Array.from({ length }, () => size * random.normal());
  const eigenprobes = Array.from({ length: count }, () => {
    const shares = noise(first.re.length, 0.2);
    return { ...first, re: first.re.map((v, p) => v * (shares[p] ?? NaN)), im: noise(first.re.length, 0.05) };
  });
  const coefficient = (): Float32Array => noise(scan.count * count, 0.5);
  return { eigenprobes, coefficients: { height: scan.count, width: count, re: coefficient(), im: coefficient() } };
}
