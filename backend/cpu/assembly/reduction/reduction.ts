/**
 * Sums and extremes, as kernels.
 */
import { reduceColumns } from "./reduce_columns";
import { reduceRows } from "./reduce_rows";
import { share } from "../runtime/simd";

/** Sum. */
@final
class Sum {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  empty(): v128 {
    return f32x4.splat(0);
  }

  // @ts-ignore: decorators are AssemblyScript's
  @inline
  join(a: v128, b: v128): v128 {
    return f32x4.add(a, b);
  }

  // @ts-ignore: decorators are AssemblyScript's
  @inline
  joinParts(a: f64, b: f64): f64 {
    return a + b;
  }
}

/** Largest number; NaN if there is one. */
@final
class Max {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  empty(): v128 {
    return f32x4.splat(-Infinity);
  }

  // @ts-ignore: decorators are AssemblyScript's
  @inline
  join(a: v128, b: v128): v128 {
    // As f32x4.max, which is seven instructions where this is three.
    return v128.or(f32x4.pmax(b, a), f32x4.ne(a, a));
  }

  // @ts-ignore: decorators are AssemblyScript's
  @inline
  joinParts(a: f64, b: f64): f64 {
    return max<f64>(a, b);
  }
}

/** Smallest number; NaN if there is one. */
@final
class Min {
  // @ts-ignore: decorators are AssemblyScript's
  @inline
  empty(): v128 {
    return f32x4.splat(Infinity);
  }

  // @ts-ignore: decorators are AssemblyScript's
  @inline
  join(a: v128, b: v128): v128 {
    return v128.or(f32x4.pmin(b, a), f32x4.ne(a, a));
  }

  // @ts-ignore: decorators are AssemblyScript's
  @inline
  joinParts(a: f64, b: f64): f64 {
    return min<f64>(a, b);
  }
}

export function sumColumns(args: usize, thread: i32, threads: i32): void {
  reduceColumns<Sum>(args, thread, threads);
}

export function maxColumns(args: usize, thread: i32, threads: i32): void {
  reduceColumns<Max>(args, thread, threads);
}

export function minColumns(args: usize, thread: i32, threads: i32): void {
  reduceColumns<Min>(args, thread, threads);
}

export function sumRows(args: usize, thread: i32, threads: i32): void {
  reduceRows<Sum>(args, thread, threads);
}

export function maxRows(args: usize, thread: i32, threads: i32): void {
  reduceRows<Max>(args, thread, threads);
}

export function minRows(args: usize, thread: i32, threads: i32): void {
  reduceRows<Min>(args, thread, threads);
}

/** Arguments of the kernels that combine parts, (outer, parts, columns) to (outer, columns). */
@unmanaged
class Combine {
  x: usize;
  y: usize;
  outer: i32;
  parts: i32;
  columns: i32;
  /** What the results are divided by. */
  divisor: f32;
}

export function sumParts(args: usize, thread: i32, threads: i32): void {
  combine<Sum>(args, thread, threads);
}

export function maxParts(args: usize, thread: i32, threads: i32): void {
  combine<Max>(args, thread, threads);
}

export function minParts(args: usize, thread: i32, threads: i32): void {
  combine<Min>(args, thread, threads);
}

/** In double precision, as the parts of a sum may be many. */
function combine<T>(args: usize, thread: i32, threads: i32): void {
  const s = changetype<Combine>(args);
  const end = share(s.outer * s.columns, thread + 1, threads);
  const row = usize(s.columns) << 2;
  for (let item = share(s.outer * s.columns, thread, threads); item < end; item++) {
    let x = s.x + usize(item / s.columns) * s.parts * row + (usize(item % s.columns) << 2);
    let result: f64 = f32.load(x);
    for (let part = 1; part < s.parts; part++) {
      x += row;
      result = changetype<T>(0).joinParts(result, f32.load(x));
    }
    f32.store(s.y + (usize(item) << 2), f32(result / s.divisor));
  }
}
