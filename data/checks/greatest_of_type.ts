/**
 * Greatest values of the integer types: detectors mark bad pixels by that of the type they write.
 *
 * @module
 */
import type { RealDtype } from "../formats/npy_header.ts";

/** The greatest value of a type; absent where pixels are not marked by it. */
export const GREATEST_OF_TYPE: Readonly<Partial<Record<RealDtype, number>>> = {
  i1: 127,
  u1: 255,
  i2: 32767,
  u2: 65535,
  i4: 2 ** 31 - 1,
  u4: 2 ** 32 - 1,
};
