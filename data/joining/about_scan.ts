/**
 * Which of several scans a sentence is about.
 *
 * @module
 */

/**
 * Does work on one of several scans.
 *
 * @param path The scan.
 * @param work The work.
 * @throws What the work throws; an error that does not name the scan is told with its name.
 */
export function aboutScan<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof Error) || cause.message.includes(path)) throw cause;
    const Class = [RangeError, TypeError].find((kind) => cause instanceof kind) ?? Error;
    throw new Class(withScan(path, cause.message), { cause });
  }
}

/** A sentence with the name of the scan that it is about, where it does not name it. */
export function withScan(path: string, sentence: string): string {
  return sentence.includes(path) ? sentence : `${path}: ${sentence}`;
}
