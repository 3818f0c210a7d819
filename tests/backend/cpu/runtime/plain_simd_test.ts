import { fileURLToPath } from "node:url";
import { assertEquals, assertLess } from "@std/assert";
import { TempDir } from "../../../data/temp_dir.ts";

/** In a process of its own: a backend has one build for its lifetime. */
const PROGRAM = `
import * as tf from "@tensorflow/tfjs";
import { CPU_BACKEND, openCpu } from "${new URL("../../../../backend/cpu/open_cpu.ts", import.meta.url)}";
tf.enableProdMode();
const { build } = await openCpu({ threads: 2, build: "simd" });
async function compute(backend: string): Promise<number[]> {
  await tf.setBackend(backend);
  const values = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => Math.sin(1.7 * i + 1e-3 * i * i));
  const x = tf.tensor4d(values(2 * 17 * 16 * 24), [2, 17, 16, 24]);
  const filter = tf.tensor4d(values(9 * 24 * 16), [3, 3, 24, 16]);
  const f = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, "same").tanh();
  const results = [f(x, filter), ...tf.grads((a, b) => f(a, b).sum())([x, filter]), x.exp().mean([1, 2])];
  return (await Promise.all(results.map((result) => result.data()))).flatMap((data) => [...data]);
}
const [ours, stock] = [await compute(CPU_BACKEND), await compute("cpu")];
const scale = Math.max(...stock.map(Math.abs));
const error = Math.max(...stock.map((value, index) => Math.abs(value - (ours[index] ?? NaN)))) / scale;
console.log(JSON.stringify({ build, length: ours.length, error }));
`;

Deno.test("openCpu() computes the same with the build for engines without relaxed SIMD", async () => {
  using space = new TempDir();
  const file = `${space.path}/program.ts`;
  await Deno.writeTextFile(file, PROGRAM);
  const config = fileURLToPath(new URL("../../../../deno.json", import.meta.url));
  const args = ["run", "-A", "--quiet", "--no-check", "--config", config, file];
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  const { build, length, error } = JSON.parse(new TextDecoder().decode(stdout));
  assertEquals([build, length], ["simd", 2 * 17 * 16 * 16 + 2 * 17 * 16 * 24 + 9 * 24 * 16 + 2 * 24]);
  assertLess(error, 1e-5);
});
