import { assertEquals, assertStrictEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { selectAccelerator } from "../../backend/accelerator.ts";
import { wrapKernels } from "../../backend/wrap_kernels.ts";

await selectAccelerator("cpu");

/** Functions of all kernels. */
function functions(): Map<string, tf.KernelFunc> {
  return new Map(
    tf.getKernelsForBackend(tf.getBackend()).map(({ kernelName, kernelFunc }) => [kernelName, kernelFunc]),
  );
}

/** A wrap that writes its name down at every call. */
function logging(name: string, log: string[]): () => void {
  return wrapKernels(({ kernelFunc }) => (call) => {
    log.push(name);
    return kernelFunc(call);
  });
}

function relu(): void {
  tf.tidy(() => void tf.relu(tf.scalar(1)));
}

Deno.test("wrapKernels() nests: wraps that end in any order leave every kernel as it was", () => {
  const originals = functions();
  for (const order of [["A", "B", "C"], ["C", "B", "A"], ["B", "A", "C"], ["A", "C", "B"]]) {
    const log: string[] = [];
    const stops = new Map(["A", "B", "C"].map((name) => [name, logging(name, log)]));
    const left = ["C", "B", "A"];
    for (const name of order) {
      log.splice(0);
      relu();
      assertEquals(log, left, `before ${name} of ${order} stops`);
      stops.get(name)?.();
      stops.get(name)?.();
      left.splice(left.indexOf(name), 1);
    }
    log.splice(0);
    relu();
    assertEquals(log, []);
    for (const [name, kernelFunc] of functions()) assertStrictEquals(kernelFunc, originals.get(name), name);
  }
});

Deno.test("wrapKernels() leaves a kernel alone that was registered anew meanwhile", () => {
  const kernel = tf.getKernelsForBackend(tf.getBackend()).find(({ kernelName }) => kernelName === "Relu");
  if (!kernel) throw new Error("there is no Relu");
  const stop = logging("A", []);
  const kernelFunc: tf.KernelFunc = (call) => kernel.kernelFunc(call);
  const register = (func: tf.KernelFunc): void => {
    tf.unregisterKernel(kernel.kernelName, kernel.backendName);
    tf.registerKernel({ ...kernel, kernelFunc: func });
  };
  register(kernelFunc);
  stop();
  assertStrictEquals(functions().get("Relu"), kernelFunc);
  register(kernel.kernelFunc);
});
