/**
 * Wrong use of the command line, exit code 2.
 *
 * @module
 */

/** Thrown where a command line cannot be understood; the message is one line and names the remedy. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
