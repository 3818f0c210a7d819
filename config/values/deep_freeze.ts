/**
 * Freezing a value to the bottom.
 *
 * @module
 */

/** Readonly all the way down. */
export type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/**
 * Freezes a plain value and everything in it, however deep.
 *
 * @param value A tree of plain objects and arrays.
 * @returns The same value.
 */
export function deepFreeze<T>(value: T): DeepReadonly<T> {
  const left: unknown[] = [value];
  while (left.length > 0) {
    const part = left.pop();
    if (typeof part !== "object" || part === null || Object.isFrozen(part)) continue;
    Object.freeze(part);
    for (const inner of Object.values(part)) left.push(inner);
  }
  return value as DeepReadonly<T>;
}
