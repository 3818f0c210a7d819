/**
 * Errors of files, by the names that Deno gives them.
 *
 * @module
 */

/** There is no such file. */
export class NotFound extends Error {
  override readonly name = "NotFound";
}

/** There is such a file already. */
export class AlreadyExists extends Error {
  override readonly name = "AlreadyExists";
}

/** A directory is in the place of a file. */
export class IsADirectory extends Error {
  override readonly name = "IsADirectory";
}

/** A file is in the place of a directory. */
export class NotADirectory extends Error {
  override readonly name = "NotADirectory";
}
