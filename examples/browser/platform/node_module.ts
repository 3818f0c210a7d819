/**
 * `node:module` of a page: a bundle has resolved all names, so that there is nothing to hook into.
 *
 * @module
 */

/** Registers nothing. */
export function registerHooks(_hooks: unknown): { deregister(): void } {
  return { deregister: () => {} };
}
