/**
 * A step of Adam for many parameters at once.
 */
import { madd, share, storeLanes } from "../runtime/simd";

/** Arguments of {@link adamStep}; `parameters` parameters follow, and after them {@link Rates}. */
@unmanaged
class Adam {
  parameters: i32;
  /** Vectors of four elements of all parameters, the last one of each parameter possibly not full. */
  vectors: i32;
}

/** Where a parameter's values are: before the step, and after it. */
@unmanaged
class Parameter {
  value: usize;
  gradient: usize;
  mean: usize;
  square: usize;
  newValue: usize;
  newMean: usize;
  newSquare: usize;
  elements: i32;
}

/** What is the same for all parameters; a {@link StepSize} of each follows. */
@unmanaged
class Rates {
  beta1: f32;
  /** 1 − beta1, rounded once. */
  rest1: f32;
  beta2: f32;
  /** 1 − beta2, rounded once. */
  rest2: f32;
  epsilon: f32;
}

@unmanaged
class StepSize {
  /** Learning rate over the mean's bias correction. */
  step: f32;
  /** One over the root of the square's bias correction. */
  root: f32;
}

export function adamStep(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Adam>(args);
  let at = args + offsetof<Adam>();
  const rates = changetype<Rates>(at + usize(s.parameters) * offsetof<Parameter>());
  let sizes = changetype<usize>(rates) + offsetof<Rates>();
  // Vectors are never divided, so results do not depend on the number of threads.
  let first = share(s.vectors, thread, threads), left = share(s.vectors, thread + 1, threads) - first;
  for (let i = 0; i < s.parameters && left > 0; i++, at += offsetof<Parameter>(), sizes += offsetof<StepSize>()) {
    const parameter = changetype<Parameter>(at);
    const vectors = (parameter.elements + 3) >> 2;
    const count = min(vectors - first, left);
    if (count > 0) {
      moveVectors(parameter, rates, changetype<StepSize>(sizes), first, first + count);
      left -= count;
    }
    first = max(0, first - vectors);
  }
}

function moveVectors(p: Parameter, rates: Rates, size: StepSize, first: i32, end: i32): void {
  const beta1 = f32x4.splat(rates.beta1), rest1 = f32x4.splat(rates.rest1);
  const beta2 = f32x4.splat(rates.beta2), rest2 = f32x4.splat(rates.rest2);
  const epsilon = f32x4.splat(rates.epsilon), root = f32x4.splat(size.root), step = f32x4.splat(size.step);
  // Distances from one address that counts up: the loop has no others in registers.
  let at = p.value + (usize(first) << 4);
  const toGradient = p.gradient - p.value, toMean = p.mean - p.value, toSquare = p.square - p.value;
  const toNew = p.newValue - p.value, toNewMean = p.newMean - p.value, toNewSquare = p.newSquare - p.value;
  let elements = p.elements - (first << 2);
  for (let i = first; i < end; i++, at += 16, elements -= 4) {
    const gradient = v128.load(at + toGradient);
    const mean = madd(beta1, v128.load(at + toMean), f32x4.mul(rest1, gradient));
    const square = madd(beta2, v128.load(at + toSquare), f32x4.mul(rest2, f32x4.mul(gradient, gradient)));
    const move = f32x4.div(f32x4.mul(step, mean), madd(f32x4.sqrt(square), root, epsilon));
    const value = f32x4.sub(v128.load(at), move);
    storeLanes(at + toNewMean, mean, elements);
    storeLanes(at + toNewSquare, square, elements);
    storeLanes(at + toNew, value, elements);
  }
}
