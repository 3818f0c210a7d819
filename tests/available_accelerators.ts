/**
 * The accelerators that tests can run on: always the CPU, and WebGPU where there is an adapter.
 *
 * @module
 */

/** Whether there is a WebGPU adapter. With EXITWAVE_REQUIRE_WEBGPU=1 its absence is an error instead of a skip. */
export async function hasWebgpu(): Promise<boolean> {
  const adapter = await navigator.gpu?.requestAdapter();
  if (!adapter && Deno.env.get("EXITWAVE_REQUIRE_WEBGPU") === "1") {
    throw new Error("Cannot run the tests on webgpu as there is no adapter, and EXITWAVE_REQUIRE_WEBGPU is 1");
  }
  return Boolean(adapter);
}

/** Both accelerators, with whether a test on it has to be ignored. */
export const ACCELERATORS: readonly { readonly name: "cpu" | "webgpu"; readonly ignore: boolean }[] = [
  { name: "cpu", ignore: false },
  { name: "webgpu", ignore: !(await hasWebgpu()) },
];

/** Whether the WebGPU adapter has 16-bit numbers. */
export async function hasHalves(): Promise<boolean> {
  const features = await hasWebgpu() ? (await navigator.gpu.requestAdapter())?.features : undefined;
  return features?.has("shader-f16") ?? false;
}
