/**
 * Freezing a value to the bottom.
 *
 * @module
 */
import type { DeepReadonly } from "./payload.ts";

/**
 * Freezes a plain value and everything in it.
 *
 * @param value A tree of plain objects and arrays.
 * @returns The same value.
 */
export function deepFreeze<T>(value: T): DeepReadonly<T> {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value as DeepReadonly<T>;
}
