import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals, assertRejects } from "@std/assert";
import type { CpuBackend } from "../../../../backend/cpu/runtime/cpu_backend.ts";
import { CPU_BACKEND, openCpu } from "../../../../backend/cpu/open_cpu.ts";
import { TempDir } from "../../../data/temp_dir.ts";

async function current(): Promise<CpuBackend> {
  const backend = await openCpu({ threads: 2 });
  await tf.setBackend(CPU_BACKEND);
  return backend;
}

Deno.test("values that were read stay what they are when the tensor's memory is used again", async () => {
  await current();
  const first = tf.tensor1d([1, 2, 3]);
  const values = await first.data();
  first.dispose();
  const second = tf.tensor1d([4, 5, 6]);
  assertEquals([...values], [1, 2, 3]);
  second.dispose();
});

Deno.test("kernels of tensorflow.js work on tensors of every type", async () => {
  await current();
  const sorted = tf.tidy(() => tf.topk(tf.tensor1d([3, 9, 4, 7]), 2).values.add(tf.cumsum(tf.tensor1d([1, 2]))));
  assertEquals([...await sorted.data()], [10, 10]);
  const spectrum = tf.tidy(() => tf.real(tf.fft(tf.complex(tf.tensor1d([1, 2, 3, 4]), tf.zeros([4])))));
  assertEquals([...await spectrum.data()], [10, -2, -2, -2]);
  const words = tf.tensor1d(["a", "b"], "string");
  assertEquals([...await words.data<"string">()], ["a", "b"]);
  const truth = tf.tidy(() => tf.tensor1d([true, false, true], "bool").logicalAnd(tf.tensor1d([1, 1, 0], "bool")));
  assertEquals([...await truth.data()], [1, 0, 0]);
  const empty = tf.zeros([0, 3]);
  assertEquals([...await empty.data()], []);
  tf.dispose([sorted, spectrum, words, truth, empty]);
});

Deno.test("tensors move to and from other backends", async () => {
  await current();
  const here = tf.tensor1d([1, 2, 3]);
  await tf.setBackend("cpu");
  const there = tf.tidy(() => here.square());
  await tf.setBackend(CPU_BACKEND);
  const back = tf.tidy(() => there.add(1));
  assertEquals([...await back.data()], [2, 5, 10]);
  tf.dispose([here, there, back]);
});

Deno.test("memory is given back: nothing grows once it has been used once", async () => {
  const backend = await current();
  const before = tf.memory().numTensors;
  const work = (): void =>
    tf.tidy(() => {
      const x = tf.randomNormal<tf.Rank.R4>([2, 16, 16, 16]);
      const filter = tf.randomNormal<tf.Rank.R4>([3, 3, 16, 16]);
      tf.grads((a, b) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, "same").relu().sum())([x, filter]);
    });
  work();
  const after = backend.bytes;
  for (let round = 0; round < 50; round++) work();
  assertEquals([backend.bytes, tf.memory().numTensors], [after, before]);
});

Deno.test("threads come and go, and the work goes on", async () => {
  const ones = (): Promise<tf.TypedArray> => tf.tidy(() => tf.ones([200, 64]).matMul(tf.ones([64, 80]))).data();
  for (const threads of [1, 4, 2, 3, 1, 2]) {
    const { pool } = await openCpu({ threads });
    assertEquals(pool.threads, threads);
    assert((await ones()).every((value) => value === 64));
  }
});

Deno.test("openCpu() called twice at once makes each thread once", async () => {
  await openCpu({ threads: 1 });
  const [one, other] = await Promise.all([openCpu({ threads: 3 }), openCpu({ threads: 3 })]);
  assertEquals([one === other, one.pool.threads], [true, 3]);
  const product = tf.tidy(() => tf.ones([200, 64]).matMul(tf.ones([64, 80])));
  assert((await product.data()).every((value) => value === 64));
  product.dispose();
});

Deno.test("openCpu() refuses numbers of threads that make no sense", async () => {
  for (const threads of [0, -1, 1.5, NaN]) {
    await assertRejects(() => openCpu({ threads }), RangeError, `current value is ${threads}`);
  }
});

const PROGRAM = `
import * as tf from "@tensorflow/tfjs";
import { openCpu } from "${new URL("../../../../backend/cpu/open_cpu.ts", import.meta.url)}";
const backend = await openCpu({ threads: 3, memoryLimit: 64 * 2 ** 20 });
const product = tf.ones([256, 256]).matMul(tf.ones([256, 256]));
console.log((await product.data())[0]);
`;

const ENDS: readonly (readonly [string, string, number, string])[] = [
  ["by itself when its work is done", "", 0, ""],
  ["with the error that was thrown", `throw new Error("as wanted");`, 1, "as wanted"],
  ["when it says so", "Deno.exit(7);", 7, ""],
  ["in order after the backend was removed", `tf.removeBackend("exitwave-cpu");`, 0, ""],
  [
    "with a sentence after a kernel has trapped in all threads, and computes on",
    `const before = tf.ones([4]);
    for (const [name, together] of [["matMul", false], ["convolutionGradient", true]]) {
      try {
        backend.run(name, [4e9, 4e9, 4e9, 4e9, 4e9, 4096, 64, 64, 64, 64, 64, 64, 64, 64, 3, 3], { together });
        throw new TypeError(name + " did not trap");
      } catch (error) {
        if (error instanceof TypeError) throw error;
        console.error(error.message);
      }
    }
    const again = await tf.ones([256, 256]).matMul(tf.ones([256, 256])).data();
    if (again[0] !== 256 || (await before.data())[0] !== 1) throw new TypeError("does not compute on");`,
    0,
    "Cannot trust the result of a kernel on the CPU as it was stopped in the middle: current value is convolutionGradient",
  ],
  [
    "with a clear error where memory does not suffice",
    `tf.zeros([1024, 1024, 32]);`,
    1,
    "a tensor of shape [1024,1024,32]",
  ],
];

for (const [title, ending, code, complaint] of ENDS) {
  Deno.test(`a process with sleeping threads ends ${title}`, async () => {
    using space = new TempDir();
    const file = `${space.path}/program.ts`;
    await Deno.writeTextFile(file, PROGRAM + ending);
    const config = fileURLToPath(new URL("../../../../deno.json", import.meta.url));
    const command = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "--config", config, file],
      signal: AbortSignal.timeout(60_000),
    });
    const result = await command.output();
    const [stdout, stderr] = [result.stdout, result.stderr].map((bytes) => new TextDecoder().decode(bytes));
    assertEquals([result.code, stdout], [code, "256\n"], stderr);
    assert(stderr?.includes(complaint), stderr);
  });
}
