/**
 * Whether a path may be read, for what is only looked for: nobody is asked for a permission that the work itself does not
 * need.
 *
 * @module
 */

/** Whether the program has been given the permission. */
export function mayRead(path: string): boolean {
  return Deno.permissions.querySync({ name: "read", path }).state === "granted";
}
