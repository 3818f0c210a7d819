/**
 * Functions of one number, as kernels.
 */
import { float, NUMBERS } from "../runtime/constants";
import { each } from "./each";
import { exp, log, sigmoid, softplus, tanh } from "./math";
import { cos, sin } from "./trigonometry";

/** The number, or 0 if it is negative; NaN of NaN. */
@final
class Relu {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  apply(x: v128, first: v128, second: v128): v128 {
    return f32x4.pmax(x, f32x4.splat(0));
  }
}

@final
class Sigmoid {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  apply(x: v128, first: v128, second: v128): v128 {
    return sigmoid(x);
  }
}

@final
class Tanh {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  apply(x: v128, first: v128, second: v128): v128 {
    return tanh(x);
  }
}

@final
class Softplus {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  apply(x: v128, first: v128, second: v128): v128 {
    return softplus(x);
  }
}

@final
class Exp {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  apply(x: v128, first: v128, second: v128): v128 {
    return exp(x);
  }
}

@final
class Log {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  apply(x: v128, first: v128, second: v128): v128 {
    return log(x);
  }
}

@final
class Sin {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  apply(x: v128, first: v128, second: v128): v128 {
    return sin(x);
  }
}

@final
class Cos {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  apply(x: v128, first: v128, second: v128): v128 {
    return cos(x);
  }
}

@final
class Sqrt {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  apply(x: v128, first: v128, second: v128): v128 {
    return f32x4.sqrt(x);
  }
}

@final
class Rsqrt {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  apply(x: v128, first: v128, second: v128): v128 {
    return f32x4.div(float(NUMBERS, 1), f32x4.sqrt(x));
  }
}

@final
class Square {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  apply(x: v128, first: v128, second: v128): v128 {
    return f32x4.mul(x, x);
  }
}

@final
class Abs {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  apply(x: v128, first: v128, second: v128): v128 {
    return f32x4.abs(x);
  }
}

@final
class Neg {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  apply(x: v128, first: v128, second: v128): v128 {
    return f32x4.neg(x);
  }
}

@final
class Reciprocal {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  apply(x: v128, first: v128, second: v128): v128 {
    return f32x4.div(float(NUMBERS, 1), x);
  }
}

/** `first` where the number is at most 0, 1 above; NaN of NaN. */
@final
class Step {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  apply(x: v128, first: v128, second: v128): v128 {
    const step = v128.bitselect(float(NUMBERS, 1), first, f32x4.gt(x, f32x4.splat(0)));
    return v128.bitselect(step, x, f32x4.eq(x, x));
  }
}

/** -1, 0 or 1; 0 of NaN. */
@final
class Sign {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  apply(x: v128, first: v128, second: v128): v128 {
    const zero = f32x4.splat(0);
    return f32x4.sub(
      v128.and(f32x4.gt(x, zero), float(NUMBERS, 1)),
      v128.and(f32x4.lt(x, zero), float(NUMBERS, 1)),
    );
  }
}

/** From `first` to `second`; NaN of NaN. */
@final
class Clip {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  apply(x: v128, first: v128, second: v128): v128 {
    return f32x4.pmin(f32x4.pmax(x, first), second);
  }
}

export function relu(args: usize, thread: i32, threads: i32): void {
  each<Relu>(args, thread, threads);
}

export function sigmoidOf(args: usize, thread: i32, threads: i32): void {
  each<Sigmoid>(args, thread, threads);
}

export function tanhOf(args: usize, thread: i32, threads: i32): void {
  each<Tanh>(args, thread, threads);
}

export function softplusOf(args: usize, thread: i32, threads: i32): void {
  each<Softplus>(args, thread, threads);
}

export function expOf(args: usize, thread: i32, threads: i32): void {
  each<Exp>(args, thread, threads);
}

export function logOf(args: usize, thread: i32, threads: i32): void {
  each<Log>(args, thread, threads);
}

export function sinOf(args: usize, thread: i32, threads: i32): void {
  each<Sin>(args, thread, threads);
}

export function cosOf(args: usize, thread: i32, threads: i32): void {
  each<Cos>(args, thread, threads);
}

export function sqrtOf(args: usize, thread: i32, threads: i32): void {
  each<Sqrt>(args, thread, threads);
}

export function rsqrt(args: usize, thread: i32, threads: i32): void {
  each<Rsqrt>(args, thread, threads);
}

export function square(args: usize, thread: i32, threads: i32): void {
  each<Square>(args, thread, threads);
}

export function absOf(args: usize, thread: i32, threads: i32): void {
  each<Abs>(args, thread, threads);
}

export function negOf(args: usize, thread: i32, threads: i32): void {
  each<Neg>(args, thread, threads);
}

export function reciprocal(args: usize, thread: i32, threads: i32): void {
  each<Reciprocal>(args, thread, threads);
}

export function step(args: usize, thread: i32, threads: i32): void {
  each<Step>(args, thread, threads);
}

export function sign(args: usize, thread: i32, threads: i32): void {
  each<Sign>(args, thread, threads);
}

export function clip(args: usize, thread: i32, threads: i32): void {
  each<Clip>(args, thread, threads);
}
