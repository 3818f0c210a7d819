/**
 * What the system says of a file, as the end of a sentence that names the file: in words that tell what to do, without the
 * number, call and path that the runtime adds.
 *
 * @module
 */

/**
 * Why a file cannot be read, written, made or listed.
 *
 * @param cause What was thrown: an error of the system, or one that is the end of a sentence already.
 */
export function systemReason(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const words = cause.message.replace(/(?: \(os error \d+\))?(?:: \w+ '.*)?$/s, "");
  return ("code" in cause ? REASONS[String(cause.code)] : undefined) ?? REASONS[words] ?? words;
}

/** Whether an error is the system's, not ours or the runtime's. */
export function isSystemError(error: unknown): error is Error {
  // An AbortError has a code, too.
  if (!(error instanceof Error) || error instanceof DOMException) return false;
  return "code" in error || /\(os error \d+\)/.test(error.message);
}

// --- internal ---

const TOO_LONG = "files may not become so long here (ulimit -f tells how long)";
const NO_SHARE = "the user's share of the disk is full";

/** By code, or by the system's words where the runtime gives no code. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: "its permissions do not allow it",
  EPERM: "its permissions do not allow it",
  EDQUOT: NO_SHARE,
  "Disk quota exceeded": NO_SHARE,
  EEXIST: "a file has that name",
  EFBIG: TOO_LONG,
  "File too large": TOO_LONG,
  ELOOP: "its symbolic links lead in a circle",
  ENAMETOOLONG: "its path is too long: most disks take names of 255 bytes and paths of 4095",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of its path is a file, not a directory",
  EROFS: "the disk is read-only",
};
