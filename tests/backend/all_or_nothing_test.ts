import { assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { allOrNothing } from "../../backend/all_or_nothing.ts";
import { ACCELERATORS } from "../available_accelerators.ts";
import { onAccelerator } from "../on_accelerator.ts";

for (const accelerator of ACCELERATORS) {
  onAccelerator(
    accelerator,
    "allOrNothing() keeps what was made, and frees all of it where making it fails",
    async () => {
      const make = (): tf.Tensor[] => {
        const variable = tf.variable(tf.ones([2]));
        const shared = tf.variable(tf.clone(variable));
        return [variable, shared, tf.keep(tf.zeros([3])), tf.tidy(() => tf.add(variable, shared))];
      };
      const { numTensors, numBytes } = tf.memory();
      assertThrows(
        () =>
          allOrNothing(() => {
            make();
            throw new RangeError("no room");
          }),
        RangeError,
        "no room",
      );
      assertEquals([tf.memory().numTensors, tf.memory().numBytes], [numTensors, numBytes]);
      const kept = allOrNothing(make);
      assertEquals([...await (kept[3] ?? tf.scalar(0)).data()], [2, 2]);
      tf.dispose(kept);
    },
  );

  onAccelerator(
    accelerator,
    "allOrNothing() frees what was kept for a backward pass that is never reached",
    async () => {
      const weight = tf.variable(tf.scalar(2));
      const { numTensors } = tf.memory();
      const failing = (): tf.Scalar => {
        tf.square(tf.exp(weight));
        throw new RangeError("no room");
      };
      assertThrows(() => allOrNothing(() => tf.tidy(() => tf.variableGrads(failing, [weight]))), RangeError, "no room");
      assertEquals(tf.memory().numTensors, numTensors);
      const { value, grads } = allOrNothing(() => tf.variableGrads(() => tf.square(weight), [weight]));
      assertEquals([...await value.data(), ...await (grads[weight.name] ?? value).data()], [4, 4]);
      tf.dispose([value, grads, weight]);
      assertEquals(tf.memory().numTensors, numTensors - 1);
    },
  );
}
