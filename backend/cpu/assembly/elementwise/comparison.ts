/**
 * Comparisons of two numbers, as kernels; all but `notEqual` are false where either is NaN.
 */
import { Booleans, eachPair } from "./pairs";

@final
class Equal {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.eq(a, b);
  }
}

@final
class NotEqual {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.ne(a, b);
  }
}

@final
class Greater {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.gt(a, b);
  }
}

@final
class GreaterEqual {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.ge(a, b);
  }
}

@final
class Less {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.lt(a, b);
  }
}

@final
class LessEqual {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.le(a, b);
  }
}

export function equal(args: usize, thread: i32, threads: i32): void {
  eachPair<Booleans<Equal>>(args, thread, threads);
}

export function notEqual(args: usize, thread: i32, threads: i32): void {
  eachPair<Booleans<NotEqual>>(args, thread, threads);
}

export function greater(args: usize, thread: i32, threads: i32): void {
  eachPair<Booleans<Greater>>(args, thread, threads);
}

export function greaterEqual(args: usize, thread: i32, threads: i32): void {
  eachPair<Booleans<GreaterEqual>>(args, thread, threads);
}

export function less(args: usize, thread: i32, threads: i32): void {
  eachPair<Booleans<Less>>(args, thread, threads);
}

export function lessEqual(args: usize, thread: i32, threads: i32): void {
  eachPair<Booleans<LessEqual>>(args, thread, threads);
}
