/**
 * The shells that people type into, as far as this machine has them.
 *
 * @module
 */

/** Shells whose words and completions are tested. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** One of them. */
export type Shell = typeof SHELLS[number];

/** Whether tests that need a shell must be ignored; with `EXITWAVE_REQUIRE_SHELLS=1` they fail instead. */
export function lacksShell(shell: Shell): boolean {
  return Deno.env.get("EXITWAVE_REQUIRE_SHELLS") !== "1" && !hasShell(shell);
}

// --- internal ---

function hasShell(shell: Shell): boolean {
  try {
    return new Deno.Command(shell, { args: ["-c", "true"] }).outputSync().success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
