/**
 * Whether there is an import map: in a clone `deno.json` is one, an installed command has none.
 *
 * @module
 */

/** Whether it says what a name stands for. */
export function isMapped(name: string): boolean {
  try {
    return import.meta.resolve(name) !== "";
  } catch {
    return false;
  }
}
