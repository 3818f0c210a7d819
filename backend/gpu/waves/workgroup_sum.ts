/**
 * Sums over the invocations of a workgroup, in a fixed order.
 *
 * @module
 */
import { WORKGROUP } from "../programs/gpu_program.ts";

/**
 * A function `sumOfWorkgroup(lane, values)` that all invocations of a workgroup call, and that gives all of them the sums.
 *
 * @param numbers How many numbers each of them has.
 */
export function sumOfWorkgroup(numbers: number): string {
  return combined(numbers, { name: "sumOfWorkgroup", combine: (a, b) => `${a} + ${b}` });
}

/** The same with the greatest instead of the sum. */
export function mostOfWorkgroup(numbers: number): string {
  return combined(numbers, { name: "mostOfWorkgroup", combine: (a, b) => `max(${a}, ${b})` });
}

// --- internal ---

function combined(
  numbers: number,
  { name, combine }: { readonly name: string; readonly combine: (a: string, b: string) => string },
): string {
  const type = `array<f32, ${numbers}>`;
  return `
var<workgroup> shared_${name}: array<${type}, ${WORKGROUP}>;
fn ${name}(lane: i32, values: ${type}) -> ${type} {
  workgroupBarrier();
  shared_${name}[lane] = values;
  for (var reach = ${WORKGROUP / 2}; reach > 0; reach /= 2) {
    workgroupBarrier();
    if (lane < reach) {
      for (var k = 0; k < ${numbers}; k++) {
        shared_${name}[lane][k] = ${combine(`shared_${name}[lane][k]`, `shared_${name}[lane + reach][k]`)};
      }
    }
  }
  workgroupBarrier();
  return shared_${name}[0];
}`;
}
