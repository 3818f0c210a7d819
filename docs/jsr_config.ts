/**
 * `deno.jsr.json`: `deno.json` for those who reach JSR, without the links to local packages and with a lock file of its
 * own.
 *
 * @module
 */

/** The text of the file. */
export async function jsrConfig(): Promise<string> {
  const text = await Deno.readTextFile(new URL("../deno.json", import.meta.url));
  return text.replace(/^ *"links": .*$/m, '  "lock": "deno.jsr.lock",');
}
