/**
 * NumPy and h5py, where the machine has them: the judges of what is read and written.
 *
 * @module
 */

/** A Python that has NumPy, or null: tests that need it are then ignored, by name. */
export const python: string | null = findPython("numpy");

/** A Python that has h5py, or null, as {@link python}. */
export const pythonWithH5py: string | null = findPython("h5py, numpy");

/**
 * Runs a Python program.
 *
 * @returns What it printed.
 * @throws {Error} With what it said on stderr, if it fails.
 */
export function runPython(program: string, ...args: string[]): Promise<string> {
  return run(python, program, args);
}

/** Runs a Python program that needs h5py, as {@link runPython}. */
export function runH5py(program: string, ...args: string[]): Promise<string> {
  return run(pythonWithH5py, program, args);
}

// --- internal ---

async function run(python: string | null, program: string, args: readonly string[]): Promise<string> {
  if (python === null) throw new Error("Cannot run Python as there is none with what it needs");
  const { success, stdout, stderr } = await new Deno.Command(python, { args: ["-c", program, ...args] }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

function findPython(modules: string): string | null {
  const works = (command: string): boolean => {
    try {
      return new Deno.Command(command, { args: ["-c", `import ${modules}`], stdout: "null", stderr: "null" })
        .outputSync()
        .success;
    } catch {
      return false; // not installed, or running it is not permitted
    }
  };
  return ["python3", "/usr/bin/python3"].find(works) ?? null;
}
