/**
 * Starts threads one of which does not come up, and goes on without: prints the sentence, and what is true after it.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { CPU_BACKEND, openCpu } from "../../../../backend/cpu/open_cpu.ts";

const isRight = async (): Promise<boolean> => {
  const product = tf.tidy(() => tf.ones([256, 300]).matMul(tf.ones([300, 256])));
  return (await product.data()).every((value) => value === 300);
};

const { pool } = await openCpu({ threads: 1 });
await tf.setBackend(CPU_BACKEND);
try {
  await openCpu({ threads: 4 });
} catch (error) {
  const facts = { message: (error as Error).message, threads: pool.threads, alone: await isRight() };
  await openCpu({ threads: 2 });
  // deno-lint-ignore no-console -- a program
  console.log(JSON.stringify({ ...facts, again: pool.threads, right: await isRight() }));
}
