/**
 * PyTorch, where the machine has it: the judge of steps and the other side of an exchange.
 *
 * @module
 */

/** A Python that has PyTorch, or null: tests that need it are then ignored, by name. It is not loaded to find out. */
export const pythonWithTorch: string | null = await findTorch();

/**
 * Runs a Python program that needs PyTorch.
 *
 * @returns What it printed.
 * @throws {Error} With what it said on stderr, if it fails.
 */
export async function runTorch(program: string, ...args: string[]): Promise<string> {
  if (pythonWithTorch === null) throw new Error("Cannot run Python as there is none with PyTorch");
  const { success, stdout, stderr } = await new Deno.Command(pythonWithTorch, { args: ["-c", program, ...args] })
    .output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

// --- internal ---

async function findTorch(): Promise<string | null> {
  const args = ["-c", "import importlib.util, sys; sys.exit(importlib.util.find_spec('torch') is None)"];
  for (const command of ["python3", "/usr/bin/python3"]) {
    try {
      if ((await new Deno.Command(command, { args }).output()).success) return command;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return null;
}
