import * as tf from "@tensorflow/tfjs";
import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { type Accelerator, AcceleratorError, selectAccelerator } from "../../backend/accelerator.ts";
import { CPU_BACKEND } from "../../backend/cpu/open_cpu.ts";
import { selfCheck } from "../../backend/self_check.ts";
import { ACCELERATORS, hasWebgpu } from "../available_accelerators.ts";
import { onAccelerator } from "../on_accelerator.ts";

const webgpu = await hasWebgpu();

for (const accelerator of ACCELERATORS) {
  onAccelerator(accelerator, "selectAccelerator() makes the accelerator the current one", async () => {
    const selected = await selectAccelerator(accelerator.name);
    const backend = { cpu: CPU_BACKEND, webgpu: "webgpu" }[accelerator.name];
    assertEquals([selected.name, tf.getBackend()], [accelerator.name, backend]);
    assert(selected.adapter.length > 0);
  });

  onAccelerator(accelerator, "selfCheck() finds differences of rounding only", async () => {
    const { convolution, matrixProduct } = await selfCheck();
    assert(convolution < 1e-5 && matrixProduct < 1e-5, `${convolution}, ${matrixProduct}`);
  });
}

Deno.test("selectAccelerator() starts as many threads of the CPU as it is told, else as there are cores", async () => {
  for (const threads of [1, 3, null]) {
    const { adapter } = await selectAccelerator("cpu", { threads });
    const count = threads ?? navigator.hardwareConcurrency;
    assertStringIncludes(adapter, count === 1 ? "1 thread," : `${count} threads,`);
  }
});

Deno.test("selectAccelerator() takes the CPU for auto where there is no hardware adapter", async () => {
  const selected = await selectAccelerator("auto");
  assertEquals(selected.software, selected.name === "cpu");
});

Deno.test({
  name: "selectAccelerator() takes gpu for webgpu and keeps the device that is open",
  ignore: !webgpu,
  fn: async () => {
    const first = await selectAccelerator("webgpu");
    const tensor = tf.tensor1d([1, 2]).add(1);
    await selectAccelerator("cpu");
    assertEquals(await selectAccelerator("gpu"), first);
    assertEquals([...await tensor.data()], [2, 3]);
  },
});

Deno.test({
  name: "selectAccelerator() raises the limits to the adapter's",
  ignore: !webgpu,
  fn: async () => {
    const { limits } = await selectAccelerator("webgpu");
    const adapter = await navigator.gpu.requestAdapter();
    const names = ["maxBufferSize", "maxStorageBufferBindingSize", "maxStorageBuffersPerShaderStage"] as const;
    for (const name of names) assertEquals([limits[name], device().limits[name]], Array(2).fill(adapter?.limits[name]));
  },
});

Deno.test({
  name: "Accelerator.failure() reports an error of the device, and the next selection opens another",
  ignore: !webgpu,
  fn: async () => {
    const accelerator = await failed();
    assertStringIncludes(
      accelerator.failure()?.message ?? "",
      "Cannot trust results of the GPU as it reported an error",
    );
    const next = await selectAccelerator("webgpu");
    assertEquals(next.failure(), null);
    assertEquals([...await tf.tensor1d([1]).add(1).data()], [2]);
  },
});

Deno.test("selectAccelerator() says what to do where there is no adapter", async () => {
  const descriptor = Object.getOwnPropertyDescriptor(navigator, "gpu");
  Object.defineProperty(navigator, "gpu", {
    configurable: true,
    value: { requestAdapter: () => Promise.resolve(null) },
  });
  try {
    await assertRejects(() => selectAccelerator("webgpu"), AcceleratorError, "install a Vulkan driver");
  } finally {
    if (descriptor) Object.defineProperty(navigator, "gpu", descriptor);
    else Reflect.deleteProperty(navigator, "gpu");
  }
});

Deno.test({
  name: "selectAccelerator() called twice at once opens one device",
  ignore: !webgpu,
  fn: async () => {
    // Else there may be one open, which both would be given.
    const before = await failed();
    const [one, other] = await Promise.all([selectAccelerator("webgpu"), selectAccelerator("webgpu")]);
    assertEquals([one.failure, one.failure()], [other.failure, null]);
    assertNotEquals(one.failure, before.failure);
  },
});

Deno.test({
  name: "Accelerator.determinism is not revoked by a later selection",
  ignore: !webgpu,
  fn: async () => {
    const program = (): unknown => tf.env().get("WEBGPU_MATMUL_PROGRAM_TYPE");
    const first = await selectAccelerator("webgpu");
    const fixed = program();
    const second = await selectAccelerator("webgpu", { deterministic: false });
    assertEquals([first.determinism.guaranteed, second.determinism.guaranteed, program()], [true, true, fixed]);
  },
});

Deno.test({
  name: "a tensor larger than the device lets programs see is refused, and the device is well",
  ignore: !webgpu,
  fn: async () => {
    const accelerator = await selectAccelerator("webgpu");
    const length = (accelerator.limits.maxStorageBufferBindingSize ?? 0) / 4 / 1024 + 1;
    const row = tf.ones([1, 1024]);
    const before = [tf.memory().numTensors, tf.engine().state.numDataBuffers];
    // Of a program of tensorflow.js, of one of ours, and of an upload.
    const works: readonly (() => tf.Tensor)[] = [
      () => tf.tile(row, [length, 1]),
      () => tf.conv2d(tf.ones<tf.Rank.R4>([1, length, 1, 1]), tf.ones<tf.Rank.R4>([1, 1, 1, 1024]), 1, "same"),
      () => tf.tensor1d(new Float32Array(1024 * length)).add(1),
    ];
    for (const work of works) {
      const error = assertThrows(() => tf.tidy(work), RangeError, "Cannot make a tensor of ");
      assertMatch(error.message, /webgpu as its programs see at most \d+ MiB at once: current value is \d+ MiB; set /);
    }
    assertEquals([tf.memory().numTensors, tf.engine().state.numDataBuffers], before);
    assertEquals([...await row.slice([0, 0], [1, 2]).add(1).data()], [2, 2]);
    row.dispose();
    assertEquals(accelerator.failure(), null);
  },
});

/** The device that tensors are on. */
function device(): GPUDevice {
  return (tf.backend() as tf.KernelBackend & { device: GPUDevice }).device;
}

/** An accelerator whose device has reported an error. */
async function failed(): Promise<Accelerator> {
  const accelerator = await selectAccelerator("webgpu");
  device().createBuffer({ size: 16, usage: 0xffff });
  await device().queue.onSubmittedWorkDone();
  await new Promise((resolve) => setTimeout(resolve));
  return accelerator;
}
