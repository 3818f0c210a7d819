/**
 * Where live pages are found unless somebody says otherwise.
 *
 * @module
 */

/** A port that no well-known program has. */
export const WATCH_PORT = 8321;
