/**
 * What a page of the test in Chromium computes, on its WebGPU.
 *
 * @module
 */
import "../../../examples/browser/platform/deno.ts";
import { selectAccelerator } from "../../../backend/accelerator.ts";
import { ENGINE_CASES, engineResults } from "./engine_results.ts";
import { stepResults } from "./step_results.ts";
import { stitchResults } from "./stitch_results.ts";

/** All results, base64 of their float32 numbers, and what the device reported. */
async function computed(): Promise<{ readonly results: string[][]; readonly failure: string | null }> {
  const accelerator = await selectAccelerator("webgpu");
  const all = [await stepResults(), await stitchResults()];
  for (const made of ENGINE_CASES) all.push(await engineResults(made));
  const results = all.map((arrays) => arrays.map((array) => new Uint8Array(array.buffer).toBase64()));
  return { results, failure: accelerator.failure()?.message ?? null };
}

Object.assign(globalThis, { computed });
