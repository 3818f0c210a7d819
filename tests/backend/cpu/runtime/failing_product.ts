/**
 * Multiplies matrices until one kernel fails, and goes on: prints the sentence, and what is true after it.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { CPU_BACKEND, openCpu } from "../../../../backend/cpu/open_cpu.ts";

const product = (): tf.Tensor => tf.tidy(() => tf.ones([256, 300]).matMul(tf.ones([300, 256])));
const isRight = async (): Promise<boolean> => (await product().data()).every((value) => value === 300);

const { pool } = await openCpu({ threads: 3 });
await tf.setBackend(CPU_BACKEND);
const before = product();
for (let call = 2; call <= 5; call++) {
  try {
    product().dispose();
  } catch (error) {
    const kept = (await before.data()).every((value) => value === 300);
    const facts = { call, message: (error as Error).message, kept, threads: pool.threads, next: await isRight() };
    await openCpu({ threads: 3 });
    // deno-lint-ignore no-console -- a program
    console.log(JSON.stringify({ ...facts, again: pool.threads, right: await isRight() }));
    break;
  }
}
