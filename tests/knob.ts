/**
 * Proofs that knobs work. `docs/knobs.md` names for every field the test that was registered here for it.
 *
 * @module
 */

/**
 * Registers the test that proves what a field does.
 *
 * @param path `section.field`, as a literal: the documentation is generated from the source of the tests.
 * @param effect What the field does, as the rest of the test's name.
 * @param proof Fails unless the field does it.
 * @param options `ignore`: whether this machine lacks what the proof needs; it is then skipped by name.
 */
export function knob(
  path: string,
  effect: string,
  proof: () => void | Promise<void>,
  { ignore = false }: { readonly ignore?: boolean } = {},
): void {
  Deno.test({ name: `${path}: ${effect}`, ignore, fn: proof });
}
