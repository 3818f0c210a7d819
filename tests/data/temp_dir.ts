/**
 * Temporary directories for tests.
 *
 * @module
 */

/** Runs a test body with the path of a new directory, which is removed afterwards. */
export async function withTempDir(body: (directory: string) => Promise<void>): Promise<void> {
  const directory = await Deno.makeTempDir();
  try {
    await body(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}
