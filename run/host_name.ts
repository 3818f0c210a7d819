/**
 * The name of this machine, where the program may ask for it.
 *
 * @module
 */

/** The host name; null without permission. */
export function hostName(): string | null {
  const { state } = Deno.permissions.querySync({ name: "sys", kind: "hostname" });
  return state === "granted" ? Deno.hostname() : null;
}
