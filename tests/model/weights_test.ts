import * as tf from "@tensorflow/tfjs";
import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { createModel } from "../../model/create_model.ts";
import { toPytorch, toTensorflow } from "../../model/parameters/layout.ts";
import { loadWeights, readWeights } from "../../model/weights.ts";
import { sciencePayload } from "../data/science_payload.ts";

const small = sciencePayload({}, { filterScale: 0.125 });

Deno.test("toTensorflow() takes convolutions from (out, in, h, w) to (h, w, in, out)", async () => {
  const data = Float32Array.from({ length: 2 * 3 * 5 * 7 }, (_, index) => index);
  const expected = tf.transpose(tf.tensor(data, [2, 3, 5, 7]), [2, 3, 1, 0]);
  const actual = toTensorflow({ shape: [2, 3, 5, 7], data });
  assertEquals(actual.shape, expected.shape);
  assertEquals([...actual.data], [...await expected.data()]);
});

Deno.test("toPytorch() undoes toTensorflow() for every rank", () => {
  for (const shape of [[3, 4, 2, 5], [3, 4], [6]]) {
    const data = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, index) => index);
    assertEquals(toPytorch(toTensorflow({ shape, data })), { shape, data });
  }
});

Deno.test("readWeights() gives a state_dict that loadWeights() takes", async () => {
  const [one, other] = [createModel(small, { seed: 1 }), createModel(small, { seed: 2 })];
  const weights = await readWeights(one);
  assertNotEquals(await readWeights(other), weights);
  loadWeights(other, weights);
  assertEquals(await readWeights(other), weights);
});

Deno.test("readWeights() adds the tensors that have no effect, which loadWeights() does not need", async () => {
  const model = createModel(sciencePayload({}, { filterScale: 0.125, probeBig: false }), { seed: 1 });
  const weights = await readWeights(model);
  assertEquals(weights.get("forward_model.alpha"), { shape: [1], data: new Float32Array([1]) });
  assertEquals(weights.get("autoencoder.decoder_amp.amp.conv_up_block.conv1.weight")?.shape, [4, 1, 3, 3]);
  loadWeights(model, new Map([...weights].filter(([name]) => model.parameters.has(name))));
});

Deno.test("loadWeights() lists everything that does not fit and changes nothing", async () => {
  const model = createModel(small, { seed: 1 });
  const before = await readWeights(model);
  const wrong = new Map(before);
  const [first = "", second = "", third = ""] = model.parameters.keys();
  wrong.delete(first);
  wrong.set(second, { shape: [2, 2], data: new Float32Array(4) });
  wrong.set(third, {
    ...before.get(third) ?? { shape: [] },
    data: before.get(third)?.data.map(() => 9) ?? new Float32Array(),
  });
  wrong.set("surplus", { shape: [1], data: new Float32Array(1) });
  assertThrows(
    () => loadWeights(model, wrong),
    TypeError,
    `1 missing (${first}); 1 unexpected (surplus); 1 mismatched (${second} is [2,2] instead of [4])`,
  );
  assertEquals(await readWeights(model), before);
});

Deno.test("loadWeights() takes PtychoPINN's gates without hidden units, which then open by their bias alone", async () => {
  const [gated, open] = [createModel(small, { seed: 1 }), createModel(small, { seed: 1 })];
  const prefix = "autoencoder.encoder.blocks.0.attention.ChannelGate.mlp";
  const weights = await readWeights(gated);
  const empty = new Float32Array();
  weights.set(`${prefix}.1.weight`, { shape: [0, 4], data: empty });
  weights.set(`${prefix}.1.bias`, { shape: [0], data: empty });
  weights.set(`${prefix}.3.weight`, { shape: [4, 0], data: empty });
  loadWeights(gated, weights);
  for (const name of [`${prefix}.1.weight`, `${prefix}.1.bias`, `${prefix}.3.weight`]) {
    assertEquals(new Set(gated.parameters.get(name)?.dataSync()), new Set([0]));
  }
  const biasOnly = new Map(weights).set(`${prefix}.3.weight`, { shape: [4, 2], data: empty });
  assertThrows(() => loadWeights(open, biasOnly), TypeError, `${prefix}.3.weight is [4,2] instead of [4,1]`);
});
