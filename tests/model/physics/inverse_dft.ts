import type { ComplexPair } from "../../../model/physics/complex_pair.ts";
import { dft2, type DftKernel } from "../../../model/physics/dft.ts";

/** The inverse of `dft2`, by x = conj(DFT(conj(X))). */
export function inverseDft2({ re, im }: ComplexPair, kernel: DftKernel): ComplexPair {
  const conjugate = dft2({ re, im: im.neg() }, kernel);
  return { re: conjugate.re, im: conjugate.im.neg() };
}
