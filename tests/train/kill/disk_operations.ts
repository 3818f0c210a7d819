/**
 * Every operation by which this program changes a disk, given a name, and the program killed at one of them: before it,
 * in the middle of a write, or right after it.
 *
 * @module
 */

/** An operation at which to die. */
export interface DeathPoint {
  /** Name of the operation, such as `rename last.safetensors`. */
  readonly name: string;
  /** Which of that name, from 1. */
  readonly nth: number;
  /** When. What is no write has no middle, and is done. */
  readonly when: "before" | "within" | "after";
}

/**
 * Watches the operations of this program.
 *
 * @param point Where to die; null lives on.
 * @returns Names of the operations so far, in order; it grows.
 */
export function watchDisk(point: DeathPoint | null): readonly string[] {
  const names: string[] = [];
  /** Paths of open files. */
  const paths = new WeakMap<Deno.FsFile, string>();
  const isReached = (name: string): boolean => {
    names.push(name);
    return name === point?.name && names.filter((other) => other === name).length === point.nth;
  };
  const around = <T>(name: string, work: () => T): T => {
    const reached = isReached(name);
    if (reached && point?.when === "before") die();
    const result = work();
    if (!reached) return result;
    return result instanceof Promise ? result.then(die) as T : die();
  };

  for (const kind of ["rename", "remove", "mkdir"] as const) wrap(Deno, kind, (path) => `${kind} ${plainName(path)}`);
  for (const kind of ["renameSync", "removeSync"] as const) {
    wrap(Deno, kind, (path) => `${kind.slice(0, -4)} ${plainName(path)}`);
  }
  const { open, openSync } = Deno;
  Deno.open = (path, options) =>
    around(`open ${plainName(path)}`, async () => keepPath(await open(path, options), path));
  Deno.openSync = (path, options) => around(`open ${plainName(path)}`, () => keepPath(openSync(path, options), path));
  for (const kind of ["truncate", "truncateSync", "sync", "syncData", "syncDataSync"] as const) {
    wrap(Deno.FsFile.prototype, kind, (_, file) => `${kind.replace("Sync", "")} ${paths.get(file as Deno.FsFile)}`);
  }
  const { writeSync } = Deno.FsFile.prototype;
  Deno.FsFile.prototype.writeSync = function (bytes: Uint8Array): number {
    const reached = isReached(`write ${paths.get(this)}`);
    if (reached && point?.when === "before") die();
    const whole = !reached || point?.when === "after";
    const written = writeSync.call(this, whole ? bytes : bytes.subarray(0, Math.ceil(bytes.length / 2)));
    return reached ? die() : written;
  };
  return names;

  function keepPath(file: Deno.FsFile, path: string | URL): Deno.FsFile {
    paths.set(file, plainName(path));
    return file;
  }

  function wrap<K extends string>(
    owner: { [key in K]: (...args: never[]) => unknown },
    kind: K,
    nameOf: (first: string | URL, owner: unknown) => string,
  ): void {
    const method = owner[kind] as (...args: unknown[]) => unknown;
    owner[kind] = function (this: unknown, ...args: unknown[]): unknown {
      return around(nameOf(args.at(-1) as string, this), () => method.apply(this, args));
    };
  }
}

// --- internal ---

function die(): never {
  Deno.kill(Deno.pid, "SIGKILL");
  // The system ends the program before it comes here.
  for (;;);
}

/** The name of a file without what differs from one run to the next. */
function plainName(path: string | URL): string {
  const name = String(path).split("/").at(-1) ?? "";
  return name.replace(/\.[0-9a-f]{8}\.tmp$/, ".tmp").replace(/^(events\.out\.tfevents).*/, "$1");
}
