/**
 * Directories of tests, the only ones that they write to: whoever takes one gives it back, whatever becomes of the test.
 *
 * @module
 */

/** A directory that is removed at the end of its scope, with all that is in it. */
export class TempDir implements Disposable {
  /** Absolute path. */
  readonly path: string = Deno.makeTempDirSync({ prefix: "exitwave-test-" });

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

/** Runs a test body with the path of a new directory, which is removed afterwards. */
export async function withTempDir(body: (directory: string) => Promise<void>): Promise<void> {
  using directory = new TempDir();
  await body(directory.path);
}

/**
 * A directory that the tests of a file share, from before the first of them to the end of the last.
 *
 * @returns Its path, once tests run.
 */
export function sharedTempDir(): Pick<TempDir, "path"> {
  let directory: TempDir | null = null;
  Deno.test.beforeAll(() => void (directory = new TempDir()));
  Deno.test.afterAll(() => directory?.[Symbol.dispose]());
  return {
    get path(): string {
      if (directory === null) throw new Error("Cannot use the directory of a file's tests as none of them runs yet");
      return directory.path;
    },
  };
}
