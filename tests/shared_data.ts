/**
 * Where tests find the shared data: `EXITWAVE_SHARED`, or `../shared` beside the repository.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

/**
 * Path of a shared file or folder.
 *
 * @param parts Path components below the shared folder.
 * @returns The path, or null where it does not exist: the test is then ignored, by name.
 */
export function sharedPath(...parts: string[]): string | null {
  const root = Deno.env.get("EXITWAVE_SHARED") ?? fileURLToPath(new URL("../../shared", import.meta.url));
  const path = [root, ...parts].join("/");
  try {
    Deno.statSync(path);
    return path;
  } catch {
    return null;
  }
}
