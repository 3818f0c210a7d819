/**
 * NumPy, where the machine has it: the judge of what is read and written.
 *
 * @module
 */

/** A Python that has NumPy, or null: tests that need it are then ignored, by name. */
export const python: string | null = findPython();

/**
 * Runs a Python program.
 *
 * @returns What it printed.
 * @throws {Error} With what it said on stderr, if it fails.
 */
export async function runPython(program: string, ...args: string[]): Promise<string> {
  if (python === null) throw new Error("Cannot run Python as there is none with NumPy");
  const { success, stdout, stderr } = await new Deno.Command(python, { args: ["-c", program, ...args] }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

// --- internal ---

function findPython(): string | null {
  const works = (command: string): boolean => {
    try {
      return new Deno.Command(command, { args: ["-c", "import numpy"], stdout: "null", stderr: "null" }).outputSync()
        .success;
    } catch {
      return false; // not installed, or running it is not permitted
    }
  };
  return ["python3", "/usr/bin/python3"].find(works) ?? null;
}
