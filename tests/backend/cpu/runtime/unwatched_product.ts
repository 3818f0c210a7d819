/**
 * Multiplies matrices until the thread that watches over the others has ended, and goes on: prints the sentence, and what
 * is true after it.
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
let message: string | null = null;
while (message === null) {
  try {
    product().dispose();
  } catch (error) {
    message = (error as Error).message;
  }
  // Its end is reported with the event loop.
  await new Promise((resolve) => setTimeout(resolve));
}
const kept = (await before.data()).every((value) => value === 300);
const facts = { message, kept, threads: pool.threads, next: await isRight() };
Deno.env.delete("EXITWAVE_TEST_FAULT");
await openCpu({ threads: 3 });
// deno-lint-ignore no-console -- a program
console.log(JSON.stringify({ ...facts, again: pool.threads, right: await isRight() }));
