/**
 * Results of one accelerator beside those of another.
 *
 * @module
 */
import { assertEquals } from "@std/assert";

/**
 * Fails unless each result is that of another accelerator but for the rounding of its greatest value.
 *
 * @param ours Numbers of each result.
 * @param expected The same of the other.
 * @param made What was computed, and how far from it results may be, in parts of the greatest value.
 */
export function assertResultsClose(
  ours: readonly Float32Array[],
  expected: readonly Float32Array[],
  { what, tolerance = 1e-5 }: { readonly what: string; readonly tolerance?: number },
): void {
  assertEquals(ours.length, expected.length);
  expected.forEach((values, result) => {
    const most = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const wrong = values.findIndex((value, at) => !(Math.abs((ours[result]?.[at] ?? NaN) - value) <= tolerance * most));
    const told = `${what}: result ${result} is ${ours[result]?.[wrong]}, not ${values[wrong]}`;
    assertEquals(wrong, -1, `${told} at ${wrong}`);
  });
}
