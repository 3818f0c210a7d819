/**
 * Functions of two numbers, as kernels.
 */
import { eachPair, Numbers } from "./pairs";

@final
class Add {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.add(a, b);
  }
}

@final
class Sub {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.sub(a, b);
  }
}

@final
class Multiply {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.mul(a, b);
  }
}

@final
class Divide {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.div(a, b);
  }
}

/** The larger; NaN if either is. */
@final
class Larger {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.max(a, b);
  }
}

/** The smaller; NaN if either is. */
@final
class Smaller {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.min(a, b);
  }
}

@final
class SquaredDifference {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  apply(a: v128, b: v128): v128 {
    return f32x4.mul(f32x4.sub(a, b), f32x4.sub(a, b));
  }
}

export function add(args: usize, thread: i32, threads: i32): void {
  eachPair<Numbers<Add>>(args, thread, threads);
}

export function sub(args: usize, thread: i32, threads: i32): void {
  eachPair<Numbers<Sub>>(args, thread, threads);
}

export function multiply(args: usize, thread: i32, threads: i32): void {
  eachPair<Numbers<Multiply>>(args, thread, threads);
}

export function divide(args: usize, thread: i32, threads: i32): void {
  eachPair<Numbers<Divide>>(args, thread, threads);
}

export function larger(args: usize, thread: i32, threads: i32): void {
  eachPair<Numbers<Larger>>(args, thread, threads);
}

export function smaller(args: usize, thread: i32, threads: i32): void {
  eachPair<Numbers<Smaller>>(args, thread, threads);
}

export function squaredDifference(args: usize, thread: i32, threads: i32): void {
  eachPair<Numbers<SquaredDifference>>(args, thread, threads);
}
