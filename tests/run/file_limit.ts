/**
 * A disk that is full, for the files of this program: Linux alone knows such limits. It is one for all that the process
 * writes, so the test has to be alone in it: `tests/alone.ts`.
 *
 * @module
 */
import { isAlone } from "../alone.ts";

/** Whether tests that need the limit must be ignored. */
export const NO_FILE_LIMIT: boolean = Deno.build.os !== "linux" || !hasPrlimit();

/** A limit of the length of files, until the end of its scope: what is beyond fails as on a full disk, in part. */
export class FileLimit implements Disposable {
  /** @param bytes Greatest length of a file that this program writes. */
  constructor(bytes: number) {
    if (!isAlone()) throw new Error("Cannot limit files as other tests write some in this process: use testAlone()");
    // The signal that comes with it would end the program.
    Deno.addSignalListener("SIGXFSZ", ignore);
    limitFiles(String(bytes));
  }

  [Symbol.dispose](): void {
    limitFiles("unlimited");
    Deno.removeSignalListener("SIGXFSZ", ignore);
  }
}

// --- internal ---

function ignore(): void {}

function limitFiles(bytes: string): void {
  const args = [`--pid=${Deno.pid}`, `--fsize=${bytes}:unlimited`];
  const { success, stderr } = new Deno.Command("prlimit", { args, stderr: "piped" }).outputSync();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}

function hasPrlimit(): boolean {
  try {
    return new Deno.Command("prlimit", { args: ["--version"], stdout: "null", stderr: "null" }).outputSync().success;
  } catch {
    return false; // not installed, or running it is not permitted
  }
}
