/**
 * Values as JSON has them.
 *
 * @module
 */

/**
 * A copy of a value as JSON has it: detached from the caller's objects, and without what JSON cannot tell apart, such as
 * -0.
 *
 * @param value Any value.
 * @returns The copy; undefined where JSON cannot hold the value, or it is nested so deeply that work on it might not end
 * well: the stack is not endless.
 */
export function jsonCopy(value: unknown): unknown {
  try {
    const text = JSON.stringify(value);
    const copy: unknown = text === undefined ? undefined : JSON.parse(text);
    return isShallow(copy) ? copy : undefined;
  } catch {
    return undefined;
  }
}

// --- internal ---

/** More levels than any value of a payload lies under. */
const DEEPEST = 20;

/** Level by level, so that depth takes no stack. */
function isShallow(copy: unknown): boolean {
  let level: unknown[] = [copy];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return false;
    level = level.flatMap((part) => typeof part === "object" && part !== null ? Object.values(part) : []);
  }
  return true;
}
