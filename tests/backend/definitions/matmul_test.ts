/**
 * Matrix products, and their gradients, against the definition.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { ACCELERATORS } from "../../available_accelerators.ts";
import { onAccelerator } from "../../on_accelerator.ts";
import { differentiate } from "./differentiate.ts";
import { filled, fillings } from "./filled.ts";
import { assertSums, Sums } from "./sums.ts";

const cases = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  m: fc.integer({ min: 1, max: 60 }),
  n: fc.integer({ min: 1, max: 30 }),
  k: fc.integer({ min: 1, max: 40 }),
  transposeA: fc.boolean(),
  transposeB: fc.boolean(),
  a: fillings,
  b: fillings,
  dy: fillings,
});

for (const accelerator of ACCELERATORS) {
  onAccelerator(accelerator, "matMul() and its gradients are sums of products", async () => {
    await fc.assert(fc.asyncProperty(cases, check), { numRuns: accelerator.name === "cpu" ? 80 : 6 });
  });
}

async function check(
  { batch, m, n, k, transposeA, transposeB, ...fills }: typeof cases extends fc.Arbitrary<infer T> ? T : never,
): Promise<void> {
  const aShape = [batch, ...(transposeA ? [k, m] : [m, k])], bShape = [batch, ...(transposeB ? [n, k] : [k, n])];
  const [a, b, dy] = [filled(aShape, fills.a), filled(bShape, fills.b), filled([batch, m, n], fills.dy)];
  const multiply = (a: tf.Tensor, b: tf.Tensor): tf.Tensor[] => [tf.matMul(a, b, transposeA, transposeB)];
  const [y, da, db] = differentiate(multiply, [tf.tensor(a, aShape), tf.tensor(b, bShape)], [dy]) as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  const expected = { y: new Sums(dy.length), da: new Sums(a.length), db: new Sums(b.length) };
  for (let at = 0; at < batch * m * n * k; at++) {
    const [l, column, row] = [at % k, Math.floor(at / k) % n, Math.floor(at / k / n) % m];
    const matrix = Math.floor(at / k / n / m);
    const to = (matrix * m + row) * n + column;
    const left = matrix * m * k + (transposeA ? l * m + row : row * k + l);
    const right = matrix * k * n + (transposeB ? column * k + l : l * n + column);
    const [x, w, g] = [a[left] ?? NaN, b[right] ?? NaN, dy[to] ?? NaN];
    expected.y.add(to, x * w);
    expected.da.add(left, g * w);
    expected.db.add(right, x * g);
  }
  await assertSums("a product", y, expected.y);
  await assertSums("a gradient by the left factor", da, expected.da);
  await assertSums("a gradient by the right factor", db, expected.db);
}
