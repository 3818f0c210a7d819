/**
 * What reading a checkpoint file has in common for inference and for resuming a training: its metadata, and how a problem
 * with it is told.
 *
 * @module
 */

/**
 * A JSON value in the metadata of a checkpoint.
 *
 * @param metadata Metadata of a safetensors file.
 * @param key `payload` or `trainer`.
 * @returns The parsed value, not checked.
 * @throws {SyntaxError} If it is missing or no JSON.
 */
export function metadataJson(metadata: Readonly<Record<string, string>>, key: "payload" | "trainer"): unknown {
  const text = metadata[key];
  if (text === undefined) throw new SyntaxError(`its metadata has no "${key}": it is not a checkpoint of a training`);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`the "${key}" in its metadata is not JSON`, { cause });
  }
}

/**
 * What is wrong with a checkpoint, as the end of a sentence that names the file.
 *
 * @param cause What was thrown while it was read.
 * @returns One line.
 */
export function checkpointProblem(cause: unknown): string {
  if (cause instanceof Deno.errors.NotFound) return "it does not exist";
  if (!(cause instanceof Error)) return String(cause);
  // The sentence has begun with the file already, and a payload's problems come one a line.
  return cause.message.replace(/^Cannot read safetensors as /, "").replaceAll("\n", "; ");
}
