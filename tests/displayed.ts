/**
 * What a value shows of itself in a notebook, asked for as a Jupyter kernel asks.
 *
 * @module
 */
import { assertEquals } from "@std/assert";

const DISPLAY = Symbol.for("Jupyter.display");

/** Its texts by MIME type. */
export async function displayed(value: object): Promise<Readonly<Record<string, string>>> {
  const { [DISPLAY]: show } = value as { readonly [DISPLAY]?: () => Promise<Readonly<Record<string, string>>> };
  if (typeof show !== "function") throw new TypeError("Cannot show the value as it does not show itself");
  return await show.call(value);
}

/** Fails where JSON, equality or a spread see that a value shows itself. */
export function assertHidesDisplay(value: object): void {
  assertEquals(Object.getOwnPropertySymbols({ ...value }).includes(DISPLAY), false);
  assertEquals(Object.entries(value).length, Object.keys({ ...value }).length);
  assertEquals({ ...value }, value);
  assertEquals(JSON.stringify({ ...value }), JSON.stringify(value));
}
